"""Recognises, line by line, what mail programs put before a quoted mail. Pure; every function takes at most
1,000 characters."""

import re
from typing import Final

from ringback.channels.adapters.email import quote_words

LONGEST: Final = 1000

_SPACELESS: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_NOISE: Final = " \t\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202f\ufeff"
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\"]{1,80}@[^\s<>()\[\]\"]{1,120}")
_DATE: Final = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b|\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b|\d{4}年|\d{1,2}月\d{1,2}日|"
    r"\d{4}년"
)
_MAILBOX_ENDS: Final = re.compile(r"<[^<>]*@[^<>]*>\s*(?:\[[^\]]{6,40}\]\s*)?[:：]$")
_ENDS_IN_DATE: Final = re.compile(r"(?:\d|\bUhr|\buhr)\s*[:：]$")
_QUOTING: Final = re.compile(r"(?:quoting|zitat von|citando|citation de|citát|cytowanie) ")
_ISO_START: Final = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b")
_FIRST_WORDS: Final = re.compile(r"[\w’']{1,16}\.?,?\s+\d")
_FIRST_PERSON: Final = re.compile(r"\b(?:i|ich|yo|eu|io|ik|jeg|jag|ja|я)\s+\S+\W*$|\bj['’]ai\s+\S+\W*$")
_TO_ME: Final = re.compile(r"\b(?:mir|uns|ich|folgend\w*|meg|oss|mig|jeg|jag|mij|ons|ik)\b")
_FIELD: Final = re.compile(r"[\s>*_]*([^:：\n]{1,40}?)[\s*_]*[:：]")
_MARK: Final = re.compile(r"\s*[-_=*~#>‐–—]{2,}\s*([^\n]{3,80}?)\s*[-_=*~#<‐–—]{2,}\s*:?\s*$")
_INVISIBLE: Final = {
    **dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]),
    0xA0: " ",
    0x202F: " ",
}
_ANGLE_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"))


def is_attribution(text: str) -> bool:
    """Whether `text`, one line or a few joined by blanks, introduces a quote: "On <date>, <name> wrote:" in
    any language.

    Needs a verb or a closing colon, and a date or an address as evidence: a sentence that merely ends in
    "wrote:" is none.
    """
    line = _bare(text)
    if not 8 <= len(line) <= LONGEST or _is_address_fragment(line):
        return False
    address, date = _ADDRESS.search(line) is not None, _DATE.search(line)
    if not address and date is None:
        return False
    lowered = line.casefold()
    closed = lowered.endswith((":", "："))
    dated = date is not None and opens_like_attribution(lowered)
    return (
        _ends_with_verb(lowered, address, dated)
        or (closed and _holds_verb(lowered, address, dated))
        or (closed and address and (dated or "[" in lowered) and _MAILBOX_ENDS.search(lowered) is not None)
        or (closed and address and _QUOTING.match(lowered) is not None)
        or _is_iso_stamp(lowered, address)
    )


def opens_like_attribution(lowered: str) -> bool:
    """Whether case-folded `lowered` opens the way "On Mon, 2 May", "Am 3.5.", "12:30, 4 мая" do: opener or
    weekday, then digits."""
    words = lowered[:80].replace(",", " ").split()
    return bool(words) and (
        lowered[0].isdigit()
        or (words[0] in quote_words.OPENERS and any(c.isdigit() for c in lowered[:60]))
        or _FIRST_WORDS.match(lowered) is not None
        or (len(words) > 1 and words[0].isalpha() and words[1][0].isdigit())
    )


def ends_like_attribution(line: str) -> bool:
    """Cheap first question, asked of every line: could an attribution end here?"""
    lowered = _bare(line[-200:]).casefold()
    return lowered.endswith((":", "：", *_VERBS)) or _ISO_START.match(lowered) is not None


def names_the_writer(line: str) -> bool:
    """Whether a short `line` ends in "… wrote:". Weak: only meaningful directly before quoted lines."""
    lowered = _bare(line).casefold()
    return (
        len(lowered.split()) <= 12
        and lowered.endswith((":", "："))
        and lowered.rstrip(": ：").endswith(_VERBS)
    )


def field_role(line: str) -> str:
    """Which header field of a quoted mail `line` opens with: from, sent, date, to, cc, subject, reply, or
    empty."""
    match = _FIELD.match(line[:120])
    return _ROLES.get(_bare(match[1]).casefold(), "") if match else ""


def has_address(line: str) -> bool:
    """Whether an e-mail address stands in `line`."""
    return "@" in line and _ADDRESS.search(line[:LONGEST]) is not None


def marker_kind(line: str) -> str:
    """ "quote" for "-----Original Message-----", "forwarded" for its sister, "above" for "reply above this
    line", else empty."""
    if len(line) > 200:
        return ""
    lowered = line.strip(_NOISE).casefold()
    match = _MARK.match(lowered)
    phrase = match[1].strip(" :") if match else ""
    if phrase in quote_words.ORIGINAL:
        return "quote"
    if phrase in quote_words.FORWARDED or phrase.startswith("forwarded by "):
        return "forwarded"
    if lowered.endswith(":") and lowered.rstrip(": ") in quote_words.FORWARDED:
        return "forwarded"
    return "above" if any(words in lowered for words in quote_words.REPLY_ABOVE) else ""


def _bare(text: str) -> str:
    text = text.strip(_NOISE + "-*_\r\n")
    for entity, sign in _ANGLE_ENTITIES:
        text = text.replace(entity, sign)
    return text.translate(_INVISIBLE)


def _is_address_fragment(line: str) -> bool:
    head = line.split(" ", 1)[0]
    return head.startswith("<") or head.endswith((">", ">,")) and "<" not in head


def _ends_with_verb(lowered: str, address: bool, dated: bool) -> bool:
    stem = lowered.rstrip(" :：-–—")
    if not stem.endswith(_VERBS) or not _ends_in_whole_word(stem):
        return False
    return address and len(lowered) < 500 or dated and _FIRST_PERSON.search(stem[-40:]) is None


def _ends_in_whole_word(stem: str) -> bool:
    if _SPACELESS.match(stem[-1]):
        return True
    for verb in _VERBS:
        if stem.endswith(verb) and (len(stem) == len(verb) or not stem[-len(verb) - 1].isalpha()):
            return True
    return False


def _holds_verb(lowered: str, address: bool, dated: bool) -> bool:
    """The verb before the name: "Am 4. Juli schrieb Max:", or before the date: "Max schrieb am 4.7.:"."""
    verb = _verb_inside(lowered)
    if verb < 0 or _TO_ME.search(lowered, verb) is not None:
        return False
    return address or len(lowered.split()) <= 16 and (dated or _ENDS_IN_DATE.search(lowered) is not None)


def _verb_inside(lowered: str) -> int:
    match = _VERB_INSIDE.search(lowered)
    return match.start() if match else -1


def _is_iso_stamp(lowered: str, address: bool) -> bool:
    """Old Gmail: "2013/7/20 name <address>" and "2016-03-03 17:21 GMT+01:00 name", with neither verb nor
    colon."""
    if len(lowered) > 200 or _ISO_START.match(lowered) is None:
        return False
    return address and lowered.endswith(">") or " gmt" in lowered[:30] and len(lowered.split()) <= 9


def _longest_first(words: str) -> tuple[str, ...]:
    return tuple(sorted({word.strip().casefold() for word in words.split("|")}, key=len, reverse=True))


_VERBS: Final = _longest_first(quote_words.VERBS)
_INSIDE: Final = _longest_first(quote_words.VERBS_INSIDE)
_VERB_INSIDE: Final = re.compile(
    "|".join(re.escape(v) if _SPACELESS.match(v[0]) else rf"(?<!\w){re.escape(v)}(?!\w)" for v in _INSIDE)
)
_ROLES: Final = {
    name.strip(): role
    for role, names in reversed(quote_words.FIELDS.items())
    for name in names.casefold().split("|")
}
