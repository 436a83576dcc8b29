"""`ringback restore`: a backup into an empty place."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from ringback.files import store
from ringback.kit.errors import Refusal
from ringback.kit.secret_key import put_key
from ringback.ledger import erased
from ringback.transfer import archive, loading, place, readers
from ringback.transfer.archive import Broken, Member
from ringback.transfer.backup import Progress
from ringback.transfer.canonical import Sum
from ringback.transfer.erasing import erase_again
from ringback.transfer.searchable import make_searchable
from ringback.transfer.tables import Table, from_json

_TOLD = 1000


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `missing` are files that were lost before the backup, `erased` the contacts erased again."""

    at: str
    rows: int
    files: int
    missing: list[str]
    has_key: bool
    erased: list[int]


def restore(
    file: Path,
    progress: Progress = lambda what, count: None,
    with_key: bool = False,
    told: Sequence[Mapping[str, Any]] = (),
) -> Restored:
    """Put the desk that is in `file` into this place, whatever database either has. The file is read and checked as a
    whole before anything is touched. Raises Broken for a file that is not a whole backup, or of a newer version, and
    Refusal for a place that is not empty, where a desk runs, or for a key that is not there. Killed at any moment it
    leaves a place that says so, and that takes another try. Whom the ledger of erasures tells of is erased again: the
    one in this folder, and the lines `told`."""
    place.require_stopped()
    is_new = not place.is_unfinished()
    if is_new:
        place.require_empty()
    with file.open("rb", buffering=1 << 20) as opened:
        progress("checking the file", 0)
        manifest = archive.check(opened)
        _check_key(manifest, with_key)
        applied = [(str(app), str(name)) for app, name in manifest["migrations"]]
        place.check_known(applied)
        place.say_unfinished(file.name)
        if not (is_new and place.is_made(applied)):
            place.wipe(table["name"] for table in manifest["tables"])
            place.build(applied)
        opened.seek(0)
        files = _load(opened, manifest, progress, with_key)
    return _complete(manifest, files, progress, told)


def _check_key(manifest: dict[str, Any], with_key: bool) -> None:
    if with_key and not manifest["has_key"]:
        raise Refusal("There is no key in this backup: it was made without --with-key.")


def _load(opened: IO[bytes], manifest: dict[str, Any], progress: Progress, with_key: bool) -> int:
    """All rows and files, in one transaction; how many files."""
    them, files = from_json(manifest["tables"]), 0
    with transaction.atomic():
        loading.begin(them)
        for kind, members in groupby(archive.parts(opened), lambda member: member.name.partition("/")[0]):
            if kind == "rows":
                _rows(members, them, progress)
            elif kind == "files":
                files = _files(members, progress)
            elif kind == "secret.key" and with_key:
                put_key(settings.DATA / "secret.key", next(members).content.read().decode("ascii"))
        progress("comparing", 0)
        loading.finish(them, {n: Sum(*found) for n, found in manifest["sums"].items()}, manifest["positions"])
        store.settle()
    return files


def _rows(members: Iterator[Member], them: Iterable[Table], progress: Progress) -> None:
    known = {table.name: table for table in them}
    for name, parts in groupby(members, lambda member: member.name.split("/")[1]):
        progress(name, loading.load(known[name], _lines(parts)))


def _lines(parts: Iterable[Member]) -> Iterator[str]:
    for part in parts:
        yield from zlib.decompress(part.content.read()).decode().removesuffix("\n").split("\n")


def _files(members: Iterator[Member], progress: Progress) -> int:
    count = 0
    for member in members:
        if not store.put_back(member.content, member.name.partition("/")[2]):
            raise Broken(f"{member.name} is not what its name says.")
        count += 1
        if count % _TOLD == 0:
            progress("files", count)
    return count


def _complete(
    manifest: dict[str, Any], files: int, progress: Progress, told: Sequence[Mapping[str, Any]]
) -> Restored:
    """What is done with the rows of any version once they are there: this version's tables, search, the ledger."""
    call_command("migrate", interactive=False, verbosity=0)
    make_searchable(lambda count: progress("search", count))
    readers.go_on(manifest["readers"])
    again = erase_again([*told, *erased.read(settings.DATA / erased.FILE)])
    erased.write(settings.DATA / erased.FILE)
    place.say_finished()
    rows = sum(found[0] for found in manifest["sums"].values())
    return Restored(manifest["at"], rows, files, manifest["missing"], bool(manifest["has_key"]), again)


def erasures_in(file: Path) -> list[dict[str, Any]]:
    """The ledger of erasures that is in a file: erased.jsonl itself, or a backup, which holds it as well. Raises
    Refusal for another file."""
    with file.open("rb") as opened:
        is_backup = opened.read(len(archive.HEAD)) == archive.HEAD.encode()
        opened.seek(0)
        if is_backup:
            return _erasures_of(opened)
    try:
        return erased.read(file)
    except ValueError as odd:
        raise Refusal(f"{file} is neither a backup nor a ledger of erasures.") from odd


def _erasures_of(opened: IO[bytes]) -> list[dict[str, Any]]:
    tables = {table.name: list(table.columns) for table in from_json(archive.check(opened)["tables"])}
    opened.seek(0)
    name = "ledger_erased"
    rows = (part for part in archive.parts(opened) if part.name.startswith(f"rows/{name}/"))
    return [dict(zip(tables[name], json.loads(line), strict=True)) for line in _lines(rows)]
