"""Parked: what failed to follow an event, kept until somebody tries it again."""

from ringback.access import parking
from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Limit, Moment, Out, Page
from ringback.kit import paging
from ringback.ledger.models import Parked


class ParkedOut(Out):
    """`name`: the reaction; `event_id`: what it should have followed. `error` is the desk's own."""

    id: int
    name: str
    event_id: int
    at: Moment
    error: str
    attempts: int
    settled_at: Moment | None


class ParkedPage(Page[ParkedOut]):
    pass


@operation("GET", "/parked", scope="parked:read", verb="health.read", answers=ParkedPage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> ParkedPage:
    """What is parked, newest first."""
    before = int(paging.decode(cursor, int)[0]) if cursor else None
    found = parking.parked(request.actor, before, limit + 1)
    more = paging.encode(found[limit - 1].pk) if len(found) > limit else None
    return ParkedPage(items=[_out(row) for row in found[:limit]], next=more)


@operation(
    "POST",
    "/parked/{int:parked_id}/retries",
    scope="parked:write",
    verb="parked.retry",
    answers=ParkedOut,
    objects={"parked_id": "parked"},
)
def retry(request: Call, parked_id: int) -> ParkedOut:
    """Let it follow its event once more; it stays parked when it fails again."""
    return _out(parking.retry(request.actor, parked_id))


def _out(row: Parked) -> ParkedOut:
    return ParkedOut(**{name: getattr(row, name) for name in ParkedOut.model_fields})
