"""The files that came with a mail: named for people, written under names of our own."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from ringback.channels.adapters.email import tnef
from ringback.channels.adapters.email.encoded_words import decode_words
from ringback.channels.adapters.email.fields import read_fields
from ringback.channels.adapters.email.limits import MOST_FILES, TooMuch
from ringback.channels.adapters.email.parsed import File
from ringback.channels.adapters.email.structure import Part
from ringback.kit.text import clean, file_name, one_line

_EXTENSIONS = {
    "application/ics": "ics",
    "application/ms-tnef": "dat",
    "application/msword": "doc",
    "application/pdf": "pdf",
    "application/pgp-encrypted": "pgp",
    "application/pgp-keys": "asc",
    "application/pgp-signature": "asc",
    "application/pkcs7-mime": "p7m",
    "application/pkcs7-signature": "p7s",
    "application/rtf": "rtf",
    "application/x-pkcs7-mime": "p7m",
    "application/x-pkcs7-signature": "p7s",
    "application/zip": "zip",
    "audio/mpeg": "mp3",
    "audio/x-wav": "wav",
    "image/jpg": "jpg",
    "image/jpeg": "jpg",
    "image/pjpeg": "jpg",
    "image/svg+xml": "svg",
    "image/tiff": "tif",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "message/feedback-report": "txt",
    "message/global": "eml",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/plain": "txt",
    "text/rfc822-headers": "txt",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "video/quicktime": "mov",
}
_SIMPLE = re.compile(r"(?:image|audio|video|text)/(?:x-)?([a-z0-9]{2,5})")
_MAILS = ("message/rfc822", "message/global")
_KNOWN_NAMES = {"application/ms-tnef": "winmail.dat", "message/delivery-status": "delivery-status.txt"}


class Attachments:
    """Writes files below `folder` and remembers them in order. Their paths hold nothing of what the sender
    wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[File] = []

    def add(self, part: Part) -> None:
        """What Outlook has wrapped is added without the wrapping. Raises TooMuch for one file too many."""
        content = part.content()
        name = file_name(clean(part.name), "") or self._name_for(part, content)
        packed = tnef.unpack(content) if tnef.is_tnef(part.media_type, name) else []
        for one in packed:
            inside = file_name(clean(one.name), "") or f"attachment-{len(self.files) + 1}.bin"
            self._write(inside, one.media_type, one.content, "")
        if packed:
            return
        if part.media_type in _MAILS and not name.lower().endswith(".eml"):
            name = file_name(f"{name}.eml")
        self._write(name, part.media_type, content, content_key_of(part))

    def _write(self, name: str, media_type: str, content: bytes, content_id: str) -> None:
        if len(self.files) >= MOST_FILES:
            raise TooMuch(f"The mail has more than {MOST_FILES} files.")
        path = self.folder / f"{len(self.files) + 1:03}"
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        self.files.append(File(name, media_type, len(content), digest, str(path), content_id))

    def _name_for(self, part: Part, content: bytes) -> str:
        described = file_name(decode_words(part.fields.text("content-description")), "")
        if part.media_type in _MAILS:
            subject = one_line(decode_words(read_fields(content).text("subject")), 120) if content else ""
            # A subject is no path: what would cut it goes.
            return file_name(re.sub(r"[/\\]+", "-", subject), "") or described or "mail.eml"
        extension = _extension(part.media_type)
        if described:
            return described if re.search(r"\.\w{2,5}$", described) else f"{described}.{extension}"
        return _KNOWN_NAMES.get(part.media_type) or f"attachment-{len(self.files) + 1}.{extension}"


def content_key_of(part: Part) -> str:
    """By what the mail's HTML may call a part: its Content-ID, else its Content-Location."""
    return next(_keys(part), "")


def image_names(parts: list[Part]) -> dict[str, str]:
    """Every name that HTML may use for one of `parts`, to the key of that part; the first of a name wins."""
    names: dict[str, str] = {}
    for part in parts:
        for name in _keys(part):
            names.setdefault(name, content_key_of(part))
    return names


def _keys(part: Part) -> Iterator[str]:
    for field in ("content-id", "content-location"):
        key = one_line(part.fields.text(field), 300).strip("<> \"'")
        if key:
            yield key


def _extension(media_type: str) -> str:
    simple = _SIMPLE.fullmatch(media_type)
    return _EXTENSIONS.get(media_type) or (simple[1] if simple else "bin")
