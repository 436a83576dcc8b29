import logging
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from ringback.channels.models import Delivery
from tests.channels.cast import a_line

pytestmark = pytest.mark.django_db


def test_mail_of_the_sign_in_leaves_by_the_first_line_that_can_send(caplog: Any) -> None:
    a_line("mute")
    able = a_line("able", smtp_host="mail.example")
    with caplog.at_level(logging.DEBUG):
        assert _send("Your code is 998877") == 1
    delivery = Delivery.objects.get()
    assert (delivery.line, delivery.purpose, delivery.is_automatic) == (able, "system", False)
    assert delivery.envelope_from == able.address
    assert b"Auto-Submitted: auto-generated" in bytes(delivery.content or b"")
    assert list(delivery.recipients.values_list("address", flat=True)) == ["ann@x.example"]
    assert "998877" not in caplog.text


def test_without_a_line_the_mail_is_kept_to_fail_visibly() -> None:
    assert _send("Hello") == 1
    assert Delivery.objects.get().line is None


def _send(body: str) -> int:
    backend = get_connection("ringback.channels.django_backend.EmailBackend")
    mail = EmailMultiAlternatives("Hello", body, "webmaster@localhost", ["ann@x.example"])
    mail.attach_alternative(f"<p>{body}</p>", "text/html")
    return int(backend.send_messages([mail]) or 0)
