"""Reads what a mail server reports about a mail it could not deliver: RFC 3464 reports and free text.
Pure."""

import re
from email.message import Message
from typing import Final

from ringback.channels.adapters.email import bounce_text, bounce_words
from ringback.channels.adapters.email.delivery_status import (
    blocks,
    enhanced_status,
    first_address,
    own_parts,
    raw_text,
    report_part,
)
from ringback.channels.adapters.email.parsed import FailedRecipient, Report

BOUNCE: Final = "bounce"
DELAY: Final = "delay"
DELIVERED: Final = "delivered"

_MOST_RECIPIENTS: Final = 200
_LONGEST_TEXT: Final = 1000
_LONGEST_SEARCHED: Final = 200_000
_RETURNED: Final = ("message/rfc822", "text/rfc822-headers", "message/global", "text/rfc822")
_TO_FIELD: Final = re.compile(r"^[ \t>]*To:[ \t]*([^\n]{1,500})", re.M)
_RECIPIENT_FIELDS: Final = ("original-recipient", "final-recipient", "x-actual-recipient")
_MESSAGE_ID: Final = re.compile(
    r"^[ \t>]*(?:X-)?(?:Original-)?Message-I[dD]:\s*<([^<>\s]{3,250})>", re.M | re.I
)
_HARD_STATUS: Final = re.compile(r"5\.1\.(?:1|2|6|10)$|5\.7\.27$|5\.3\.2$")
# A server that took the recipient and says "unknown" only after the content refuses this one mail.
_AFTER_DATA: Final = re.compile(
    r"in reply to (?:end of )?data|>>> ?data\b(?!.*(?:\b503\b|valid recipient|need rcpt))|"
    r"after (?:end of |pipelined )?data|smtp command data|text command|error following data|"
    r"while sending data"
)
_NO_MAIL_HERE: Final = re.compile(r"(?<![\d.])(?:521|556)[ -]")  # RFC 7504
_DIRECTORY_DENIED: Final = re.compile(r"5\.4\.1 .{0,40}recipient address(?:es)? rejected ?: access denied")


def read_status(message: Message, text: str) -> tuple[str, Report] | None:
    """A report by RFC 3464, wherever in `message` its machine-readable part stands: (outcome, report), or
    None.

    `text` is the human-readable part. Outcome: bounce, delay or delivered (success reports).
    """
    part = report_part(message, "message/delivery-status") or report_part(
        message, "message/global-delivery-status"
    )
    described = blocks(raw_text(part)) if part is not None else blocks(text[:20_000])
    found = [block for block in described if any(name in block for name in _RECIPIENT_FIELDS)]
    if not found or (part is None and not any("action" in block for block in described)):
        return None
    human = bounce_text.own_words(text)
    failed = _unique([_failed(block, human) for block in _merged(described)[:_MOST_RECIPIENTS]])
    return _outcome(found, human), Report(failed or _named(message, text, human), message_ids(message, text))


def read_text(message: Message, text: str) -> tuple[str, Report]:
    """A bounce in a server's own words. Ask only where the sender is known to be a server."""
    human = bounce_text.own_words(text)
    outcome = DELAY if is_delay(str(message.get("Subject", "")), human) else BOUNCE
    return outcome, Report(_named(message, text, human), message_ids(message, text))


def is_hard(status: str, said: str) -> bool:
    """Whether the failure is for good and about the address: no such user, no such host, moved.

    `status` is the enhanced code (RFC 3463) or empty, `said` the server's words, which count for more.
    """
    words = bounce_text.without_names(said)
    if _any(bounce_words.FULL, words) or _any(bounce_words.ABOUT_SENDER, words):
        return False
    if _any(bounce_words.NO_SUCH_USER, words):
        return _any(bounce_words.NO_ACCOUNT, words) or _AFTER_DATA.search(words) is None
    if _any(bounce_words.NO_SUCH_HOST, words):
        return not _any(bounce_words.PASSING, words)
    if _any(bounce_words.MOVED, words) or _NO_MAIL_HERE.search(words) is not None:
        return True
    if _DIRECTORY_DENIED.search(words) is not None:
        return _AFTER_DATA.search(words) is None
    return _HARD_STATUS.match(status) is not None and not _any(bounce_words.POLICY, words)


def is_delay(subject: str, human: str) -> bool:
    """Whether the server says that it is still trying."""
    words = " ".join(human.casefold().split())
    still = _any(bounce_words.STILL_TRYING, words) or _any(bounce_words.SUBJECT_DELAYED, subject.casefold())
    return still and not _any(bounce_words.GIVEN_UP, words)


def message_ids(message: Message, text: str) -> list[str]:
    """The Message-IDs, without angle brackets, of the mails that `message` returns, whole, as headers or
    as text."""
    found: list[str] = []
    for part in own_parts(message):
        if part.get_content_type() in _RETURNED:
            found += _MESSAGE_ID.findall(raw_text(part)[:50_000])
    found += _MESSAGE_ID.findall(text[:_LONGEST_SEARCHED])
    return list(dict.fromkeys(found))[:20]


def first_addresses(value: str) -> list[str]:
    """The e-mail addresses of a field with several, in order."""
    return [address for address in map(first_address, value[:10_000].split(",")) if address]


def _named(message: Message, text: str, human: str) -> list[FailedRecipient]:
    """Recipients by the header, else by the server's words, else those to whom the returned mail went."""
    known = first_addresses(str(message.get("X-Failed-Recipients", "")))
    ours = {
        first_address(str(message.get(name, ""))).lower() for name in ("From", "Sender", "To", "Return-Path")
    }
    found = bounce_text.recipients(human, known, ours) or [
        (each, human) for each in _addressed(message, text)
    ]
    judged = [(address, enhanced_status(said), said) for address, said in found[:_MOST_RECIPIENTS]]
    return _unique(
        [FailedRecipient(each, status, is_hard(status, said), _short(said)) for each, status, said in judged]
    )


def _addressed(message: Message, text: str) -> list[str]:
    returned = [
        raw_text(part)[:50_000] for part in own_parts(message) if part.get_content_type() in _RETURNED
    ]
    match = _TO_FIELD.search("\n".join([*returned, text[:_LONGEST_SEARCHED]]))
    return first_addresses(match[1]) if match else []


def _merged(described: list[dict[str, str]]) -> list[dict[str, str]]:
    """Blocks of recipients; what follows in a block of its own, after a stray empty line, is taken back
    in."""
    found: list[dict[str, str]] = []
    for block in described:
        if any(name in block for name in _RECIPIENT_FIELDS):
            found.append(dict(block))
        elif found and "reporting-mta" not in block:
            found[-1] = {**block, **found[-1]}
    return found


def _failed(block: dict[str, str], human: str) -> FailedRecipient:
    addresses = [found for name in _RECIPIENT_FIELDS if (found := first_address(block.get(name, "")))]
    said = re.sub(r"^[\w-]{1,20};\s*", "", block.get("diagnostic-code", ""))
    coded, spoken = enhanced_status(block.get("status", "")), enhanced_status(said)
    status = spoken if spoken and (not coded or coded.endswith(".0.0") or coded[2:] == spoken[2:]) else coded
    about = bounce_text.said_of(human, addresses)
    return FailedRecipient(
        addresses[0] if addresses else "", status, _judged(status, said, about), _short(said or about)
    )


def _judged(status: str, said: str, about: str) -> bool:
    """The machine's words first; the letter to people speaks where those say nothing of the cause."""
    if bounce_text.tells_cause(said):
        return is_hard(status, said) and is_hard(status, f"{said} {_moment(about)}")
    return is_hard(status, f"{said}\n{about}")


def _moment(about: str) -> str:
    match = _AFTER_DATA.search(bounce_text.without_names(about))
    return match[0] if match else ""


def _outcome(found: list[dict[str, str]], human: str) -> str:
    actions = {block.get("action", "").split("(")[0].strip(" ;").lower() for block in found}
    if "failed" in actions or "failure" in actions:
        return BOUNCE
    if "delayed" in actions:
        return DELAY
    if actions & {"delivered", "relayed", "expanded"}:
        return DELIVERED
    return DELAY if is_delay("", human) else BOUNCE


def _unique(failed: list[FailedRecipient]) -> list[FailedRecipient]:
    return list({(each.address.lower(), each.status): each for each in failed if each.address}.values())


def _short(said: str) -> str:
    return " ".join(said.split())[:_LONGEST_TEXT]


def _any(phrases: tuple[str, ...], words: str) -> bool:
    return any(phrase in words for phrase in phrases)
