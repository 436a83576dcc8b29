"""An S3-compatible bucket, whose troubles are told as a disk's would be. Imported only where
STORAGE_URL names one: a desk on one machine lacks the packages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

from ringback.files.store import StoreAway

IN_MEMORY = 1024 * 1024  # of a file that is read; the rest of larger ones lies on the disk meanwhile
CONNECT, READ, TRIES = 5, 30, 3
_HASTY: Final = Config(connect_timeout=2, read_timeout=2, retries={"total_max_attempts": 1})
_TRIAL: Final = ".trial"


class Bucket:
    """`url` as in STORAGE_URL. All raise StoreAway when the bucket is away, missing or refuses."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        options: dict[str, Any] = {key: values[-1] for key, values in parse_qs(at.query).items()}
        if at.username:
            options |= {"access_key": unquote(at.username), "secret_key": unquote(at.password or "")}
        options |= {"max_memory_size": IN_MEMORY, "bucket_name": at.hostname, "location": at.path.strip("/")}
        patience = _patience(options)
        self._storage = S3Storage(client_config=patience, **options)
        self._hasty = S3Storage(client_config=patience.merge(_HASTY), **options)

    def holds(self, name: str) -> bool:
        with _told_plainly():
            return bool(self._storage.exists(name))

    def save(self, name: str, source: IO[bytes]) -> None:
        """Store what is not there yet."""
        with _told_plainly():
            if not self._storage.exists(name):
                self._storage.save(name, File(source))

    def open(self, name: str) -> IO[bytes]:
        """All of it is here when this returns. Raises FileNotFoundError for what is not there."""
        with _told_plainly():
            found: Any = self._storage.open(name, "rb")
            found.open()
        return found  # type: ignore[no-any-return]  # a File of Django's, which has no type of its own

    def try_out(self) -> None:
        """Write a byte and read it, with little patience. By what files are stored with and nothing else: a key may be
        allowed no more than that."""
        with _told_plainly():
            self._hasty.save(_TRIAL, ContentFile(b"."))
            self._hasty.open(_TRIAL, "rb").read()

    def delete(self, name: str) -> None:
        with _told_plainly():
            self._storage.delete(name)


def _patience(options: dict[str, Any]) -> Config:
    return Config(
        connect_timeout=CONNECT,
        read_timeout=READ,
        retries={"total_max_attempts": TRIES, "mode": "standard"},
        s3={"addressing_style": options.get("addressing_style")},
        signature_version=options.get("signature_version"),
    )


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as trouble:
        raise StoreAway(f"The bucket cannot be used: {trouble}") from trouble
