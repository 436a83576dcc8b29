"""Bytes of a mail as text: by the charset they declare where that can be true, else by the one they look
like. Pure, never raises."""

import codecs
import re
from dataclasses import dataclass

from ringback.channels.adapters.email.charset_guess import guess, guess_quickly, is_mostly_utf8
from ringback.channels.adapters.email.charset_names import codec_of

# What senders mean when they name the smaller set.
_WIDER = {
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "cp950": ("big5hkscs",),
    "shift_jis": ("cp932", "shift_jis_2004"),
    "cp932": ("shift_jis_2004",),
    "euc_jp": ("euc_jis_2004",),
    "euc_kr": ("cp949",),
    "iso2022_jp": ("iso2022_jp_ext", "iso2022_jp_2004", "iso2022_jp_2"),
    "iso8859_8": ("cp1255",),
    "iso8859_9": ("cp1254",),
    "iso8859_6": ("cp1256",),
    "iso8859_7": ("cp1253",),
    "tis_620": ("cp874",),
    "koi8_r": ("koi8_u",),
}
# Sets in which every byte means something, so that decoding proves nothing.
_SINGLE_BYTE = re.compile(r"ascii|latin_1|iso8859_\d+|cp125\d|cp437|cp85\d|mac_\w+|koi8_\w")
# The second control characters are unused in mail: who sends them means Windows' signs.
_WINDOWS_SIGNS = {n: bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0xA0)}
# Seven bits were promised and eight came: the sender means another set of the same country.
_EIGHT_BIT = {"iso2022_jp": ("cp932", "euc_jp"), "iso2022_kr": ("cp949",), "hz": ("gb18030",)}
_LOST = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the Python codec that made it, and whether that was our guess rather than the sender's word."""

    text: str
    charset: str
    is_guessed: bool = False


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """`data` as text. `declared` is the charset as the mail names it, alias, misspelling or nonsense
    included."""
    if data.isascii() and not _means_more_than_ascii(data, declared):
        return Decoded(data.decode("ascii"), "ascii")
    codec = codec_of(declared or "")
    return (codec and _as_declared(data, codec)) or _as_guessed(data)


def decode_words_of(data: bytes, declared: str | None = None) -> str:
    """The same for some words of a header: what has no true name is guessed quickly."""
    codec = codec_of(declared or "")
    known = _as_declared(data, codec) if codec else None
    return known.text if known else _with_codec(data, guess_quickly(data), "replace") or ""


def decode_header(data: bytes, charset: str | None) -> str:
    """A header's value as it stands in the mail: UTF-8 (RFC 6532), or what old programs write, most likely
    `charset`, that of their text."""
    if data.isascii() and b"\x1b" not in data:
        return data.decode("ascii")
    return decode_words_of(data, "utf-8" if is_mostly_utf8(data) else charset)


def _means_more_than_ascii(data: bytes, declared: str | None) -> bool:
    """Sets that write everything in seven bits: with escapes, with `~{`, with `+`, or two bytes a
    character."""
    return (
        b"\x1b" in data
        or b"~{" in data
        or b"\0" in data
        or (codec_of(declared or "") or "")[:5] in _SEVEN_BIT
    )


_SEVEN_BIT = ("utf_7", "utf_1", "utf_3", "hz")


def _as_declared(data: bytes, codec: str) -> Decoded | None:
    if (codec in _EIGHT_BIT or _SINGLE_BYTE.fullmatch(codec)) and is_mostly_utf8(data):
        return Decoded(_with_codec(data, "utf_8", "replace") or "", "utf_8", is_guessed=True)
    others = _WIDER.get(codec, ()) if codec not in _EIGHT_BIT or data.isascii() else _EIGHT_BIT[codec]
    for one in (codec, *others):
        text = _with_codec(data, one)
        if text is not None:
            return Decoded(_with_windows_signs(text, one), one)
    return None if codec == "ascii" else _with_losses(data, codec)


def _with_losses(data: bytes, codec: str) -> Decoded | None:
    """The end may be cut off and some bytes broken; more than a few mean that the name is wrong."""
    wider = (codec, *_WIDER.get(codec, ()))[:2]
    text = min(
        (_with_codec(data, one, "replace") or "\ufffd" for one in wider), key=lambda t: t.count("\ufffd")
    )
    whole = text.rstrip("\ufffd")
    is_good = len(text) - len(whole) < 4 and whole.count("\ufffd") <= len(whole) * _LOST
    if codec == "utf_8":
        is_good = is_mostly_utf8(data)
    return Decoded(text, codec) if is_good else None


def _as_guessed(data: bytes) -> Decoded:
    codec = guess(data)
    text = _with_codec(data, codec, "replace")
    return Decoded(_with_windows_signs(text or "", codec), codec, is_guessed=True)


def _with_codec(data: bytes, codec: str, errors: str = "strict") -> str | None:
    try:
        return codecs.decode(data.removeprefix(b"\xef\xbb\xbf") if codec == "utf_8" else data, codec, errors)
    except (UnicodeError, LookupError):
        return None


def _with_windows_signs(text: str, codec: str) -> str:
    is_latin = codec.startswith(("latin", "iso8859"))
    return text.translate(_WINDOWS_SIGNS) if is_latin and re.search("[\x80-\x9f]", text) else text
