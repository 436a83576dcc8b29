"""Which Python codec a charset's name in a mail means. Pure."""

import functools
import re
from encodings.aliases import aliases

# Codecs that are no charset, or that cost more than the length of what they read.
_NO_CHARSET = frozenset(
    ("base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec", "mbcs")
)
_CODECS = frozenset(aliases.values()) - _NO_CHARSET | {
    "koi8_u",
    "koi8_t",
    "cp720",
    "cp737",
    "cp856",
    "cp874",
    "cp875",
    "cp1006",
    "utf_8_sig",
    "mac_croatian",
    "mac_farsi",
    "mac_arabic",
    "mac_romanian",
}
_PLAIN = re.compile(r"[a-z0-9_]{2,30}")
_NUMBERED = (
    (re.compile(r"iso_?8859_?1"), "latin_1"),
    (re.compile(r"iso_?8859_?(\d\d?)(?:_?[ei])?"), "iso8859_{}"),
    (re.compile(r"8859_?(\d\d?)"), "iso8859_{}"),
    (re.compile(r"(?:windows|win|cp|ms|microsoft|ibm|dos|ansi)_?(?:cp)?_?(\d{3,5})"), "cp{}"),
    (re.compile(r"utf_?8(?:mb[34])?(?:_.*)?"), "utf_8"),
    (re.compile(r"(?:unicode_1_[01]_)?utf_?(7|8)"), "utf_{}"),
    (re.compile(r"utf_?(16|32)_?(be|le)"), "utf_{}_{}"),
    (re.compile(r"mac_?(?:os)?_?(\w+)"), "mac_{}"),
    (re.compile(r"ks_?c_?5601.*|ksc5601.*"), "cp949"),
    (re.compile(r"gb_?2312.*"), "gb2312"),
    (re.compile(r"gb_?k|cp936"), "gbk"),
)
_NAMES = {
    "us": "ascii",
    "usascii": "ascii",
    "ansi_x3_4_1968": "ascii",
    "iso_646_us": "ascii",
    "ansi": "cp1252",
    "western": "cp1252",
    "unicode": "utf_16",
    "ucs_2": "utf_16",
    "ucs2": "utf_16",
    "ucs_4": "utf_32",
    "cp65001": "utf_8",
    "cp65000": "utf_7",
    "cp28591": "latin_1",
    "cp20127": "ascii",
    "cp20866": "koi8_r",
    "cp21866": "koi8_u",
    "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp",
    "cp50222": "iso2022_jp",
    "cp51932": "euc_jp",
    "cp51949": "euc_kr",
    "cp54936": "gb18030",
    "cp936": "gbk",
    "cp10000": "mac_roman",
    "cp31j": "cp932",
    "windows_31j": "cp932",
    "sjis": "shift_jis",
    "sjis_win": "cp932",
    "shift_jis_ms": "cp932",
    "eucjp": "euc_jp",
    "eucjp_ms": "euc_jp",
    "euckr": "euc_kr",
    "uhc": "cp949",
    "cseuckr": "euc_kr",
    "big5_hkscs": "big5hkscs",
    "big_5": "big5",
    "euc_cn": "gb2312",
    "euccn": "gb2312",
    "hz_gb_2312": "hz",
    "jis": "iso2022_jp",
    "iso_2022_jp_ms": "iso2022_jp",
    "koi8": "koi8_r",
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "koi8_ru": "koi8_u",
    "macintosh": "mac_roman",
    "mac": "mac_roman",
    "mac_ce": "mac_latin2",
    "mac_centraleurroman": "mac_latin2",
    "iso8859_11": "tis_620",
    "tis620": "tis_620",
    "dos_874": "cp874",
    "logical": "iso8859_8",
    "visual": "iso8859_8",
}


@functools.lru_cache(maxsize=512)
def codec_of(name: str) -> str | None:
    """The codec for a charset's name as found in a mail (`KS_C_5601-1987`, `x-windows-1252`, `utf8mb4`, …);
    None for names that say nothing (`unknown-8bit`, `binary`) or that nobody knows."""
    plain = (
        re.sub(r"[^a-z0-9]+", "_", name[:60].lower()).strip("_").removeprefix("charset_").removeprefix("x_")
    )
    if not _PLAIN.fullmatch(plain):
        return None
    return _known(_NAMES.get(plain, "")) or _numbered(plain) or _known(aliases.get(plain, plain))


def _numbered(plain: str) -> str | None:
    for pattern, codec in _NUMBERED:
        found = pattern.fullmatch(plain)
        if found:
            named = codec.format(
                *(group.lstrip("0") if group.isdigit() else group for group in found.groups())
            )
            named = _NAMES.get(named, named)
            return _known(aliases.get(named, named))
    return None


def _known(codec: str) -> str | None:
    return codec if codec in _CODECS else None
