"""The ledger of erasures. It outlives what it tells of: kept in the database and in a file beside it, line by line, and
gone through again after a restore."""

import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ringback.ledger.models import Erased

# In the desk's folder.
FILE = "erased.jsonl"


def note(kind: str, id: int, at: datetime) -> Erased:
    """Note that the thing was erased, in the transaction that does it. Twice is once."""
    salts = list(Erased.objects.order_by("salt").values_list("salt", flat=True).distinct())
    known = Erased.objects.filter(digest__in=[_digest(salt, kind, id) for salt in salts]).first()
    if known:
        return known
    salt = salts[0] if salts else secrets.token_hex(16)
    return Erased.objects.create(digest=_digest(salt, kind, id), kind=kind, salt=salt, at=at)


def take_over(told: Iterable[Mapping[str, Any]]) -> None:
    """Know what the lines of another such ledger tell of."""
    for line in told:
        values = {"kind": line["kind"], "salt": line["salt"], "at": _moment(str(line["at"]))}
        Erased.objects.get_or_create(digest=line["digest"], defaults=values)


def found(kind: str, ids: Iterable[int], among: Collection[Mapping[str, Any]]) -> list[int]:
    """Which of these ids the lines tell of."""
    digests = {str(line["digest"]) for line in among if line["kind"] == kind}
    salts = {str(line["salt"]) for line in among if line["kind"] == kind}
    return [pk for pk in ids if any(_digest(salt, kind, pk) in digests for salt in salts)]


def lines() -> list[dict[str, Any]]:
    """All that was erased, as it stands in the file."""
    return [_line(row) for row in Erased.objects.order_by("id")]


def write(file: Path) -> None:
    """Let the file hold every line that it or the database has, durably."""
    there = read(file)
    known = {line["digest"]: line for line in [*there, *lines()]}
    if len(known) == len(there):
        return
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(line)}\n" for line in known.values())
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def read(file: Path) -> list[dict[str, Any]]:
    """The lines of such a file; none where there is none. ValueError for a file of another kind."""
    if not file.exists():
        return []
    found: list[dict[str, Any]] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    if any({"kind", "salt", "digest", "at"} - set(line) for line in found):
        raise ValueError(f"{file} is no ledger of erasures")
    return found


def _line(row: Erased) -> dict[str, Any]:
    return {"kind": row.kind, "salt": row.salt, "digest": row.digest, "at": row.at.isoformat()}


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told.replace("Z", "+00:00"))


def _digest(salt: str, kind: str, id: int) -> str:
    return hashlib.sha256(f"{salt}:{kind}:{id}".encode()).hexdigest()
