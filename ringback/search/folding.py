"""One spelling for what people spell in several ways: NFKC, case, accents, digits, unwritten vowels. Pure."""

import functools
import re
import unicodedata

# Letters that no decomposition takes apart, and letters that people type one for the other.
_TWINS: dict[int, int | str] = {
    **{ord(a): b for a, b in zip("øłđħŧıĸŋɓɗƙё", "oldhtiknbdkе", strict=True)},
    **{ord(a): b for a, b in zip("آأإٱىیکۀ", "ااااييكه", strict=True)},
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("ð"): "d",
    ord("þ"): "th",
}

# Marks that most people leave out: accents (those of Latin and Greek; й and ї have become one sign before),
# Hebrew points, Arabic vowels, marks for symbols, variation selectors. Vowel signs of India and Asia stay.
_SILENT = (
    (0x0300, 0x036F),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE2F),
    (0xE0100, 0xE01EF),
)
_TATWEEL = 0x0640
_PICTURES = ((0x2600, 0x27BF), (0x1F000, 0x1F3FA), (0x1F400, 0x1FAFF))
_REMEMBERED = 0x20000


def fold(text: str) -> str:
    """`text` in the spelling by which it is compared: letters, marks and digits folded, ASCII punctuation
    kept, every other sign a space, pictures (emoji) standing apart. Linear in the length of the text."""
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    # Putting a long pile of marks in order costs its square, so no pile may be long.
    shallow = _deep_piles().sub(r"\1", lowered)
    return unicodedata.normalize("NFKC", shallow).casefold().translate(_FOLD)


@functools.cache
def _deep_piles() -> "re.Pattern[str]":
    ordered = "".join(chr(c) for c in range(0x300, 0x1F000) if unicodedata.combining(chr(c)))
    return re.compile(f"([{ordered}]{{16}})[{ordered}]+")


class _Fold(dict[int, int | str]):
    """A table for str.translate that works out a character when it is first met."""

    def __missing__(self, code: int) -> int | str:
        folded = _folded(code)
        if code < _REMEMBERED:
            self[code] = folded
        return folded


def _folded(code: int) -> int | str:
    kind = unicodedata.category(chr(code))
    if code in _TWINS:
        return _TWINS[code]
    if kind == "Cf" or code == _TATWEEL or _within(code, _SILENT):
        return ""
    if _within(code, _PICTURES):
        return f" {chr(code)} "
    if kind == "Nd":
        return str(unicodedata.decimal(chr(code)))
    if kind[0] in "LMN" or kind == "Co":
        return _without_accents(chr(code))
    return " "


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _without_accents(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    accented = base != letter and unicodedata.name(base, "").startswith(("LATIN", "GREEK"))
    return base.translate(_TWINS) if accented else letter


_FOLD = _Fold({code: code for code in range(128)})
