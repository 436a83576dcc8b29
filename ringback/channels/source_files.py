"""Mail out of files, folders, mbox, Maildir and standard input, one at a time and to the byte."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

# "From " , a sender and the date as asctime() writes it (RFC 4155): what begins a mail in an mbox, and not a sentence.
_BEGINS = re.compile(
    rb"From (?:\S+|\".*\"\S*)\s+(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+)"
    rb"(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4})\s+\d{1,2}:\d{2}"
)
_QUOTED = re.compile(rb">+From ")
_MAILDIR = {"cur", "new"}


def _raise(error: OSError) -> None:
    raise error


def mails_in(path: str, unreadable: Callable[[OSError], None] = _raise) -> Iterator[bytes]:
    """Every mail that `path` holds, in the sorted order of names; "-" is standard input. `unreadable` hears of each
    file or folder that cannot be read, and the rest follows; without it that raises OSError.

    Every regular file is a mail, or an mbox when it begins with "From ". Folders are walked through and through; of a
    Maildir what lies in new and cur counts.
    """
    if path == "-":
        yield from _of_stream(sys.stdin.buffer)
        return
    for file in _files(Path(path), unreadable):
        yield from _of_file(file, unreadable)


def split_mbox(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The mails of an mbox, as they were before they were put there: one ">" less before ">From " (mboxrd), without
    the line that begins them and the empty one that ends them. Pure.

    A line "From " that no empty line precedes, or that does not look like the first one, is text.
    """
    first = next(lines, b"")
    looks_dated = bool(_BEGINS.match(first))
    piece: list[bytes] = []
    for line in lines:
        if line.startswith(b"From ") and _is_blank(piece) and (_BEGINS.match(line) or not looks_dated):
            yield b"".join(piece[:-1])
            piece = []
        else:
            piece.append(line[1:] if _QUOTED.match(line) else line)
    if first:
        yield b"".join(piece[:-1] if _is_blank(piece) else piece)


def _of_file(file: Path, unreadable: Callable[[OSError], None]) -> Iterator[bytes]:
    try:
        stream = file.open("rb")
    except OSError as error:
        unreadable(error)
        return
    with stream:
        yield from _of_stream(stream)


def _of_stream(stream: BinaryIO) -> Iterator[bytes]:
    first = stream.readline()
    if first.startswith(b"From "):
        yield from split_mbox(_chained(first, stream))
    else:
        yield first + stream.read()


def _chained(first: bytes, rest: BinaryIO) -> Iterator[bytes]:
    yield first
    yield from rest


def _is_blank(piece: list[bytes]) -> bool:
    return not piece or piece[-1] in (b"\n", b"\r\n")


def _files(path: Path, unreadable: Callable[[OSError], None]) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = _entries(path, unreadable)
    is_maildir = {entry.name for entry in found if entry.is_dir()} >= _MAILDIR
    for entry in found:
        if entry.is_dir(follow_symlinks=False) and not (is_maildir and entry.name == "tmp"):
            yield from _files(Path(entry.path), unreadable)
        # Beside its folders a Maildir holds what programs note down about it.
        elif entry.is_file(follow_symlinks=False) and not is_maildir:
            yield Path(entry.path)


def _entries(path: Path, unreadable: Callable[[OSError], None]) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(path) as entries:
            return sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        unreadable(error)
        return []
