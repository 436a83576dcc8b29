"""A bucket that is away for a while costs time, no mail."""

import io
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import LazySettings

from ringback.bench.place import free_port
from ringback.channels import outbox
from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Delivery, Inbound
from ringback.channels.take_in import Handed, take_in
from ringback.files import store
from ringback.files.models import Blob
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.tickets.intake import ATTEMPTS, process
from tests.channels.cast import a_line, a_mail

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TO = ("ann@x.example", "bob@x.example")


@pytest.fixture(autouse=True)
def _away(settings: LazySettings) -> Iterator[None]:
    """An address at which nobody answers."""
    at = f"http%3A//127.0.0.1:{free_port()}"
    settings.STORAGE_URL = f"s3://key:secret@bucket?endpoint_url={at}&region_name=eu-central-1"
    store._bucket.cache_clear()
    yield
    store._bucket.cache_clear()


def test_what_cannot_be_stored_is_said_and_has_no_row() -> None:
    with pytest.raises(OSError, match="The bucket cannot be used"):
        store.keep(io.BytesIO(b"ten bytes."))
    assert not Blob.objects.exists()


def test_a_mail_with_a_file_waits_and_is_not_quarantined(tmp_path: Path) -> None:
    take_in(a_line(), Handed(_with_a_file(), "imap", now(), "INBOX/1/1"))
    row = Inbound.objects.get()
    assert process(row, Parser(tmp_path / "parser.pid")) == ""
    row.refresh_from_db()
    assert (row.end, row.attempts) == ("", 1)
    assert row.retry_at
    for _ in range(2 * ATTEMPTS):
        assert process(row, Parser(tmp_path / "parser.pid")) == ""
    row.refresh_from_db()
    assert row.end == "" and row.retry_at and row.retry_at < now() + timedelta(minutes=11)


def test_a_large_answer_waits_and_holds_up_no_other() -> None:
    line = a_line(smtp_host="127.0.0.1", smtp_port=9)
    large, _ = [outbox.queue(SYSTEM, line, a_mail(line, to), purpose="reply") for to in TO]
    blob = Blob.objects.create(sha256="0" * 64, size=9, created_at=now())
    Delivery.objects.filter(pk=large.pk).update(blob=blob, content=None)
    assert outbox.send_due() == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.DELAYED}


def _with_a_file() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ann@x.example", "help@desk.example", "Hello"
    message["Message-ID"] = "<1@x.example>"
    message.set_content("Good morning")
    message.add_attachment(b"%PDF-1.4 and so on", "application", "pdf", filename="form.pdf")
    return message.as_bytes()
