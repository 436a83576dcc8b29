"""Reads bounces that a sending service mails as JSON instead of in words. Pure."""

import json
from typing import Any, Final

from ringback.channels.adapters.email.bounce import is_hard
from ringback.channels.adapters.email.delivery_status import enhanced_status, first_address
from ringback.channels.adapters.email.parsed import FailedRecipient, Report

_LONGEST: Final = 200_000


def read_json(text: str) -> tuple[str, Report] | None:
    """(bounce or delay, report) where `text` begins with a notification of a bounce, else None. Never
    raises."""
    try:
        told, _ = json.JSONDecoder(strict=False).raw_decode(text.lstrip()[:_LONGEST])
    except (ValueError, RecursionError):
        return None
    if (
        not isinstance(told, dict)
        or told.get("notificationType") != "Bounce"
        or not isinstance(told.get("bounce"), dict)
    ):
        return None
    bounced = told["bounce"].get("bouncedRecipients")
    failed = (
        [_failed(each) for each in bounced[:200] if isinstance(each, dict)]
        if isinstance(bounced, list)
        else []
    )
    return "bounce", Report([each for each in failed if each.address], _message_ids(told))


def _failed(each: dict[str, Any]) -> FailedRecipient:
    said = str(each.get("diagnosticCode", ""))[:1000]
    status = enhanced_status(str(each.get("status", ""))) or enhanced_status(said)
    return FailedRecipient(
        first_address(str(each.get("emailAddress", ""))), status, is_hard(status, said), said
    )


def _message_ids(told: dict[str, Any]) -> list[str]:
    mail = told.get("mail")
    headers = mail.get("headers") if isinstance(mail, dict) else None
    return [
        str(field.get("value", "")).strip(" <>")[:250]
        for field in (headers if isinstance(headers, list) else [])
        if isinstance(field, dict) and str(field.get("name", "")).lower() == "message-id"
    ][:20]
