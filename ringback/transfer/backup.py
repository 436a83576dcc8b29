"""`ringback backup`: the desk as it was at one moment, in one file, while it goes on working."""

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from ringback import __version__
from ringback.files import store
from ringback.files.models import Blob
from ringback.kit.clock import now
from ringback.transfer import canonical, readers
from ringback.transfer.archive import Writer, check
from ringback.transfer.canonical import Sum
from ringback.transfer.tables import Table, as_json, tables
from ringback.transfer.view import View, one_moment

Progress = Callable[[str, int], object]  # of what, and how many so far
_ROWS_AT_ONCE = 16 << 20  # bytes of rows in one part
_TOLD = 1000


@dataclass(slots=True)
class Made:
    """What a backup holds. `missing` are files that the store has lost."""

    rows: int = 0
    files: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)


def backup(file: Path, progress: Progress = lambda what, count: None, with_key: bool = False) -> Made:
    """Write the desk to `file`, which gets its name only when all of it is on the disk and was read back. Rows are of
    one moment; files never change, and follow. Raises OSError where it cannot be written, and Broken when what was read
    back is not what was written."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "r+b", buffering=1 << 20) as out:
            made = _write(Writer(out, __version__), progress, with_key)
            out.flush()
            os.fsync(out.fileno())
            made.bytes = out.tell()
            out.seek(0)
            progress("reading it back", 0)
            check(out)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(file.parent)
    return made


def _write(out: Writer, progress: Progress, with_key: bool) -> Made:
    made, them = Made(), tables()
    with one_moment() as view:
        sums = {table.name: _rows(out, view, table, progress) for table in them}
        manifest = _manifest(view, them, sums)
        wanted = [(str(sha), int(size)) for sha, size in view.rows(_BLOBS)]
    made.rows = sum(found.rows for found in sums.values())
    for sha256, size in wanted:
        _file(out, sha256, size, made)
        if made.files % _TOLD == 0:
            progress("files", made.files)
    if with_key:
        out.add("secret.key", settings.SECRET_KEY.encode())
    out.close(manifest | {"files": made.files, "missing": made.missing, "has_key": with_key})
    return made


_BLOBS = "SELECT sha256, size FROM files_blob ORDER BY sha256"


def _rows(out: Writer, view: View, table: Table, progress: Progress) -> Sum:
    """The rows of a table, in packed parts that fit in memory; their count and hash."""
    counted = 0

    def told() -> Iterator[str]:
        nonlocal counted
        for line in canonical.lines(view, table):
            counted += 1
            if counted % (10 * _TOLD) == 0:
                progress(table.name, counted)
            yield line

    parts = _Parts(out, table.name)
    found = canonical.sum_of(parts.through(told()))
    progress(table.name, found.rows)
    return found


class _Parts:
    """Lines of a table on their way through, gathered into parts of the file."""

    def __init__(self, out: Writer, table: str) -> None:
        self._out, self._table, self._number = out, table, 0

    def through(self, lines: Iterable[str]) -> Iterator[str]:
        waiting, size = list[str](), 0
        for line in lines:
            waiting.append(line)
            size += len(line) + 1
            if size > _ROWS_AT_ONCE:
                self._put(waiting)
                waiting, size = [], 0
            yield line
        if waiting:
            self._put(waiting)

    def _put(self, lines: list[str]) -> None:
        self._number += 1
        content = "".join(f"{line}\n" for line in lines).encode()
        self._out.add(f"rows/{self._table}/{self._number:06}", zlib.compress(content, 1))


def _manifest(view: View, them: list[Table], sums: dict[str, Sum]) -> dict[str, Any]:
    return {
        "version": __version__,
        "at": now().isoformat(),
        "database": view.vendor,
        "migrations": [[str(app), str(name)] for app, name in view.rows(_MIGRATIONS)],
        "tables": as_json(them),
        "sums": {name: list(found) for name, found in sums.items()},
        "positions": canonical.positions(view, them),
        "readers": readers.unseen(view),
    }


_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


def _file(out: Writer, sha256: str, size: int, made: Made) -> None:
    try:
        with store.open_blob(Blob(sha256=sha256)) as file:
            out.stream(f"files/{sha256}", size, store.pieces(file))
        made.files += 1
    except FileNotFoundError:
        made.missing.append(sha256)


def _sync_folder(folder: Path) -> None:
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
