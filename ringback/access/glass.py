"""Breaking the glass: an administrator who is no agent reads tickets for an hour, with a reason on the
record."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.models import BreakGlass
from ringback.access.policy import require
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

HOUR = timedelta(hours=1)


@transaction.atomic
def break_glass(by: Actor, reason: str) -> BreakGlass:
    """Open the tickets to the actor for an hour. Raises Refusal without a reason of ten letters at least."""
    require(by, "glass.break")
    reason = one_line(reason, 500)
    if len(reason) < 10:
        raise Refusal(gettext("Say in a few words why: others will read it."), field="reason", code="reason")
    moment = now()
    row = BreakGlass.objects.create(
        user_id=standing(by).user_id, reason=reason, at=moment, until=moment + HOUR
    )
    append(by, Fact("glass.broken", "user", row.user_id, data={"minutes": 60}, detail={"reason": reason}))
    return row


def recent(limit: int = 20) -> list[BreakGlass]:
    """The latest times it was done, newest first, for everybody who may see the health page."""
    return list(BreakGlass.objects.select_related("user").order_by("-id")[:limit])
