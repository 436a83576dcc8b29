"""Where a mail is signed or encrypted (RFC 1847, 3156, 8551); what checks a signature is loaded where there is one."""

import os
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from ringback.channels.adapters.email.parsed import Signature
from ringback.channels.adapters.email.structure import Part, read_structure
from ringback.kit.data_folder import data_folder

DETACHED = ("application/pkcs7-signature", "application/x-pkcs7-signature")
ENVELOPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
PGP = "application/pgp-signature"
_ENCRYPTED = ("multipart/encrypted", "application/pgp-encrypted")
ROOTS = "smime-roots.pem"  # in the data folder


def signature_of(root: Part, sender: str) -> Signature | None:
    """By the first part that is signed with S/MIME; that of PGP is not checked. None for a mail without any. `sender`:
    the address that the mail claims. Never raises for what a mail contains."""
    parts = list(root.walk())
    signed = next((part for part in parts if is_pair(part)), None)
    if signed:
        return _verdict(signed.parts[1].content(), _as_sent(signed), sender)
    whole = next((part for part in parts if is_opaque(part)), None)
    if whole:
        return _verdict(whole.content(), None, sender)
    return Signature("pgp", Signature.UNCHECKED) if any(part.media_type == PGP for part in parts) else None


def unwrap(root: Part) -> None:
    """What lies within a signature is the mail: it takes the place of its wrapping. Raises TooMuch."""
    for part in [one for one in root.walk() if is_opaque(one)]:
        inside = _smime().content_of(part.content())
        if inside:
            within = read_structure(inside)
            within.depth, within.parent, part.parts = part.depth, part, [within]


def is_encrypted(root: Part, text: str) -> bool:
    """Whether something in it can be read with a key only. Old senders of S/MIME leave unsaid that they encrypt."""
    if text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
        return True
    return any(
        part.media_type in _ENCRYPTED or (part.media_type in ENVELOPES and not is_opaque(part))
        for part in root.walk()
        if part.parameters.get("smime-type", "enveloped-data").lower() == "enveloped-data"
    )


def is_pair(part: Part) -> bool:
    """Whether it is a content and a detached S/MIME signature over it."""
    return (
        part.media_type == "multipart/signed"
        and len(part.parts) == 2
        and part.parts[1].media_type in DETACHED
    )


def is_opaque(part: Part) -> bool:
    """Whether its content is wrapped up in the signature; where the type leaves that unsaid, it is looked at."""
    if part.media_type not in ENVELOPES:
        return False
    said = part.parameters.get("smime-type", "").lower()
    return said == "signed-data" or (not said and bool(_smime().is_signed(part.content())))


def _verdict(signature: bytes, content: bytes | None, sender: str) -> Signature:
    roots = Path(os.environ.get("RINGBACK_SMIME_ROOTS") or data_folder() / ROOTS)
    found: Signature = _smime().verdict(signature, content, sender, roots, datetime.now(UTC))
    return found


def _as_sent(signed: Part) -> bytes:
    """What a detached signature is over: the first part with its own header."""
    raw, part = signed.fields.raw, signed.parts[0]
    line = raw.find(b"--" + signed.boundary, signed.start)
    return raw[raw.find(b"\n", line) + 1 : part.end]


@cache
def _smime() -> Any:
    """Fifteen megabytes that every parser would hold for the few mails that are signed."""
    return import_module("ringback.channels.adapters.email.smime")
