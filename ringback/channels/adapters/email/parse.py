"""One mail, raw bytes to plain values, under limits (see limits). Runs in a child process of its own:
parser_process."""

import re
from dataclasses import replace
from pathlib import Path

from ringback.channels.adapters.email import invitation, quotes, signed_parts
from ringback.channels.adapters.email.as_message import as_message, from_fields
from ringback.channels.adapters.email.attachments import Attachments, image_names
from ringback.channels.adapters.email.bodies import choose_bodies
from ringback.channels.adapters.email.classify import classify
from ringback.channels.adapters.email.fields import Fields, read_fields
from ringback.channels.adapters.email.headers import find_sender, is_from_two, read_headers
from ringback.channels.adapters.email.limits import TooMuch
from ringback.channels.adapters.email.parsed import File, Invitation, ParsedMail
from ringback.channels.adapters.email.reading import read
from ringback.channels.adapters.email.structure import Part, read_structure

KEPT = "It is not shown; the original is kept."
_OLD_LINES = re.compile(rb"\A[^\r\n]*\r(?!\n)")
_ANY_LINE_END = re.compile(rb"\r\r\n|\r\n|\r")
_SEALED = "The mail is encrypted, and the desk has no key for it. What was sent is its file."
_NO_SENDER = "The mail names no sender, and its headers cannot be read."


def parse(raw: bytes, folder: Path) -> ParsedMail:
    """What `raw` says. Its files are written below `folder`, which must exist. A mail over a limit comes back
    with its headers and `withheld`; one without a sender with `unreadable`. Never raises for what a mail
    contains."""
    plain = _with_line_feeds(raw)
    fields = read_fields(plain)
    if fields.over:
        return parse_headers(raw, f"{fields.over} {KEPT}")
    try:
        mail = _parse(plain, fields, Attachments(folder))
    except TooMuch as reason:
        return parse_headers(raw, f"{reason} {KEPT}")
    return replace(mail, flags=[*mail.flags, "repaired"]) if plain is not raw else mail


def parse_headers(raw: bytes, withheld: str) -> ParsedMail:
    """What the headers of `raw` say, with the reason why nothing more is read."""
    fields = read_fields(_with_line_feeds(raw[: 80 * 1024 * 1024]))
    verdict = classify(from_fields(fields), "")
    mail = ParsedMail(**read_headers(fields), withheld=withheld, kind=verdict.kind, bulk=verdict.bulk)
    return _judged(replace(mail, report=verdict.report, flags=["two-from"] if is_from_two(fields) else []))


def _parse(raw: bytes, fields: Fields, attachments: Attachments) -> ParsedMail:
    root = read_structure(raw, fields)
    sender = find_sender(fields)
    signature = signed_parts.signature_of(root, sender.address if sender else "")
    signed_parts.unwrap(root)
    bodies = choose_bodies(root)
    fields.charset = next((c for part in (root, *bodies.text) if (c := part.parameters.get("charset"))), None)
    reading = read(bodies.text, bodies.html, image_names(bodies.files))
    for part in bodies.files:
        attachments.add(part)
    verdict = classify(as_message(root), reading.text)
    flags = _flags(root, fields, reading.text, reading.is_guessed, signature is not None)
    return _judged(
        ParsedMail(
            **read_headers(fields),
            text=reading.text,
            html=reading.html,
            folds=quotes.fold(reading.text),
            files=[_inline(file, reading.html) for file in attachments.files],
            kind=verdict.kind,
            bulk=verdict.bulk,
            report=verdict.report,
            invitation=_invitation(root),
            signature=signature,
            withheld=_SEALED if "encrypted" in flags and not reading.text.strip() else "",
            flags=flags,
        )
    )


def _invitation(root: Part) -> Invitation | None:
    parts = (part for part in root.walk() if part.media_type in invitation.TYPES)
    read = (invitation.read_invitation(part.content()) for part in parts)
    return next((found for found in read if found), None)


def _with_line_feeds(raw: bytes) -> bytes:
    """Mail whose lines end in CR alone or in one too many, made readable; every other mail as it is."""
    return _ANY_LINE_END.sub(b"\n", raw) if _OLD_LINES.match(raw) else raw


def _inline(file: File, html: str) -> File:
    is_shown = bool(file.content_id) and f'data-cid="{file.content_id}"' in html
    return replace(file, inline=True) if is_shown else file


def _judged(mail: ParsedMail) -> ParsedMail:
    """A server's report often has no sender that could be answered, and is read all the same."""
    return mail if mail.sender or mail.kind != "normal" else replace(mail, unreadable=_NO_SENDER)


def _flags(root: Part, fields: Fields, text: str, is_guessed: bool, is_signed: bool) -> list[str]:
    found = {
        "two-from": is_from_two(fields),
        "signed": is_signed or text.lstrip().startswith("-----BEGIN PGP SIGNED MESSAGE-----"),
        "encrypted": signed_parts.is_encrypted(root, text),
        "guessed-charset": is_guessed,
    }
    return [name for name, holds in found.items() if holds]
