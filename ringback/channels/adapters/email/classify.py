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
    machine, suspect = _is_machine(message), _is_suspect(message)
    if report_part(message, "message/delivery-status") is not None or machine or suspect:
        status = bounce.read_status(message, text)
        if status is not None:
            return status
    if _is_report_type(message) or _bounces_in_words(message, text, machine, suspect):
        return bounce.read_text(message, text)
    return read_json(text) if (machine or suspect) and text.lstrip().startswith("{") else None


def _is_machine(message: Message) -> bool:
    # People's answers, too, lose their return path where a mailbox passes them on.
    answers = message.get("In-Reply-To") is not None and not _announces_failure(message)
    return automatic.is_daemon(message) or (automatic.has_null_path(message) and not answers)


def _is_suspect(message: Message) -> bool:
    """A person may have written; more is wanted to take it for a server's."""
    out_of_the_blue = message.get("In-Reply-To") is None and _announces_failure(message)
    return automatic.is_nobody(message) or (automatic.is_postmaster(message) and out_of_the_blue)


def _announces_failure(message: Message) -> bool:
    return automatic.speaks_of_failure(automatic.header(message, "Subject"))


def _is_report_type(message: Message) -> bool:
    return (
        message.get_content_type() == "multipart/report"
        and str(message.get_param("report-type", "")).casefold() == "delivery-status"
    )


def _bounces_in_words(message: Message, text: str, machine: bool, suspect: bool) -> bool:
    if message.get("X-Failed-Recipients") is not None:
        return True
    if not (machine or suspect) or (automatic.is_auto_reply(message) and not automatic.is_daemon(message)):
        return False
    human = bounce_text.own_words(text)
    words = " ".join(human.casefold().split())
    failing = any(phrase in words for phrase in bounce_words.BODY_FAILED)
    announced = _announces_failure(message)
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
