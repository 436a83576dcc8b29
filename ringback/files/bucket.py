"""An S3-compatible bucket, whose troubles are told as the OSError that a disk's would be. Imported only where
STORAGE_URL names one: a desk on one machine lacks the packages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from urllib.parse import parse_qs, unquote, urlsplit

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

IN_MEMORY = 1024 * 1024  # of a file that is read; the rest of larger ones lies on the disk meanwhile
CONNECT, READ, TRIES = 5, 30, 3


class Bucket:
    """`url` as in STORAGE_URL. All raise OSError when the bucket is away, missing or refuses."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        options: dict[str, Any] = {key: values[-1] for key, values in parse_qs(at.query).items()}
        if at.username:
            options |= {"access_key": unquote(at.username), "secret_key": unquote(at.password or "")}
        options |= {"client_config": _patience(options), "max_memory_size": IN_MEMORY}
        self._storage = S3Storage(bucket_name=at.hostname, location=at.path.strip("/"), **options)

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
        raise OSError(f"The bucket cannot be used: {trouble}") from trouble
