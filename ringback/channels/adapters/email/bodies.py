"""Which parts of a mail are read, and which are files: the rule of JMAP (RFC 8621, 4.1.4). Pure."""

from dataclasses import dataclass, field

from ringback.channels.adapters.email.structure import Part

_MEDIA = ("image/", "audio/", "video/")


@dataclass(slots=True)
class Bodies:
    """`text` and `html` are two ways to read the same mail; a part without its twin stands in both."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)


def choose_bodies(root: Part) -> Bodies:
    """The parts of `root` to read as text, to read as HTML, and to keep as files, each in order."""
    bodies = Bodies()
    _sort([root], "mixed", False, bodies.text, bodies.html, bodies)
    return bodies


def _sort(
    parts: list[Part],
    kind: str,
    in_alternative: bool,
    text: list[Part] | None,
    html: list[Part] | None,
    bodies: Bodies,
) -> None:
    """`text` or `html` is None inside an alternative that is written the other way."""
    texts, htmls = len(text or ()), len(html or ())
    for index, part in enumerate(parts):
        if part.is_multipart:
            inside = part.media_type.partition("/")[2]
            _sort(part.parts, inside, in_alternative or inside == "alternative", text, html, bodies)
        elif not _is_read(part, index, kind):
            bodies.files.append(part)
        elif kind == "alternative" and not part.media_type.startswith("multipart/"):
            _add_alternative(part, text, html, bodies)
        else:
            text = None if in_alternative and part.media_type == "text/html" else text
            html = None if in_alternative and part.media_type == "text/plain" else html
            _add(part, text, html, bodies)
    if kind == "alternative" and text is not None and html is not None:
        # What is written in one way only is read in both.
        if len(text) == texts:
            text += [part for part in html[htmls:] if part not in text]
        elif len(html) == htmls:
            html += text[texts:]


def _is_read(part: Part, index: int, kind: str) -> bool:
    if part.disposition == "attachment":
        return False
    is_media = part.media_type.startswith(_MEDIA)
    # A multipart without parts has lost its boundaries: what it holds is shown, so that no word is lost.
    is_text = part.media_type in ("text/plain", "text/html") or part.media_type.startswith("multipart/")
    if not is_media and not is_text:
        return False
    return index == 0 or (kind != "related" and (is_media or not part.name))


def _add_alternative(part: Part, text: list[Part] | None, html: list[Part] | None, bodies: Bodies) -> None:
    if part.media_type == "text/plain" and text is not None:
        text.append(part)
    elif part.media_type == "text/html" and html is not None:
        html.append(part)
    else:
        bodies.files.append(part)


def _add(part: Part, text: list[Part] | None, html: list[Part] | None, bodies: Bodies) -> None:
    if part.media_type.startswith(_MEDIA):
        bodies.files.append(part)
        return
    for ways in (text, html):
        if ways is not None:
            ways.append(part)
