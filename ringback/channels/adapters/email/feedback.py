"""Reads complaints of recipients: the Abuse Reporting Format (RFC 5965) and its forerunners. Pure."""

from email.message import Message
from typing import Final

from ringback.channels.adapters.email import automatic, bounce, bounce_words
from ringback.channels.adapters.email.delivery_status import (
    blocks,
    first_address,
    own_parts,
    raw_text,
    report_part,
)
from ringback.channels.adapters.email.parsed import FailedRecipient, Report

_RECIPIENTS: Final = ("original-rcpt-to", "removal-recipient")
_OLD_RECIPIENT: Final = "X-HmXmrOriginalRecipient"


def read(message: Message, text: str) -> Report | None:
    """Who complains of which mail, or None where `message` is no complaint. Complainers count as hard:
    write no more."""
    part = report_part(message, "message/feedback-report")
    if part is None:
        return _read_old(message, text)
    fields = blocks(raw_text(part))
    kind = next((block["feedback-type"] for block in fields if "feedback-type" in block), "abuse")
    complaining = kind.casefold().strip() in (
        "abuse",
        "opt-out",
        "opt-out-list",
        "fraud",
        "complaint",
        "other",
    )
    found = [first_address(block[name]) for block in fields for name in _RECIPIENTS if name in block]
    return Report(_failed(found, complaining, kind), bounce.message_ids(message, text))


def _read_old(message: Message, text: str) -> Report | None:
    """Hotmail's, which is the mail complained of with one more field; Apple's request to be taken off."""
    subject = automatic.header(message, "Subject").casefold()
    if message.get("X-Apple-Unsubscribe") is not None:
        return Report(_failed([first_address(str(message.get("From", "")))], True, "opt-out"), [])
    for part in own_parts(message):
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
            marked = inner[0].get(_OLD_RECIPIENT) if isinstance(inner[0], Message) else None
            if marked is not None and any(phrase in subject for phrase in bounce_words.COMPLAINT):
                found = [first_address(str(marked))]
                return Report(_failed(found, True, "abuse"), bounce.message_ids(message, text))
    return None


def _failed(addresses: list[str], hard: bool, kind: str) -> list[FailedRecipient]:
    return [FailedRecipient(address, "", hard, kind) for address in dict.fromkeys(addresses) if address]
