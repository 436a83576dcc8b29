"""A parsed mail as JSON and back, for the way from the parser's child to the desk. Pure."""

import json
from dataclasses import asdict
from typing import Any

from ringback.channels.adapters.email.parsed import (
    Address,
    FailedRecipient,
    File,
    Fold,
    Guest,
    Invitation,
    ParsedMail,
    Report,
    Signature,
)
from ringback.kit.text import clean


def to_json(mail: ParsedMail) -> bytes:
    """`mail` as UTF-8, every text in it fit to store."""
    return json.dumps(_cleaned(asdict(mail)), ensure_ascii=False, separators=(",", ":")).encode()


def from_json(data: bytes) -> ParsedMail:
    """What `to_json` made. Raises ValueError, KeyError or TypeError for anything else."""
    values: dict[str, Any] = json.loads(data)
    for name in ("reply_to", "to", "cc"):
        values[name] = [Address(**one) for one in values[name]]
    values["sender"] = Address(**values["sender"]) if values["sender"] else None
    values["folds"] = [Fold(**one) for one in values["folds"]]
    values["files"] = [File(**one) for one in values["files"]]
    values["invitation"] = invitation_of(values["invitation"]) if values["invitation"] else None
    values["signature"] = Signature(**values["signature"]) if values["signature"] else None
    values["report"] = _report(values["report"]) if values["report"] else None
    return ParsedMail(**values)


def invitation_of(values: dict[str, Any]) -> Invitation:
    """As `asdict` took it apart. Raises KeyError or TypeError for anything else."""
    guests = [Guest(**one) for one in values["guests"]]
    organizer = Guest(**values["organizer"]) if values["organizer"] else None
    return Invitation(**{**values, "guests": guests, "organizer": organizer})


def _report(values: dict[str, Any]) -> Report:
    recipients = [FailedRecipient(**one) for one in values["recipients"]]
    return Report(recipients, values["original_message_ids"])


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return {name: _cleaned(one) for name, one in value.items()} if isinstance(value, dict) else value
