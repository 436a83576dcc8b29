"""Acknowledgements that were withheld: all that somebody may decide about, let go or discarded in one action."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ringback.access.policy import Reach, reaches, require
from ringback.access.standing import standing
from ringback.channels import withheld
from ringback.channels.models import Delivery, Line
from ringback.ledger.actor import Actor
from ringback.tickets.delivered import deliveries
from ringback.tickets.models import Grant

# In one transaction, and in one action: whoever has more to decide about asks again.
BATCH = 100
MOST = 2000


@dataclass(frozen=True, slots=True)
class Decided:
    """How many were sent or discarded, how many stay because a limit on automatic mail holds them, and how many are
    left to ask about again."""

    done: int
    kept: int
    left: int


def waiting(actor: Actor, line: Line | None = None) -> QuerySet[Delivery]:
    """The withheld acknowledgements, of one line where it is named, that the actor may decide about: those of the
    tickets that `delivery.retry` extends to."""
    far, who = reaches(actor, "delivery.retry"), standing(actor)
    rows = deliveries(actor).filter(state=Delivery.WITHHELD, acknowledgement__isnull=False)
    rows = rows if line is None else rows.filter(line=line)
    if Reach.ALL in far:
        return rows
    if not far:
        return rows.none()
    granted = Grant.objects.to(who.user_id, who.teams).values("ticket")
    mine = Q(acknowledgement__ticket__team__in=who.teams) if Reach.TEAM in far else Q()
    return rows.filter(mine | Q(acknowledgement__ticket__in=granted))


def by_line(actor: Actor) -> list[tuple[Line, int]]:
    """The lines that have some waiting, with how many."""
    counted = waiting(actor).order_by().values_list("line").annotate(n=Count("pk"))
    found: dict[int, int] = {number: n for number, n in counted if number is not None}
    return [(line, found[line.pk]) for line in Line.objects.filter(pk__in=found).order_by("folded")]


def release_all(by: Actor, line: Line | None = None) -> Decided:
    """Let them go, oldest first, each with its event. What a limit stops stays withheld and says why. Doing it twice
    sends nothing twice. Forbidden without the right."""
    refused: withheld.Refused = {}
    return _decide(by, line, lambda numbers: withheld.release(by, numbers, refused))


def discard_all(by: Actor, line: Line | None = None) -> Decided:
    """None of them goes out, each with its event. Forbidden without the right."""
    return _decide(by, line, lambda numbers: (withheld.discard(by, numbers), 0))


def _decide(by: Actor, line: Line | None, decide: Callable[[Sequence[int]], tuple[int, int]]) -> Decided:
    require(by, "delivery.retry")
    numbers = list(waiting(by, line).order_by("id").values_list("pk", flat=True))
    done = kept = asked = 0
    while asked < len(numbers) and done < MOST:
        went, stayed = decide(numbers[asked : asked + BATCH])
        done, kept, asked = done + went, kept + stayed, asked + BATCH
    return Decided(done, kept, max(0, len(numbers) - asked))
