"""The file of a backup: a plain tar whose last member, the seal, is a SHA-256 over every byte before it.

    ringback-backup       {"format": 1, "version": …}
    rows/TABLE/000001     rows as lines of JSON, packed by zlib (columns.py says how values stand in them)
    files/SHA256          stored files
    secret.key            the desk's key, if it was asked for
    manifest.json         what must be in it: tables, counts, hashes, the state of the schema
    seal

Written and read piece by piece: tarfile remembers every member, and a desk has hundreds of thousands of files.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple

from ringback.kit.errors import Refusal

FORMAT = 1
HEAD, MANIFEST, SEAL = "ringback-backup", "manifest.json", "seal"
_BLOCK = 512
_PIECE = 1 << 18
_END = bytes(2 * _BLOCK)


class Broken(Refusal):
    """The file is not the backup that it was."""

    code = "broken-backup"


class Member(NamedTuple):
    """One part of a backup; `content` must be read before the next one is asked for."""

    name: str
    size: int
    content: IO[bytes]


class Writer:
    """Writes a backup; `close` puts the seal on it."""

    def __init__(self, out: IO[bytes], version: str) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self.add(HEAD, json.dumps({"format": FORMAT, "version": version}).encode())

    def add(self, name: str, content: bytes) -> None:
        """One part that fits in memory."""
        self.stream(name, len(content), [content])

    def stream(self, name: str, size: int, pieces: Iterable[bytes]) -> None:
        """One part of a known size. Raises Broken if the pieces have another."""
        self._write(_header(name, size))
        written = 0
        for piece in pieces:
            written += len(piece)
            self._write(piece)
        if written != size:
            raise Broken(f"{name} has {written} bytes and should have {size}.")
        self._write(_padding(size))

    def close(self, manifest: dict[str, Any]) -> None:
        self.add(MANIFEST, json.dumps(manifest, sort_keys=True).encode())
        self._out.write(_sealed(self._digest.hexdigest()))

    def _write(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._out.write(piece)


def check(file: IO[bytes]) -> dict[str, Any]:
    """Read all of a backup, and give its manifest. Raises Broken with a sentence for what is none, is cut short or was
    altered, and for one that a newer version wrote."""
    watched = _Watched(file)
    manifest: dict[str, Any] | None = None
    for number, member in enumerate(_members(watched)):
        if number == 0:
            _check_head(member)
        elif member.name == MANIFEST:
            manifest = _json(member)
        elif member.name == SEAL:
            _check_seal(watched, member)
            if manifest is None:
                raise Broken("The file has no manifest; it is not a whole backup.")
            return manifest
    raise Broken("The file ends too early: it is cut short.")


def parts(file: IO[bytes]) -> Iterator[Member]:
    """The parts of a checked backup, between its head and its manifest."""
    for member in _members(_Watched(file)):
        if member.name == MANIFEST:
            return
        if member.name != HEAD:
            yield member


class _Watched:
    """Reads a file and hashes what it has read up to the seal."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.before = hashlib.sha256()
        self.here = b""  # the header read last, not yet hashed: the seal's own is not

    def read(self, size: int) -> bytes:
        self.before.update(self.here)
        self.here = b""
        found = self.file.read(size)
        self.before.update(found)
        return found

    def header(self) -> bytes:
        self.before.update(self.here)
        self.here = self.file.read(_BLOCK)
        return self.here


class _Content(io.RawIOBase):
    """The bytes of one member."""

    def __init__(self, watched: _Watched, size: int) -> None:
        self._watched = watched
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._watched.read(min(self.left, len(buffer)))
        if not found and self.left:
            raise Broken("The file ends too early: it is cut short.")
        self.left -= len(found)
        buffer[: len(found)] = found
        return len(found)


def _members(watched: _Watched) -> Iterator[Member]:
    while (block := watched.header()) and block != bytes(_BLOCK):
        if len(block) < _BLOCK:
            raise Broken("The file ends too early: it is cut short.")
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError) as odd:
            raise Broken("This is not a backup of Ringback, or it was altered.") from odd
        if info.name == SEAL:
            yield Member(info.name, info.size, io.BytesIO())
            return
        content = _Content(watched, info.size)
        yield Member(info.name, info.size, io.BufferedReader(content, _PIECE))
        while content.read(_PIECE):
            pass
        watched.read(len(_padding(info.size)))


def _check_head(member: Member) -> None:
    if member.name != HEAD or member.size > _PIECE:
        raise Broken("This is not a backup of Ringback.")
    head = _json(member)
    if int(head["format"]) > FORMAT:
        raise Broken(f"The backup was made by a newer version ({head['version']}). Restore it with that one.")


def _check_seal(watched: _Watched, member: Member) -> None:
    rest = watched.here + watched.file.read(len(_END) + 2 * _BLOCK)
    if rest == _sealed(watched.before.hexdigest()):
        return
    if len(rest) < len(_sealed("0" * 64)):
        raise Broken("The file ends too early: it is cut short.")
    raise Broken("The file was altered, or was damaged: its contents do not agree with its seal.")


def _json(member: Member) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(member.content.read())
    except ValueError as odd:
        raise Broken("The file was altered, or was damaged.") from odd
    return found


def _sealed(digest: str) -> bytes:
    content = digest.encode()
    return _header(SEAL, len(content)) + content + _padding(len(content)) + _END


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)
