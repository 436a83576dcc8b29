"""How the desk and the parser's process talk: blocks of bytes with their lengths before them, over pipes."""

import os
import select
import struct
import time

_LENGTH = struct.Struct(">Q")
_PIECE = 1 << 20


def send(to: int, *blocks: bytes) -> None:
    """Write each block. Raises OSError where nobody reads any more."""
    for block in blocks:
        _write(to, _LENGTH.pack(len(block)))
        _write(to, block)


def receive(source: int, seconds: float | None = None) -> bytes:
    """The next block. Raises EOFError where the other side has gone, TimeoutError after `seconds`."""
    until = None if seconds is None else time.monotonic() + seconds
    (length,) = _LENGTH.unpack(_read(source, _LENGTH.size, until))
    return _read(source, length, until)


def _write(to: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(to, view[:_PIECE]) :]


def _read(source: int, length: int, until: float | None) -> bytes:
    data = bytearray()
    while len(data) < length:
        if until is not None:
            _wait(source, until)
        piece = os.read(source, min(_PIECE, length - len(data)))
        if not piece:
            raise EOFError("the other side has gone")
        data += piece
    return bytes(data)


def _wait(source: int, until: float) -> None:
    if not select.select([source], [], [], max(until - time.monotonic(), 0))[0]:
        raise TimeoutError("no answer in time")
