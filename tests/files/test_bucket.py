"""Files in a bucket: kept once, read in pieces, served, swept; troubles told by name."""

import io
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from ringback.files import store, sweep
from ringback.files.models import Blob
from ringback.kit import remembered
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.tickets.health import health, is_well
from ringback.tickets.models import MessageFile
from tests import buckets, world

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.xdist_group("bucket")]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with buckets.serving(tmp_path_factory.mktemp("s3")) as address:
        yield address


@pytest.fixture
def bucket(at: str, settings: LazySettings, tmp_path: Path) -> Iterator[Any]:
    """One of its own, where the desk's files go."""
    name = f"desk-{random.randbytes(8).hex()}"
    settings.FILES = tmp_path / "files"
    made = buckets.make(at, name)
    _use(settings, buckets.address_of(at, name))
    yield made
    store._bucket.cache_clear()


def test_bytes_are_kept_once_and_come_back_as_they_were(bucket: Any, tmp_path: Path) -> None:
    content = random.Random(1).randbytes(3 * 1024 * 1024)  # more than is held in memory
    first, again = store.keep(io.BytesIO(content)), store.keep(io.BytesIO(content))
    assert first.pk == again.pk and first.size == len(content)
    assert [one.key for one in bucket.objects.all()] == [f"files/{first.sha256[:2]}/{first.sha256}"]
    with store.open_blob(first) as file:
        assert b"".join(store.pieces(file)) == content
        file.seek(1_000_000)
        assert file.read(10) == content[1_000_000:1_000_010]
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_what_the_bucket_has_lost_is_not_found(bucket: Any) -> None:
    blob = store.keep(io.BytesIO(b"gone soon"))
    bucket.objects.all().delete()
    with pytest.raises(FileNotFoundError):
        store.open_blob(blob)


def test_a_file_of_a_message_is_served_from_there_to_those_who_may(bucket: Any) -> None:
    made = world.build()
    file = MessageFile.objects.filter(message__ticket=made.near.ticket)[0]
    with store.open_blob(file.blob) as stored:
        content = stored.read()
    client = Client()
    client.force_login(made.users["anna"])
    answer = client.get(f"/files/{file.key}")
    assert (b"".join(answer.streaming_content) if answer.streaming else answer.content) == content
    client.force_login(made.users["bo"])
    assert client.get(f"/files/{file.key}").status_code == 404


def test_what_nothing_links_to_leaves_the_bucket_after_a_day(bucket: Any) -> None:
    loose = store.keep(io.BytesIO(b"uploaded and never used"))
    Blob.objects.filter(pk=loose.pk).update(created_at=now() - timedelta(days=2))
    fresh = store.keep(io.BytesIO(b"uploaded a moment ago"))
    assert sweep.sweep() == 1
    assert [one.key.rpartition("/")[2] for one in bucket.objects.all()] == [fresh.sha256]


def test_a_bucket_that_works_is_well(bucket: Any) -> None:
    assert (health(SYSTEM).files, is_well()) == ("", True)


def test_a_bucket_that_does_not_exist_is_named(bucket: Any, at: str, settings: LazySettings) -> None:
    _use(settings, buckets.address_of(at, "no-such-bucket"))
    assert "NoSuchBucket" in health(SYSTEM).files
    assert not is_well()
    with pytest.raises(OSError, match="NoSuchBucket"):
        store.keep(io.BytesIO(b"where to"))


def test_a_bucket_that_refuses_is_told(bucket: Any, settings: LazySettings) -> None:
    bucket.Policy().put(Policy=_DENIED % bucket.name)
    _use(settings, settings.STORAGE_URL)
    assert "Files cannot be stored" in health(SYSTEM).files


_DENIED = """{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
"Resource": ["arn:aws:s3:::%s/*"]}]}"""


def _use(settings: LazySettings, address: str) -> None:
    settings.STORAGE_URL = address
    store._bucket.cache_clear()
    remembered.forget_all()
