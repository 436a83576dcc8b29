"""Finds the signature below a mail's text and rewrites its letters (see `quote_lines`)."""

import re
from bisect import bisect_left
from typing import Final

from ringback.channels.adapters.email import quote_words
from ringback.channels.adapters.email.quote_lines import (
    ATTRIBUTION,
    DIVIDER,
    EMPTY,
    FORWARD,
    HEADER,
    MARKER,
    PHONE,
    QUOTED,
    SIGNATURE,
    TEXT,
)

SIGNED: Final = "S"
DISCLAIMED: Final = "D"

_LONGEST_SIGNATURE: Final = 25  # lines with something on them
_LONGEST_BLOCK: Final = 20
_ENDS_A_SIGNATURE: Final = (QUOTED, ATTRIBUTION, HEADER, MARKER, FORWARD)
_CONTACT: Final = re.compile(
    r"@|https?://|www\.|(?:tel|phone|fax|mob|cell|handy|telefon|tél|tlf|puh|skype|mailing list|"
    r"тел)\w{0,8}[.:\s]|\+\d[\d ()/-]{6}"
)
_CLOSING: Final = re.compile(
    r"(?:kind |best |warm |many )?(?:regards|wishes)\b|cheers\b|sincerely|yours |mit (?:freundlichen|"
    r"besten|lieben)|"
    r"(?:viele|liebe|beste|freundliche|schöne) grü(?:ß|ss)e|gru(?:ß|ss)\b|cordialement|bien à vous|"
    r"salutations|"
    r"(?:cordiales |un )?saludos?\b|atentamente|atenciosamente|cumprimentos|(?:distinti|cordiali) saluti|"
    r"saluti\b|"
    r"met vriendelijke groet|groet(?:en|jes)?\b|med vänlig|med venlig|med vennlig|vänliga hälsningar|"
    r"mvh\b|hilsen\b|"
    r"ystävällisin|terveisin|pozdrawiam|z poważaniem|s pozdravem|üdvözlettel|cu stimă|с уважением|"
    r"з повагою|με εκτίμηση|"
    r"saygılarımla|敬具|此致|よろしく"
)


def mark_signatures(lines: list[str], tags: list[str]) -> None:
    """Rewrites `tags` in place: the lines of signatures become `SIGNED`, of legal notices below a divider
    `DISCLAIMED`."""
    blocks = _Blocks(lines, tags)
    index, spoken, above = 0, False, EMPTY
    while index < len(tags):
        tag = tags[index]
        if tag in (SIGNATURE, DIVIDER):
            index = _mark_below(blocks, index) if spoken else index + 1
            above = DIVIDER
        elif tag == TEXT and spoken and above == QUOTED and _is_closing(lines, tags, index):
            _mark(tags, index, len(tags), SIGNED)
            index = len(tags)
        else:
            spoken, above = spoken or tag == TEXT, above if tag == EMPTY else tag
            index += 1
    tags[:] = [DIVIDER if tag == SIGNATURE else tag for tag in tags]


class _Blocks:
    """Answers in constant time how far the text below a delimiter reaches and how long it is."""

    def __init__(self, lines: list[str], tags: list[str]) -> None:
        self.lines, self.tags = lines, tags
        self.spoken = [index for index, tag in enumerate(tags) if tag in (TEXT, PHONE)]
        self.ends = [index for index, tag in enumerate(tags) if tag in _ENDS_A_SIGNATURE]

    def end(self, start: int) -> int:
        place = bisect_left(self.ends, start)
        return self.ends[place] if place < len(self.ends) else len(self.tags)

    def texts(self, start: int, end: int) -> list[str]:
        """The lines with words in the range, one more than any signature has at the most."""
        low = bisect_left(self.spoken, start)
        high = min(bisect_left(self.spoken, end), low + 2 * _LONGEST_BLOCK + 1)
        return [self.lines[index] for index in self.spoken[low:high]]


def _mark_below(blocks: _Blocks, start: int) -> int:
    """Decides over the delimiter or divider at `start`; answers where to go on."""
    tags, end = blocks.tags, blocks.end(start)
    texts = blocks.texts(start, end)
    if tags[start] == SIGNATURE:
        signed = _fits(blocks.lines[start], texts)
    else:
        signed = bool(texts or end == len(tags)) and _is_contact_block(blocks.lines, tags, start, texts)
    if signed:
        _mark(tags, start, end, SIGNED)
    elif tags[start] == DIVIDER and end == len(tags) and _is_notice(texts):
        _mark(tags, start, end, DISCLAIMED)
    else:
        return start + 1
    return end


def _fits(delimiter: str, block: list[str]) -> bool:
    """RFC 3676 wants "-- " with its blank; without it, a question below means that it only divides."""
    if len(block) > _LONGEST_SIGNATURE:
        return False
    return delimiter == "-- " or not any(line.rstrip().endswith("?") and "http" not in line for line in block)


def _is_contact_block(lines: list[str], tags: list[str], start: int, block: list[str]) -> bool:
    if len(block) > _LONGEST_BLOCK or any(_is_prose(line) for line in block):
        return False
    above = start - 1
    while above > 0 and tags[above] == EMPTY:
        above -= 1
    announced = lines[above].rstrip().endswith(":")
    return not block or (not announced and any(_CONTACT.search(line[:200].casefold()) for line in block))


def _is_notice(block: list[str]) -> bool:
    text = " ".join(block)[:2000].casefold()
    return len(block) <= 2 * _LONGEST_BLOCK and any(word in text for word in _NOTICES)


def _is_closing(lines: list[str], tags: list[str], start: int) -> bool:
    """Whether all from `start` to the end is a closing formula with a name and contacts."""
    if len(tags) - start > 60 or any(tag in _ENDS_A_SIGNATURE for tag in tags[start:]):
        return False
    block = [line for line, tag in zip(lines[start:], tags[start:], strict=True) if tag in (TEXT, PHONE)]
    return (
        len(block) <= 10
        and _CLOSING.match(block[0].strip(" \t-,*").casefold()) is not None
        and not any(_is_prose(line) for line in block)
    )


def _is_prose(line: str) -> bool:
    words = line.split()
    return len(line) > 200 or (len(words) >= 6 and words[-1][-1] in ".!?…:;,") or line.rstrip().endswith("?")


def _mark(tags: list[str], start: int, end: int, letter: str) -> None:
    tags[start:end] = [EMPTY if tag == EMPTY else letter for tag in tags[start:end]]


_NOTICES: Final = tuple(word for word in quote_words.CONFIDENTIAL.split("|"))
