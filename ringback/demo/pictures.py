"""Files that customers and agents send, drawn here: pictures and one-page PDFs. Pure."""

import io
import random

from PIL import Image, ImageDraw

_WIDE, _HIGH = 480, 320


def photo(number: int) -> bytes:
    """A cargo bicycle in front of a wall, as PNG; another colour for another number."""
    dice = random.Random(number)  # noqa: S311  (nothing here is secret)
    wall, frame = _colour(dice, 160, 230), _colour(dice, 30, 150)
    picture = Image.new("RGB", (_WIDE, _HIGH), wall)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 250, _WIDE, _HIGH), fill=(120, 116, 110))
    for x, size in ((90, 42), (390, 34)):
        draw.ellipse((x - size, 262 - 2 * size, x + size, 262), outline=(30, 30, 30), width=7)
    draw.line([(90, 220), (170, 160), (240, 225), (390, 228)], fill=frame, width=9)
    draw.line([(170, 160), (160, 120), (140, 118)], fill=(40, 40, 40), width=7)
    draw.polygon([(235, 130), (370, 120), (355, 215), (250, 220)], fill=frame, outline=(30, 30, 30))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def pdf(title: str, lines: list[str]) -> bytes:
    """One page with a title and lines in Latin letters (PDF 1.4, ISO 32000-1)."""
    rows = "".join(f"({_escaped(line)}) Tj 0 -18 Td " for line in lines)
    drawn = f"BT /F 18 Tf 60 770 Td ({_escaped(title)}) Tj /F 11 Tf 0 -36 Td {rows}ET".encode(
        "latin-1", "replace"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    return _file(objects)


def _colour(dice: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return dice.randint(low, high), dice.randint(low, high), dice.randint(low, high)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(out))
    )
