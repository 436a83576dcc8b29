"""Which charset bytes without a true name are in. Pure, bounded: a large text is judged by its first part."""

import codecs
import re

from charset_normalizer import from_bytes

from ringback.channels.adapters.email.charset_latin import latin_codec
from ringback.channels.adapters.email.charset_names import codec_of

_SURELY_CYRILLIC = 0.45
_SAMPLE = 48 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF32_LE, "utf_32"),
    (codecs.BOM_UTF32_BE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16"),
    (codecs.BOM_UTF16_BE, "utf_16"),
)
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp"), (b"\x1b(", "iso2022_jp"), (b"~{", "hz"))
_SAYS = re.compile(rb"(?:charset|encoding)\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
_MULTIBYTE = "gb18030 big5 cp932 euc_jp cp949 johab"
_SINGLE_BYTE = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 "
    "iso8859_2 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_9 "
    "koi8_r koi8_u cp866 cp855 mac_cyrillic tis_620"
)
_LATIN = ("cp1250", "cp1252", "cp1254", "cp1257", "iso8859_2", "iso8859_9")
_CYRILLIC = ("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "cp855", "mac_cyrillic")
_CANDIDATES = f"{_MULTIBYTE} {_SINGLE_BYTE}".split()
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LOW_SECOND = re.compile(rb"[\xa1-\xf9][\x40-\x7e]")
_SMALL = re.compile(rb"[\xdf-\xff]")  # small letters in every Western set
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_HIGH = re.compile(rb"[\x80-\xff]")


def guess(data: bytes) -> str:
    """The Python codec that reads `data` best; one that reads anything where nothing fits."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return codec
    return (
        _escaped(data)
        or ("utf_8" if is_mostly_utf8(data) else "")
        or _wide(data)
        or _said(data)
        or _looks(data)
    )


def guess_quickly(data: bytes) -> str:
    """The same for the few words of a header, of which a mail may have thousands: without statistics."""
    if data.isascii() or is_mostly_utf8(data):
        return _escaped(data) or "utf_8"
    if _is_western_like(data):
        return latin_codec(data)
    cyrillic = max(_CYRILLIC, key=lambda codec: _commonness(data.decode(codec, "replace")))
    if _commonness(data.decode(cyrillic, "replace")) > _SURELY_CYRILLIC:
        return cyrillic
    return _eastern(data) or latin_codec(data)


def _eastern(data: bytes) -> str:
    """Sets of East Asia read each other's bytes; kana and hangul throughout come about in the true one
    only."""
    for codec, letters, share in (("cp932", _KANA, 0.25), ("euc_jp", _KANA, 0.25), ("cp949", _HANGUL, 0.9)):
        text = data.decode(codec, "ignore") if _reads(data, codec) else ""
        if len(letters.findall(text)) > share * sum(c > "\x7f" for c in text):
            return codec
    order = ("big5", "gb18030") if _LOW_SECOND.search(data) else ("gb18030", "big5")
    return next((codec for codec in (*order, "johab") if _reads(data, codec)), "")


def is_mostly_utf8(data: bytes) -> bool:
    """Whether `data` is UTF-8 with something beyond ASCII in it; a few broken bytes may lie between."""
    sequences = len(_SEQUENCE.findall(data))
    if not sequences:
        return False
    try:
        # Not final: a last letter that is cut off is no fault.
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        broken = len(_HIGH.findall(_SEQUENCE.sub(b"", data)))
        return broken * 20 <= sequences
    return True


def _escaped(data: bytes) -> str:
    if not data.isascii():
        return ""
    for mark, codec in _ESCAPES:
        if mark in data:
            return codec if _reads(data, codec) or codec != "hz" else ""
    return "" if b"\0" in data else "ascii"


def _wide(data: bytes) -> str:
    """UTF-32 and UTF-16 without a mark: the zeros give them away."""
    sample = data[: _SAMPLE // 4 * 4]
    if sample.count(0) * 5 < len(sample):
        return ""
    if len(data) % 4 == 0:
        for codec in ("utf_32_be", "utf_32_le"):
            if _reads(sample, codec):
                return codec
    return "utf_16_be" if sample[::2].count(0) > sample[1::2].count(0) else "utf_16_le"


def _said(data: bytes) -> str:
    """What an HTML or XML text says of itself, where that can be true."""
    found = _SAYS.search(data, 0, 2048)
    codec = codec_of(found[1].decode("ascii")) if found else None
    for one in {"shift_jis": ("shift_jis", "cp932"), "gb2312": ("gb2312", "gb18030")}.get(
        codec or "", (codec,)
    ):
        if one and one != "ascii" and _reads(data, one):
            return one
    return ""


def _looks(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if _is_western_like(sample):
        return latin_codec(sample)
    found = [str(match.encoding) for match in from_bytes(sample, cp_isolation=_CANDIDATES)]
    found += [codec for codec in _MULTIBYTE.split() if _reads(sample, codec)]
    best = next((codec for codec in found if codec != "cp932" or _is_japanese(sample)), "cp1252")
    if best in _CYRILLIC:
        return max(_CYRILLIC, key=lambda codec: _commonness(sample.decode(codec, "replace")))
    return latin_codec(sample) if best in _LATIN else best


def _commonness(text: str) -> float:
    """How much of a Cyrillic text its most frequent letters make up: read in a wrong set, it is all rare
    capitals."""
    beyond = [c for c in text if c > "\x7f"]
    common = sum(c in "оеаинтсрвл" for c in beyond)
    return (common + 0.1 * sum("\u0400" <= c <= "\u04ff" for c in beyond)) / max(len(beyond), 1)


def _is_japanese(sample: bytes) -> bool:
    """Nobody writes in half-width katakana alone, but every Cyrillic text can be read as that."""
    beyond = [c for c in sample.decode("cp932", "replace") if c > "\x7f"]
    return sum("\uff61" <= c <= "\uff9f" for c in beyond) * 2 < len(beyond)


def _is_western_like(sample: bytes) -> bool:
    """In Latin scripts letters beyond ASCII stand alone between others."""
    high, small = len(_HIGH.findall(sample)), len(_SMALL.findall(sample))
    if small == high and len(_ASCII_LETTER.findall(sample)) >= high:
        return True
    is_rare = high * 15 < len(sample) and small > 0.6 * high
    return is_rare or (high * 4 < len(sample) and len(re.findall(rb"[\x80-\xff]{2}", sample)) * 6 < high)


def _reads(data: bytes, codec: str) -> bool:
    try:
        codecs.decode(data, codec)
    except (UnicodeError, LookupError):
        return False
    return True
