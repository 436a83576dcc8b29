"""Where blobs lie: a folder, or an S3-compatible bucket when STORAGE_URL names one."""

import hashlib
import io
import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from ringback.files.models import Blob
from ringback.kit.clock import now
from ringback.kit.inserting import insert_unless_there

if TYPE_CHECKING:
    from ringback.files.bucket import Bucket

PIECE = 256 * 1024


class StoreAway(OSError):
    """Nothing can be stored or read now: the disk is full, the bucket away. It says nothing of the file itself."""


def keep(source: IO[bytes] | Path) -> Blob:
    """Store the bytes durably (synced before this returns) and give their row. Same bytes, same blob. Raises
    StoreAway."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return keep(file)
    sha256, size = _stored(source)
    # Most files are new: asking first would be one statement more for nearly all of them.
    blob = Blob(sha256=sha256, size=size, created_at=now())
    if not insert_unless_there(blob):
        return Blob.objects.get(sha256=sha256)
    if not _is_there(sha256):
        # The same bytes were discarded between our look at them and our row: `discard` is over by now.
        blob.delete()
        raise StoreAway("These bytes were just being removed. Try again.")
    return blob


def open_blob(blob: Blob) -> IO[bytes]:
    """The bytes, for reading. Raises FileNotFoundError when the store has lost them, StoreAway when it is away."""
    bucket = _bucket()
    if bucket:
        return bucket.open(_name(blob.sha256))
    return (settings.FILES / _name(blob.sha256)).open("rb")


def put_back(source: IO[bytes], sha256: str) -> bool:
    """Store bytes whose row there is or will be; False, and nothing stored, when they have another hash. Not synced one
    by one: `settle` afterwards."""
    draft, found, _ = _spool(source, is_synced=False)
    try:
        if found == sha256:
            _place(draft, sha256, is_synced=False)
    finally:
        draft.unlink(missing_ok=True)
    return found == sha256


def settle() -> None:
    """What was put back is durable when this returns."""
    os.sync()


def discard(blob: Blob) -> None:
    """Remove the bytes and the row. The caller knows that nothing links to it. Nobody makes the row anew before the
    bytes are gone."""
    bucket = _bucket()
    with transaction.atomic():
        blob.delete()
        if bucket:
            bucket.delete(_name(blob.sha256))
        else:
            (settings.FILES / _name(blob.sha256)).unlink(missing_ok=True)


def clear_away(before: datetime) -> None:
    """Remove what was being stored when its process was killed."""
    for draft in settings.FILES.glob(".*-*"):
        if draft.stat().st_mtime < before.timestamp():
            draft.unlink(missing_ok=True)


def try_out() -> None:
    """Store and read a byte that is no blob. Raises OSError, within a few seconds, where that does not work."""
    bucket = _bucket()
    if bucket:
        bucket.try_out()
        return
    draft, _, _ = _spool(io.BytesIO(b"."))
    draft.unlink()


def pieces(file: IO[bytes]) -> Iterable[bytes]:
    """The file in pieces that fit in memory."""
    return iter(lambda: file.read(PIECE), b"")


def _stored(source: IO[bytes]) -> tuple[str, int]:
    try:
        draft, sha256, size = _spool(source)
        try:
            _place(draft, sha256)
        finally:
            draft.unlink(missing_ok=True)
    except StoreAway:
        raise
    except OSError as fault:
        raise StoreAway(str(fault)) from fault
    return sha256, size


def _spool(source: IO[bytes], is_synced: bool = True) -> tuple[Path, str, int]:
    settings.FILES.mkdir(parents=True, exist_ok=True)
    draft: Path = settings.FILES / f".{os.getpid()}-{os.urandom(8).hex()}"
    digest, size = hashlib.sha256(), 0
    try:
        with draft.open("wb") as out:
            for piece in pieces(source):
                digest.update(piece)
                size += len(piece)
                out.write(piece)
            if is_synced:
                out.flush()
                os.fsync(out.fileno())
    except BaseException:
        # Of all moments a full disk is the one to leave nothing half on it.
        draft.unlink(missing_ok=True)
        raise
    return draft, digest.hexdigest(), size


def _place(draft: Path, sha256: str, is_synced: bool = True) -> None:
    bucket = _bucket()
    if bucket:
        with draft.open("rb") as file:
            bucket.save(_name(sha256), file)
        return
    target: Path = settings.FILES / _name(sha256)
    # One that was put back before a power cut may be there in name only: then the new one takes its place.
    if is_synced and target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(draft, target)
    if is_synced:
        _sync_folder(target.parent)


def _is_there(sha256: str) -> bool:
    bucket = _bucket()
    return bucket.holds(_name(sha256)) if bucket else (settings.FILES / _name(sha256)).exists()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


@cache
def _bucket() -> "Bucket | None":
    if not settings.STORAGE_URL:
        return None
    # Only a clustered desk has the extra packages: the import waits until a bucket is named.
    from ringback.files.bucket import Bucket  # noqa: PLC0415

    return Bucket(settings.STORAGE_URL)
