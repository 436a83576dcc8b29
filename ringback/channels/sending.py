"""Sending what is due: claimed under lease and fence, tried outside any transaction, recorded once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from ringback.channels.adapters.email.deliver import Outcome, deliver
from ringback.channels.adapters.email.header_fields import wire_address
from ringback.channels.adapters.email.smtp_client import CONNECT, WHOLE
from ringback.channels.adapters.email.trouble import Server, Trouble
from ringback.channels.consenting import refused, token_for
from ringback.channels.models import Attempt, Delivery, Line, Recipient
from ringback.channels.outcomes import record
from ringback.files import store
from ringback.kit import crypto
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.holder import holder, is_gone

logger = logging.getLogger(__name__)
# Longer than all time-outs of a conversation together, looking up names and connecting included.
LEASE = timedelta(seconds=WHOLE + 2 * CONNECT + 120)


def send_due(limit: int = 20, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Try the deliveries that are due, oldest first, at most `limit`; returns how many were tried.

    May run in several threads and processes at once. Called outside any transaction.
    """
    _free_what_the_dead_hold()
    tried = 0
    for number in _due(limit):
        if not goes_on():
            break
        claimed = _claim(number)
        if claimed:
            _send(*claimed)
            tried += 1
    return tried


def server_of(line: Line) -> Server:
    """Where a line's mail goes out. Raises ValueError when its password was sealed under another key, and Trouble where
    it signs in by a consent that does not hold."""
    token, secret = token_for(line), line.smtp_secret
    password = "" if token else crypto.unseal(secret)
    return Server(line.smtp_host, line.smtp_port, line.smtp_tls, line.smtp_user, password, token)


def _free_what_the_dead_hold() -> None:
    held = Delivery.objects.filter(state=Delivery.SENDING).values_list("pk", "fence", "holder")
    for number, fence, by in list(held):
        if is_gone(by):
            Delivery.objects.filter(pk=number, fence=fence, state=Delivery.SENDING).update(lease_until=now())


def _open(at: datetime) -> Q:
    due = Q(state__in=[Delivery.QUEUED, Delivery.DELAYED], due_at__lte=at)
    return due | Q(state=Delivery.SENDING, due_at__lte=at, lease_until__lte=at)


def _due(limit: int) -> list[int]:
    return list(
        Delivery.objects.filter(_open(now())).order_by("due_at", "id").values_list("pk", flat=True)[:limit]
    )


@transaction.atomic
def _claim(number: int) -> tuple[Delivery, list[Recipient], Attempt] | None:
    at = now()
    claimed = Delivery.objects.filter(_open(at), pk=number).update(
        state=Delivery.SENDING,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        lease_until=at + LEASE,
        holder=holder(),
    )
    if not claimed:
        return None
    delivery = Delivery.objects.select_related("line", "blob").get(pk=number)
    left = list(delivery.recipients.filter(state=Recipient.QUEUED).order_by("id"))
    return delivery, left, Attempt.objects.create(delivery=delivery, number=delivery.fence, started_at=at)


def _send(delivery: Delivery, left: list[Recipient], attempt: Attempt) -> None:
    addresses = [recipient.address for recipient in left]
    try:
        outcome = _try(delivery, addresses)
    except Refusal as bad:
        outcome = Outcome(refused=dict.fromkeys(addresses, bad.message))
    except Trouble as trouble:
        outcome = Outcome(delayed=dict.fromkeys(addresses, trouble.message), trouble=trouble)
    except (OSError, ValueError) as ours:
        # Content or password cannot be read: ours to mend, so the mail waits.
        logger.exception("delivery %s could not be tried", delivery.pk)
        outcome = Outcome(delayed=dict.fromkeys(addresses, f"Not tried: {ours}"))
    if outcome.trouble and outcome.trouble.step == "sign-in" and delivery.line_id:
        refused(delivery.line_id)
    record(delivery, left, attempt, outcome)


def _try(delivery: Delivery, addresses: list[str]) -> Outcome:
    line = delivery.line
    if line is None or not line.smtp_host:
        words = "This contact point has no SMTP server." if line else "No contact point has an SMTP server."
        return Outcome(refused=dict.fromkeys(addresses, words))
    own_name = wire_address(line.address).rpartition("@")[2]
    sender, raw = delivery.envelope_from, _content(delivery)
    return deliver(server_of(line), own_name, sender, addresses, raw, instead=line.address)


def _content(delivery: Delivery) -> bytes:
    if delivery.blob is None:
        return bytes(delivery.content or b"")
    with store.open_blob(delivery.blob) as file:
        return file.read()
