"""Pictures from outside, drawn anew: whatever else was in the file stays behind (TRUST A7). Pure."""

import io
import warnings
from typing import IO

from django.utils.translation import gettext
from PIL import Image, ImageOps

from ringback.kit.errors import Refusal

RASTER = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
MOST_PIXELS = 40_000_000
EDGE = 2000  # pixels; longer ones are made smaller
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def media_type_of(file: IO[bytes]) -> str:
    """What a picture is by its content. Raises Refusal for what cannot be shown inside a text."""
    try:
        content = file.read()
        redrawn(content)
        found = Image.MIME.get(Image.open(io.BytesIO(content), formats=_FORMATS).format or "", "")
        # What several cameras write is a JPEG with more behind it.
        return found if found in RASTER else "image/jpeg"
    except Refusal as bad:
        raise Refusal(
            gettext("This is not a picture that mails can show: PNG, JPEG, GIF or WebP, and not too large."),
            field="upload",
            code="no-picture",
        ) from bad
    finally:
        file.seek(0)


def redrawn(content: bytes) -> tuple[bytes, str]:
    """The first frame as PNG or JPEG, and its media type. Raises Refusal for what is no picture or far too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redrawn(content)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as bad:
        raise Refusal(
            gettext("This picture cannot be shown. Download the file to look at it."), code="no-picture"
        ) from bad


def _redrawn(content: bytes) -> tuple[bytes, str]:
    picture: Image.Image = Image.open(io.BytesIO(content), formats=_FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    picture.draft("RGB", (EDGE, EDGE))
    picture.seek(0)
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((EDGE, EDGE))
    return _encoded(upright)


def _encoded(picture: Image.Image) -> tuple[bytes, str]:
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    out = io.BytesIO()
    if clear or picture.mode in ("P", "1"):
        picture.convert("RGBA" if clear else "RGB").save(out, "PNG")
        return out.getvalue(), "image/png"
    picture.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue(), "image/jpeg"
