"""winmail.dat: what Outlook wraps a mail's files in (MS-OXTNEF). Read by tnefparse, in the parser's child and under its
limits; what cannot be read stays the file that it is."""

import mimetypes
from dataclasses import dataclass

from tnefparse import TNEF  # type: ignore[import-untyped]  # it has no types

TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_MOST = 200  # files in one


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was wrapped."""

    name: str
    media_type: str
    content: bytes


def is_tnef(media_type: str, name: str) -> bool:
    return media_type in TYPES or name.lower() == "winmail.dat"


def unpack(content: bytes) -> list[Packed]:
    """The files in a winmail.dat, in order; none for one that holds none or cannot be read."""
    try:
        found = TNEF(content, do_checksum=False).attachments[:_MOST]
        return [_packed(one.long_filename() or one.name or "", bytes(one.data or b"")) for one in found]
    except Exception:  # noqa: BLE001  (whatever a stranger's bytes do to a reader of them)
        return []


def _packed(name: str, content: bytes) -> Packed:
    name = name.rstrip("\0")
    return Packed(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content)
