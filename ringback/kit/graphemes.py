"""Where a text may be cut without taking a character, as readers see it, apart (UAX #29, on the cautious
side). Pure."""

import unicodedata

# No real character is longer; a pile that is gets cut anyway, or nothing of it could be shown.
_LONGEST = 64
_PREPENDED = frozenset(
    map(
        chr,
        (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0xD4E, 0x110BD, 0x110CD, 0x111C2, 0x111C3),
    )
) | frozenset(map(chr, (0x1193F, 0x11941, 0x11A3A, *range(0x11A84, 0x11A8A), 0x11D46, 0x11F02, 0x113D1)))
_JOINERS = frozenset("\u200c\u200d\uff9e\uff9f\u0e33\u0eb3")


def cut_at(text: str, limit: int) -> int:
    """The largest place, `limit` at most, where `text` may end: never inside a grapheme (unless that is
    endless)."""
    if limit >= len(text):
        return len(text)
    place = max(limit, 0)
    lowest = max(place - _LONGEST, 0)
    while place > lowest and not _parts(text, place):
        place -= 1
    # At the very start there is always a boundary: a first grapheme too long for the limit leaves nothing.
    return place if place == 0 or _parts(text, place) else max(limit, 0)


def _parts(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place]
    if not before or (before.isascii() and after.isascii()):
        return not (before == "\r" and after == "\n")
    return not (_extends(after) or _awaits(text, place, after) or _is_syllable(before, after))


def _extends(sign: str) -> bool:
    code = ord(sign)
    return (
        sign in _JOINERS
        or unicodedata.category(sign)[0] == "M"
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _awaits(text: str, place: int, after: str) -> bool:
    before = text[place - 1]
    if _is_flag(before) and _is_flag(after):
        return _flags_before(text, place) % 2 == 1
    return before == "\u200d" or before in _PREPENDED or (after.isalpha() and _has_virama(text, place))


def _is_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _flags_before(text: str, place: int) -> int:
    start = place
    while start > 0 and _is_flag(text[start - 1]):
        start -= 1
    return place - start


def _has_virama(text: str, place: int) -> bool:
    for back in range(place - 1, max(place - _LONGEST, 0), -1):
        if unicodedata.combining(text[back]) == 9 or unicodedata.name(text[back], "").endswith(" VIRAMA"):
            return True
        if unicodedata.category(text[back])[0] != "M" and text[back] not in _JOINERS:
            return False
    return False


def _is_syllable(before: str, after: str) -> bool:
    is_lead = "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c"
    is_hangul = is_lead or "\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7fb"
    if is_lead and (
        "\u1100" <= after <= "\u115f" or "\ua960" <= after <= "\ua97c" or "\uac00" <= after <= "\ud7a3"
    ):
        return True
    return is_hangul and ("\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7fb")
