"""What the headers of a mail say, as plain values. Pure, linear, never raises."""

import re
from itertools import islice
from typing import Any

from ringback.channels.adapters.email.addresses import parse_list
from ringback.channels.adapters.email.dates import read_date
from ringback.channels.adapters.email.encoded_words import decode_words
from ringback.channels.adapters.email.fields import Fields
from ringback.channels.adapters.email.limits import MOST_REFERENCES
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.text import clean, one_line

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
_BARE_ID = re.compile(r"[^<>\s,;\"']{1,400}@[^<>\s,;\"'@]{1,400}")
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
_SENDERS = ("from", "sender", "reply-to", "return-path", "resent-from", "x-envelope-from", "x-sender")
_LONGEST_SUBJECT = 998
_MOST_FIELDS = 20


def read_headers(fields: Fields) -> dict[str, Any]:
    """The fields of ParsedMail that come from headers."""
    return {
        "message_id": next(iter(_ids(fields, "message-id")), ""),
        "in_reply_to": _ids(fields, "in-reply-to")[:MOST_REFERENCES],
        "references": _ids(fields, "references")[-MOST_REFERENCES:],
        "subject": one_line(decode_words(fields.text("subject")), _LONGEST_SUBJECT),
        "sender": find_sender(fields),
        "reply_to": _mailboxes(fields, "reply-to"),
        "to": _mailboxes(fields, "to"),
        "cc": _mailboxes(fields, "cc"),
        "delivered_to": list(
            dict.fromkeys(a.address for name in _DELIVERED for a in _mailboxes(fields, name))
        ),
        "date": read_date(fields.text("date")),
        "authentication": [clean(fields.as_text(v)) for v in _few(fields, "authentication-results")],
    }


def find_sender(fields: Fields) -> Address | None:
    """The mailbox in From; without one, in the fields that come nearest to it, down to the envelope."""
    for name in _SENDERS:
        found = _mailboxes(fields, name)
        if found:
            return found[0]
    envelope = fields.mbox.decode("ascii", "replace").split(" ")
    return next(iter(parse_list(envelope[1])), None) if len(envelope) > 2 else None


def is_from_two(fields: Fields) -> bool:
    """Whether the mail names several senders, of which readers would see one and checks another."""
    return len(list(fields.all("from"))) > 1 or len(_mailboxes(fields, "from")) > 1


def _mailboxes(fields: Fields, name: str) -> list[Address]:
    found = (one for value in _few(fields, name) for one in parse_list(fields.as_text(value)))
    return list({one.address: one for one in reversed(list(found))}.values())[::-1]


def _few(fields: Fields, name: str) -> list[bytes]:
    return list(islice(fields.all(name), _MOST_FIELDS))


def _ids(fields: Fields, name: str) -> list[str]:
    value = fields.text(name)
    return list(dict.fromkeys(map(clean, _MESSAGE_ID.findall(value) or _BARE_ID.findall(value[:2_000]))))
