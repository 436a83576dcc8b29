"""Reads the machine's part of a bounce (RFC 3464) and of a complaint (RFC 5965): blocks of fields. Pure,
tolerant, linear."""

import base64
import binascii
import quopri
import re
from email.message import Message
from typing import Final

_LONGEST: Final = 200_000
_ENHANCED: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_FIELD: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)")
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\";:,]{1,64}@[A-Za-z0-9._\-\u0080-\uffff]{1,255}")
_STARTS_RECIPIENT: Final = ("final-recipient", "original-recipient", "x-actual-recipient")


def report_part(message: Message, media_type: str) -> Message | None:
    """The first part of that type that belongs to `message` itself, not to a mail attached to it."""
    for part in own_parts(message):
        if part.get_content_type() == media_type:
            return part
    return None


def own_parts(message: Message) -> list[Message]:
    """The leaves of `message` in order, at most 200. An attached mail counts as one leaf and is not
    entered."""
    found: list[Message] = []
    waiting = [message]
    while waiting and len(found) < 200:
        part = waiting.pop()
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() == "multipart":
            waiting.extend(sub for sub in reversed(payload[:200]) if isinstance(sub, Message))
        else:
            found.append(part)
    return found


def plain_words(message: Message, text: str) -> str:
    """`text`, or the raw body where the parts of a report cannot be told apart, as when the boundary is
    wrong."""
    leaves = own_parts(message)
    loose = [
        part
        for part in leaves
        if part.get_content_maintype() == "multipart" or " " in part.get_content_type()
    ]
    if not loose and not text.strip():
        loose = [
            part for part in leaves if str(part.get("Content-Type", "text/plain")).lower().startswith("text/")
        ]
    found = "\n".join(raw_text(part) for part in loose)
    return f"{text}\n{found}" if found.strip() else text


def raw_text(part: Message) -> str:
    """The text of a part as far as a machine wrote it, its transfer encoding undone, at most 200,000
    characters."""
    payload = part.get_payload()
    if isinstance(payload, list):
        text = "\n\n".join(_flat(sub) for sub in payload[:200] if isinstance(sub, Message))
    else:
        text = str(payload)
    return _decoded(text[:_LONGEST], str(part.get("Content-Transfer-Encoding", "")).strip().lower()).replace(
        "\r", ""
    )


def blocks(text: str) -> list[dict[str, str]]:
    """The blocks of fields in `text`, names in lower case; a block ends at an empty line or where a new
    recipient starts."""
    found: list[dict[str, str]] = [{}]
    name = ""
    for line in text.split("\n"):
        match = _FIELD.match(line)
        if not line.strip():
            found.append({})
            name = ""
        elif line[0] in " \t" and name:
            found[-1][name] += " " + line.strip()
        elif match:
            name = match[1].lower()
            if name in _STARTS_RECIPIENT and name in found[-1]:
                found.append({})
            found[-1].setdefault(name, match[2].strip())
    return [block for block in found if block]


def first_address(value: str) -> str:
    """The first e-mail address in a field such as "rfc822; <a@b.example>", or empty."""
    match = _ADDRESS.search(value[:1000].replace("rfc822;", " ").replace("RFC822;", " "))
    return match[0].strip(".'") if match else ""


def enhanced_status(text: str) -> str:
    """The first enhanced status code (RFC 3463) in `text` that is not part of an address of a network, or
    empty."""
    match = _ENHANCED.search(text)
    return match[0] if match else ""


def _flat(message: Message) -> str:
    payload = message.get_payload()
    rest = payload if isinstance(payload, str) else ""
    return "\n".join(f"{name}: {value}" for name, value in message.items()) + "\n\n" + rest


def _decoded(text: str, encoding: str) -> str:
    try:
        if encoding == "base64":
            return base64.b64decode(text.encode("ascii", "ignore")).decode("utf-8", "replace")
        if encoding == "quoted-printable":
            return quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return text
    return text
