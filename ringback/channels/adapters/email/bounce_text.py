"""Takes a bounce in free words apart: what the server says itself, whom it names, what it says of each.
Pure, linear."""

import re
from typing import Final

from ringback.channels.adapters.email import bounce_words

_LONGEST: Final = 30_000
_LINES_ABOUT_ONE: Final = 12
_MOST_LINES: Final = 400
_LONGEST_LINE: Final = 1000
_ANNOUNCES: Final = re.compile(
    r"following (?:recipient|address|destination|list)|n(?:o|')t (?:be )?delivered to|"
    r"delivery problems|deliver(?:y|ing) to|"
    r"fatal errors|delivery errors|did not reach|recipient address:|failed to deliver",
    re.I,
)
_ADDRESS: Final = re.compile(r"[A-Za-z0-9_!#$%&'*+=?^`{|}~.-]{1,64}@[A-Za-z0-9_\-.]{1,253}[A-Za-z0-9]")
_NAMES: Final = re.compile(
    r"https?://\S{1,300}|<[^<>\s]{1,300}>|[\w.+%=!#$&'*/?^{|}~`-]{1,64}@[\w.-]{1,253}|"
    r"\[[0-9a-fA-F.:]{3,45}\]|\b(?:[\w-]{1,63}\.){2,}[A-Za-z][\w-]{0,62}\b"
)
_RETURNED: Final = re.compile(
    r"^[ \t>]*(?:-{2,}[^\n]{0,80}(?:original|returned|copy|copie|header|unsent|undelivered|"
    r"message follows|ursprüngl)[^\n]{0,80}|original message (?:follows|headers?)\b[^\n]{0,40}|"
    r"below is a copy of[^\n]{0,80}|included is a copy of[^\n]{0,80}|"
    r"-{2,}\s*(?:original|returned)[^\n]{0,60}|bounced e-?mail:|original mail as follows:?)[ \t]*:?$",
    re.I | re.M,
)
_HEADER_LINES: Final = re.compile(
    r"^(?:Return-Path|Received|X-Received|Delivered-To|DKIM-Signature|ARC-Seal|MIME-Version|"
    r"Message-I[dD]|X-Mailer):[^\n]{1,2000}\n"
    r"(?:[ \t][^\n]*\n){0,30}[A-Za-z][A-Za-z0-9-]{1,50}:",
    re.M,
)


def own_words(text: str) -> str:
    """What the server wrote itself, without the mail that it returns below; at most 30,000 characters."""
    text = text[:_LONGEST]
    cut = min(
        (m.start() for m in (_RETURNED.search(text), _HEADER_LINES.search(text)) if m), default=len(text)
    )
    return text[:cut] if text[:cut].strip() else text


def recipients(human: str, named: list[str], ours: set[str]) -> list[tuple[str, str]]:
    """Pairs of address and what is said of it. `named` are known recipients; else those in `human` that
    are not `ours`.

    Where only `ours` are named, one of them is meant: mail to oneself bounces too.
    """
    lines = human.split("\n")[:_MOST_LINES]
    known = {address.lower() for address in named}
    places = _places(lines, known, ours) or ({} if known else _places(lines, set(), set()))
    if not places:
        return [(address, human) for address in named]
    if len(places) == 1:
        return [(address, human) for address in places]
    rivals = {address.lower() for address in places}
    return [(each, _until_another(lines, start, rivals - {each.lower()})) for each, start in places.items()]


def said_of(human: str, addresses: list[str]) -> str:
    """The lines of `human` that name one recipient by his `addresses`, with what follows; all where none
    does."""
    lines = human.split("\n")[:_MOST_LINES]
    own = {address.lower() for address in addresses if address}
    rivals = {found.lower() for line in lines for found in _ADDRESS.findall(line[:_LONGEST_LINE])} - own
    naming = [index for index, line in enumerate(lines) if any(address in line.lower() for address in own)][
        :4
    ]
    return "\n".join(_until_another(lines, index, rivals) for index in naming) if naming else human


def _until_another(lines: list[str], start: int, rivals: set[str]) -> str:
    end = start + 1
    while end < min(len(lines), start + _LINES_ABOUT_ONE):
        if any(found.lower() in rivals for found in _ADDRESS.findall(lines[end][:_LONGEST_LINE])):
            break
        end += 1
    return "\n".join(lines[start:end])


def tells_cause(said: str) -> bool:
    """Whether `said` holds any phrase that tells why."""
    words = without_names(said)
    return any(
        phrase in words
        for family in (
            bounce_words.FULL,
            bounce_words.NO_SUCH_USER,
            bounce_words.NO_SUCH_HOST,
            bounce_words.MOVED,
            bounce_words.SOFT,
        )
        for phrase in family
    )


def without_names(said: str) -> str:
    """Case-folded words on one line; addresses, hosts and links are out, since they may spell any of the
    phrases."""
    return " ".join(_NAMES.sub(" ", said[:4000]).casefold().split())


def _places(lines: list[str], named: set[str], ours: set[str]) -> dict[str, int]:
    """Each recipient with the first line that names it, from where the server begins to list them."""
    announced = next(
        (index for index, line in enumerate(lines) if _ANNOUNCES.search(line[:_LONGEST_LINE])), 0
    )
    found = _places_from(lines, announced, named, ours)
    return found or _places_from(lines, 0, named, ours)


def _places_from(lines: list[str], first: int, named: set[str], ours: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    seen: set[str] = set()
    for index in range(first, len(lines)):
        for address in _ADDRESS.findall(lines[index][:_LONGEST_LINE]):
            lowered = address.lower()
            known = lowered in named if named else lowered not in ours and not _is_of_a_server(lowered)
            if known and lowered not in seen:
                seen.add(lowered)
                found[address] = index
    return found


def _is_of_a_server(lowered: str) -> bool:
    return lowered.startswith(("postmaster@", "mailer-daemon@", "abuse@", "support@", "helpdesk@"))
