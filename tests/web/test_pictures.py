"""Pictures are drawn anew, and nothing else of the file survives."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from ringback.kit.errors import Refusal
from ringback.web.pictures import EDGE, redrawn


def _made(kind: str, size: tuple[int, int] = (20, 10), mode: str = "RGB") -> bytes:
    out, more = io.BytesIO(), {}
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "<script>alert(1)</script>")
        more = {"pnginfo": info}
    Image.new(mode, size, 7).save(out, kind, **more)
    return out.getvalue() + b"<script>alert(2)</script>"


@pytest.mark.parametrize(
    ("kind", "mode", "becomes"),
    [
        ("PNG", "RGB", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("GIF", "P", "image/png"),
        ("JPEG", "RGB", "image/jpeg"),
    ],
)
def test_a_picture_loses_all_that_is_not_picture(kind: str, mode: str, becomes: str) -> None:
    drawn, media_type = redrawn(_made(kind, mode=mode))
    assert media_type == becomes
    assert b"script" not in drawn
    assert Image.open(io.BytesIO(drawn)).size == (20, 10)


def test_a_huge_picture_becomes_smaller() -> None:
    drawn, _ = redrawn(_made("PNG", (3000, 100)))
    assert max(Image.open(io.BytesIO(drawn)).size) == EDGE


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refusal):
        redrawn(_made("PNG", (9000, 9000), "1"))


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"%PDF-1.4", b"GIF89a"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        redrawn(content)


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(content: bytes) -> None:
    with pytest.raises(Refusal):
        redrawn(content)
