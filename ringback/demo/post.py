"""The post of the demo: nothing leaves the machine, and yet every mail has fared somehow."""

from ringback.channels.adapters.email.deliver import Outcome
from ringback.channels.models import Attempt, Delivery, Recipient
from ringback.channels.outcomes import record
from ringback.kit.clock import now

# Whoever is written to here does not exist, says the server.
NOBODY = "gone.example"


def carry() -> None:
    """Every queued mail is taken by the next server now, save those to NOBODY."""
    for delivery in Delivery.objects.filter(state=Delivery.QUEUED).select_related("line"):
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.SENDING, fence=1, attempts=1)
        delivery.fence, delivery.attempts = 1, 1
        left = list(delivery.recipients.order_by("id"))
        attempt = Attempt.objects.create(delivery=delivery, number=1, started_at=now())
        record(delivery, left, attempt, _outcome(left))


def _outcome(left: list[Recipient]) -> Outcome:
    addresses = [row.address for row in left]
    refused = {a: "550 5.1.1 There is nobody of this name here." for a in addresses if a.endswith(NOBODY)}
    return Outcome(accepted=[a for a in addresses if a not in refused], refused=refused, code=250)
