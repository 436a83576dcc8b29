"""The HTML of a mail exactly as it was sent, for the one frame where that is harmless. Pure."""

import email
from email.message import Message
from html import escape

from django.utils.translation import gettext as _

MOST_BYTES = 10 * 1024 * 1024
MOST_PARTS = 500


def page_of(raw: bytes) -> str:
    """The first HTML part, else the first text part as text; a sentence where there is neither or the mail is too
    large."""
    if len(raw) > MOST_BYTES:
        return _said(_("This mail is too large to show. Download its source."))
    try:
        parts = [
            part
            for _number, part in zip(range(MOST_PARTS), email.message_from_bytes(raw).walk(), strict=False)
        ]
    except Exception:  # the standard library raises all sorts on hostile mail
        return _said(_("This mail cannot be read. Download its source."))
    return (
        _first(parts, "text/html")
        or _as_text(_first(parts, "text/plain"))
        or _said(_("There is no text in it."))
    )


def _first(parts: "list[Message[str, str]]", kind: str) -> str:
    return next((text for part in parts if part.get_content_type() == kind and (text := _text(part))), "")


def _text(part: "Message[str, str]") -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _as_text(text: str) -> str:
    return f"<pre style='white-space:pre-wrap;overflow-wrap:anywhere'>{escape(text)}</pre>" if text else ""


def _said(text: str) -> str:
    return f"<p>{escape(text)}</p>"
