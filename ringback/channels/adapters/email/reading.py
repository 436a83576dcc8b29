"""The body of a mail as text and as HTML for the thread."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ringback.channels.adapters.email.charsets import Decoded, decode
from ringback.channels.adapters.email.flowed import unflow
from ringback.channels.adapters.email.limits import MOST_TEXT, TooMuch
from ringback.channels.adapters.email.quotes_html import fold_html
from ringback.channels.adapters.email.structure import Part
from ringback.kit.markup import from_text, normalise
from ringback.kit.markup_bounds import is_heavy, strip_tags
from ringback.kit.markup_text import text_of
from ringback.kit.text import clean

_TOO_LONG = f"The text of the mail is longer than {MOST_TEXT // 1024 // 1024} MB."
_MOST_TAGS = 100_000
_TAG = re.compile(r"<[^>]*>|&nbsp;")
_PICTURE = re.compile(rb"data:image/[a-z0-9.+-]{1,20};base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    """`text` and `html` of a mail, and whether a charset had to be guessed."""

    text: str = ""
    html: str = ""
    is_guessed: bool = False


def read(text: list[Part], html: list[Part], images: Mapping[str, str]) -> Reading:
    """`text` and `html` are the parts to read either way (see bodies), `images` what HTML may name of the
    others. Raises TooMuch."""
    return _Reader(images).run(text, html)


class _Reader:
    def __init__(self, images: Mapping[str, str]) -> None:
        self.images = images
        self.reading = Reading()
        self.plain: dict[Part, str] = {}
        self.shown: dict[Part, str] = {}
        self.sizes: Counter[str] = Counter()
        self.tags = 0

    def run(self, text: list[Part], html: list[Part]) -> Reading:
        reading = self.reading
        if any(part.media_type == "text/html" for part in html):
            reading.html = "".join(self._html(part) for part in html)
        pieces = [self._plain(part) for part in text]
        if "<img" not in reading.html and not _TAG.sub("", reading.html).strip():
            # An empty frame around nothing would hide what the plain part says.
            reading.html = ""
        if not "".join(pieces).strip():
            pieces = [text_of(reading.html)]
        reading.text = "\n".join(piece.strip("\n") for piece in pieces if piece.strip())
        if len(reading.text) > MOST_TEXT or len(reading.html) > 4 * MOST_TEXT:
            raise TooMuch(_TOO_LONG)
        return reading

    def _html(self, part: Part) -> str:
        if part.media_type != "text/html":
            return from_text(self._plain(part))
        if part not in self.shown:
            self.shown[part] = self._reduced(self._decoded(part))
        return self.shown[part]

    def _reduced(self, raw: str) -> str:
        self.tags += raw.count("<")
        if self.tags > _MOST_TAGS or is_heavy(raw):
            return from_text(strip_tags(raw))
        return normalise(fold_html(raw), self.images)

    def _plain(self, part: Part) -> str:
        if part.media_type == "text/html":
            return text_of(self._html(part))
        if part not in self.plain:
            text = self._decoded(part)
            if part.parameters.get("format", "").lower() == "flowed":
                text = unflow(text, part.parameters.get("delsp", "").lower() == "yes")
            self.plain[part] = text
        return self.plain[part]

    def _decoded(self, part: Part) -> str:
        content = self._bounded(part)
        found: Decoded = decode(content, part.parameters.get("charset") or None)
        self.reading.is_guessed = self.reading.is_guessed or found.is_guessed
        return clean(found.text)

    def _bounded(self, part: Part) -> bytes:
        content = part.content()
        if len(content) > MOST_TEXT and part.media_type == "text/html":
            # Pictures written into the HTML are not shown, so they do not count.
            content = _PICTURE.sub(b"", content)
        self.sizes[part.media_type] += len(content)
        if self.sizes[part.media_type] > MOST_TEXT:
            raise TooMuch(_TOO_LONG)
        return content
