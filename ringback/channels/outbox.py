"""The outbox: what is to be sent is written with the change that wants it, and sent afterwards."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.policy import require
from ringback.channels.adapters.email.compose import Outgoing, compose
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.automatic_limits import why_not
from ringback.channels.models import Delivery, Line, Recipient
from ringback.channels.models.delivery import GIVE_UP
from ringback.channels.reporting import mark_report
from ringback.channels.sending import send_due
from ringback.files import store
from ringback.kit import ids
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.inserting import insert
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

__all__ = ["GIVE_UP", "mark_report", "queue", "retry", "send_due", "written"]

# Larger mail goes to the store: a database row is the wrong place for megabytes.
IN_ROW = 256 * 1024


def queue(
    by: Actor,
    line: Line | None,
    outgoing: Outgoing,
    *,
    purpose: str,
    automatic: bool = False,
    secret: str | None = None,
    due_at: datetime | None = None,
) -> Delivery:
    """Write a mail to be sent, in the caller's transaction: three statements, more for automatic mail.

    The Message-ID is made here of `secret` (128 bits in hexadecimal; fresh unless given), which stands in
    Reply-To as well where the line's server takes plus-addresses. `automatic` mail goes out with the null
    return path and under limits: over one of them the delivery is withheld, and says why. Raises Refusal for
    what is no address.
    """
    delivery, queued = written(
        line, outgoing, purpose=purpose, automatic=automatic, secret=secret, due_at=due_at
    )
    append(by, queued)
    return delivery


def written(
    line: Line | None,
    outgoing: Outgoing,
    *,
    purpose: str,
    automatic: bool = False,
    secret: str | None = None,
    due_at: datetime | None = None,
    withheld: str = "",
) -> tuple[Delivery, Fact]:
    """As `queue`, for a caller who appends the fact together with others of their own. `withheld`: why it is to wait
    until somebody lets it go (`retry`)."""
    at, secret = now(), secret or ids.secret()
    outgoing = _signed(line, outgoing, secret, automatic)
    recipients = _recipients(outgoing)
    reason = withheld
    if automatic and not reason:
        reason = next(filter(None, (why_not(line, r.address, at) for r in recipients)), "")
    delivery = _delivery(line, outgoing, secret, automatic, at, due_at or at)
    delivery.purpose, delivery.failure = purpose, reason
    delivery.state = Delivery.WITHHELD if reason else Delivery.QUEUED
    insert(delivery)
    for recipient in recipients:
        recipient.delivery = delivery
    insert(*recipients)
    kind = "delivery.withheld" if reason else "delivery.queued"
    return delivery, Fact(
        kind, "delivery", delivery.pk, data={"purpose": purpose, "recipients": len(recipients)}
    )


@transaction.atomic
def retry(by: Actor, delivery: Delivery) -> Delivery:
    """Send again to those whom it did not reach. Raises Refusal for what is under way or has arrived, and where
    nobody can say whom it did not reach."""
    require(by, "delivery.retry")
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state not in (Delivery.FAILED, Delivery.BOUNCED, Delivery.DELAYED, Delivery.WITHHELD):
        raise Refusal(gettext("Only mail that did not arrive can be sent again."), code="not-failed")
    row.recipients.filter(state__in=Recipient.LOST).update(state=Recipient.QUEUED, detail="", at=None)
    if not row.recipients.filter(state=Recipient.QUEUED).exists():
        # A bounce that names an address nobody wrote to, as when one of several recipients forwards the mail.
        words = "It went out to everybody, and the report does not say whom it did not reach. Write to them again."
        raise Refusal(words, code="nobody-left")
    let_go(row, now())
    append(by, Fact("delivery.retried", "delivery", row.pk))
    return row


def let_go(row: Delivery, at: datetime) -> None:
    """Make a locked delivery due; the caller tells the ledger. What was withheld counts as sent from now on."""
    row.released_at = at if row.state == Delivery.WITHHELD else row.released_at
    row.state, row.failure, row.due_at, row.give_up_at = Delivery.QUEUED, "", at, at + GIVE_UP
    row.save(update_fields=["state", "failure", "due_at", "give_up_at", "released_at"])


def _signed(line: Line | None, outgoing: Outgoing, secret: str, automatic: bool) -> Outgoing:
    local, _, domain = outgoing.from_address.rpartition("@")
    reply_to = outgoing.reply_to
    if line and line.plus_addresses and not reply_to:
        reply_to = Address(outgoing.from_name, f"{local}+{secret}@{domain}")
    return replace(
        outgoing,
        message_id=f"{secret}@{domain}",
        reply_to=reply_to,
        automatic=outgoing.automatic or automatic,
    )


def _recipients(outgoing: Outgoing) -> list[Recipient]:
    """One row an address, however often and in whatever case it was named."""
    rows: dict[str, Recipient] = {}
    for field, addresses in _fields(outgoing):
        for address in addresses:
            row = Recipient(field=field, address=address.address, folded=fold(address.address))
            rows.setdefault(row.folded, row)
    if not rows:
        raise Refusal(gettext("This mail has no recipient."), field="to", code="no-recipient")
    return list(rows.values())


def _fields(outgoing: Outgoing) -> Iterable[tuple[str, list[Address]]]:
    return (("to", outgoing.to), ("cc", outgoing.cc), ("bcc", outgoing.bcc))


def _delivery(
    line: Line | None, outgoing: Outgoing, secret: str, automatic: bool, at: datetime, due_at: datetime
) -> Delivery:
    raw = compose(outgoing)
    return Delivery(
        line=line,
        is_automatic=automatic,
        envelope_from="" if automatic else outgoing.from_address,
        message_id=outgoing.message_id,
        secret=secret,
        secret_digest=ids.digest(secret),
        subject=one_line(outgoing.subject, 500),
        content=raw if len(raw) <= IN_ROW else None,
        blob=None if len(raw) <= IN_ROW else store.keep(io.BytesIO(raw)),
        due_at=due_at,
        give_up_at=due_at + GIVE_UP,
        created_at=at,
    )
