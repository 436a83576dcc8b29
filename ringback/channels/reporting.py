"""What bounces, delay reports and complaints say about mail of ours."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from ringback.channels.adapters.email.parsed import FailedRecipient, Report
from ringback.channels.models import Delivery, Recipient
from ringback.kit.clock import now
from ringback.kit.ids import digest
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

_EVENTS = {"bounce": "delivery.bounced", "delay": "delivery.delayed", "feedback": "delivery.complained"}
_STATES = {"bounce": Recipient.BOUNCED, "feedback": Recipient.COMPLAINED}


@transaction.atomic
def mark_report(by: Actor, report: Report, kind: str, secrets: Iterable[str]) -> list[Delivery]:
    """Mark the deliveries whose secret the report carries, and the recipients it names; returns them.

    `kind` is bounce, delay or feedback. Another server's delay report leaves the state alone: that server
    goes on trying, and a second mail from us would come on top.
    """
    found = list(
        Delivery.objects.filter(secret_digest__in=[digest(secret) for secret in secrets]).order_by("id")
    )
    for delivery in found:
        _mark(delivery, report, kind)
    if found:
        append(by, *[Fact(_EVENTS[kind], "delivery", d.pk, data={"reported": True}) for d in found])
    return found


def _mark(delivery: Delivery, report: Report, kind: str) -> None:
    named = _named(list(delivery.recipients.all()), report.recipients)
    for recipient, said in named:
        recipient.state = _STATES.get(kind, recipient.state)
        recipient.detail, recipient.at = one_line(f"{said.status} {said.text}", 500), now()
    if named:
        Recipient.objects.bulk_update([recipient for recipient, _ in named], ["state", "detail", "at"])
    words = next((_words(said) for said in report.recipients if said.text), kind)
    delivery.failure = one_line(words, 1000)
    # What is still to go out to others stays in the queue.
    if kind == "bounce" and delivery.state in (Delivery.SENT, Delivery.FAILED):
        delivery.state = Delivery.BOUNCED
    delivery.save(update_fields=["failure", "state"])


def _words(said: FailedRecipient) -> str:
    """Servers often name the address themselves."""
    return said.text if fold(said.address) in fold(said.text) else f"{said.address}: {said.text}"


def _named(
    recipients: Sequence[Recipient], said: Sequence[FailedRecipient]
) -> list[tuple[Recipient, FailedRecipient]]:
    by_address = {recipient.folded: recipient for recipient in recipients}
    found = [(by_address[fold(one.address)], one) for one in said if fold(one.address) in by_address]
    if not found and len(recipients) == 1:
        # Forwarded: the address that failed is not the one we wrote to.
        return [(recipients[0], said[0] if said else FailedRecipient("", "", True, ""))]
    return found
