"""Decides what a mail is: a person's, a bounce, a delay report, an automatic answer, a complaint. Pure and
quick."""

import re
from dataclasses import dataclass
from email.message import Message
from typing import Final

from ringback.channels.adapters.email import automatic, bounce, bounce_text, bounce_words, feedback
from ringback.channels.adapters.email.bounce_json import read_json
from ringback.channels.adapters.email.delivery_status import (
    enhanced_status,
    own_parts,
    plain_words,
    report_part,
)
from ringback.channels.adapters.email.parsed import Report

_RETURNED_TYPES: Final = ("message/rfc822", "text/rfc822-headers", "message/partial")
_REPLY_CODE: Final = re.compile(r"(?<![\d.])[45]\d\d[ -]{1,3}\D")
_READ_RECEIPT: Final = "message/disposition-notification"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind`: normal, bounce, delay, auto-reply or feedback. `bulk`: never to be answered automatically."""

    kind: str
    bulk: bool
    report: Report | None


def classify(message: Message, text: str) -> Verdict:
    """What `message` is, from its header and parts, and `text`, its body for reading. Never raises on
    parsed mail.

    Words alone never make a mail automatic: a customer may write "out of office" or forward a bounce.
    """
    bulk = automatic.is_bulk(message)
    complaint = feedback.read(message, text)
    if complaint is not None:
        return Verdict("feedback", bulk, complaint)
    told = _report_of_a_server(message, text)
    if told is not None and told[0] != bounce.DELIVERED:
        return Verdict(told[0], bulk, told[1])
    if (
        told is not None
        or report_part(message, _READ_RECEIPT) is not None
        or automatic.is_auto_reply(message)
    ):
        return Verdict("auto-reply", bulk, None)
    return Verdict("normal", bulk, None)


def _report_of_a_server(message: Message, text: str) -> tuple[str, Report] | None:
    text = plain_words(message, text)
    machine = automatic.is_server(message) or automatic.has_null_path(message)
    if report_part(message, "message/delivery-status") is not None or machine:
        status = bounce.read_status(message, text)
        if status is not None:
            return status
    if _is_report_type(message) or _bounces_in_words(message, text, machine):
        return bounce.read_text(message, text)
    return read_json(text) if text.lstrip().startswith("{") else None


def _is_report_type(message: Message) -> bool:
    return (
        message.get_content_type() == "multipart/report"
        and str(message.get_param("report-type", "")).casefold() == "delivery-status"
    )


def _bounces_in_words(message: Message, text: str, machine: bool) -> bool:
    if message.get("X-Failed-Recipients") is not None:
        return True
    if not (machine or automatic.is_nobody(message)) or (
        automatic.is_auto_reply(message) and not automatic.is_server(message)
    ):
        return False
    human = bounce_text.own_words(text)
    words = " ".join(human.casefold().split())
    failing = any(phrase in words for phrase in bounce_words.BODY_FAILED)
    announced = automatic.speaks_of_failure(automatic.header(message, "Subject"))
    signs = (
        announced
        + (announced and "daemon" in automatic.header(message, "From").casefold())
        + (failing or bounce_text.tells_cause(human))
        + _returns_mail(message, text, human)
        + bool(enhanced_status(human) or _REPLY_CODE.search(human))
    )
    return failing and signs >= 3 or machine and signs >= 2


def _returns_mail(message: Message, text: str, human: str) -> bool:
    return len(human) < len(text.rstrip()) or any(
        part.get_content_type() in _RETURNED_TYPES for part in own_parts(message)
    )
