"""winmail.dat: its files come out of it, and whatever else calls itself so stays the file that it is."""

import base64
import struct
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.parse import parse
from ringback.channels.adapters.email.tnef import unpack

_RENDER, _TITLE, _DATA = 0x00069002, 0x00018010, 0x0006800F
_MAIL = """From: ann@mail.example
To: desk@house.example
Subject: Papers
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

See the papers.
--b
Content-Type: application/ms-tnef; name="winmail.dat"
Content-Disposition: attachment; filename="winmail.dat"
Content-Transfer-Encoding: base64

{packed}
--b--
"""


def packed(*files: tuple[str, bytes]) -> bytes:
    """A winmail.dat (MS-OXTNEF, 2.1.3)."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    for name, content in files:
        for number, data in ((_RENDER, bytes(14)), (_TITLE, name.encode() + b"\0"), (_DATA, content)):
            out += struct.pack("<BII", 2, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    return out


def _parsed(content: bytes, folder: Path) -> list[tuple[str, bytes]]:
    raw = _MAIL.format(packed=base64.encodebytes(content).decode()).encode()
    mail = parse(raw, folder)
    assert mail.text.strip() == "See the papers."
    return [(file.name, Path(file.path).read_bytes()) for file in mail.files]


def test_the_files_within_are_the_mails(tmp_path: Path) -> None:
    files = [("offer.pdf", b"%PDF-1.4 x"), ("plan.png", b"\x89PNG")]
    assert _parsed(packed(*files), tmp_path) == files


def test_a_name_within_leads_nowhere(tmp_path: Path) -> None:
    ((name, content),) = _parsed(packed(("../../etc/passwd", b"root:x:0")), tmp_path)
    assert (name, content) == ("passwd", b"root:x:0")


def test_what_cannot_be_read_stays_as_it_came(tmp_path: Path) -> None:
    cut = packed(("offer.pdf", b"x" * 1000))[:5]
    assert _parsed(cut, tmp_path) == [("winmail.dat", cut)]


@given(st.binary(max_size=300))
def test_nothing_that_a_stranger_packs_raises(content: bytes) -> None:
    unpack(content)
    unpack(packed(("a", b"b")) + content)
