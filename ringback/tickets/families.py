"""A ticket and those merged into it: one family, read as one (DESIGN, "Merging rewrites nothing")."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from ringback.access.prepared import prepared
from ringback.kit.text import excerpt
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.locking import row
from ringback.tickets.models import Category, Message, Note, Ticket
from ringback.tickets.models.ticket import NEVER, Tickets
from ringback.tickets.unfolded import shown


def family(actor: Actor, ticket: Ticket) -> list[int]:
    """The numbers of a ticket that was found for the actor and of those merged into it that the actor may see too. One
    statement where there are any, none otherwise."""
    return [ticket.pk, *members(actor, ticket.pk)] if ticket.merged_count else [ticket.pk]


def whole_family(ticket: Ticket) -> list[int]:
    """As `family`, whoever may see them: for the desk's own reckoning."""
    return [ticket.pk, *_all_members(ticket.pk)] if ticket.merged_count else [ticket.pk]


def head(ticket: Ticket) -> Ticket:
    """Part of a verb that has locked the ticket: the one it was merged into, locked; or itself."""
    if ticket.canonical_id is None:
        return ticket
    return row(ticket.canonical_id)


def locked_members(number: int) -> list[Ticket]:
    """Those merged into a ticket, locked. Whoever locks both locks them first, as a mail does that came by one's
    secret."""
    return list(_all(number).select_for_update(of=("self",), no_key=True))


def canonical_of(number: int) -> int:
    """The number under which a ticket is found now."""
    return next(iter(_canonical(number)), None) or number


def told(ticket: Ticket, above: Ticket, message: Message) -> list[Fact]:
    """That something was said in a merged ticket changes the one above it."""
    if above is ticket:
        return []
    data = {"member": ticket.pk, "message": message.pk}
    return [Fact("ticket.continued", "ticket", above.pk, above.pk, data)]


def tell(by: Actor, ticket: Ticket, above: Ticket, message: Message) -> None:
    """As `told`, for a verb that has no other facts to append."""
    facts = told(ticket, above, message)
    if facts:
        append(by, *facts)


COUNTERS = ("last_message_id", "message_count", "excerpt", "updated_at", "waiting_since")


def recount(ticket: Ticket, own: Sequence[int], answered: int, waited: bool) -> None:
    """What a ticket's row knows of its messages, reckoned from those of the tickets `own` again. `answered`: the newest
    of our replies in the family that is taken apart; `waited`: somebody in it waited for one."""
    said = Message.objects.filter(ticket_id__in=own, state=Message.ACCEPTED)
    found = said.aggregate(count=Count("pk"), last=Max("pk"))
    ticket.message_count, ticket.last_message_id = found["count"], found["last"] or 0
    newest = said.filter(is_automatic=False).order_by("-id").first()
    if newest:
        ticket.excerpt = excerpt(shown(newest.text, newest.folds), 200)
        noted = Note.objects.filter(ticket_id__in=own).aggregate(at=Max("at"))["at"]
        ticket.updated_at = max(newest.at, noted or newest.at)
    ticket.waiting_since = _oldest_open(said, answered) if waited and _is_open(ticket) else NEVER


def newest_reply(numbers: Sequence[int]) -> int:
    """The newest of our replies in these tickets, or 0."""
    ours = Message.objects.filter(ticket_id__in=numbers, direction=Message.OUT)
    return ours.aggregate(last=Max("pk"))["last"] or 0


def _oldest_open(said: "QuerySet[Message]", answered: int) -> datetime:
    asked = said.filter(direction=Message.IN, is_automatic=False, pk__gt=answered)
    loud = asked.filter(Q(inbound=None) | Q(inbound__is_silent=False))
    oldest: datetime | None = loud.aggregate(at=Min("at"))["at"]
    return oldest or NEVER


def _is_open(ticket: Ticket) -> bool:
    return ticket.category < Category.RESOLVED


@prepared("ticket")
def members(actor: Actor, ticket: int) -> QuerySet[Ticket, int]:
    """The numbers of those merged into a ticket that the actor may see; whether they may see that one is not asked."""
    return _all(ticket).visible_to(actor).values_list("pk", flat=True)


@prepared("ticket")
def _all_members(ticket: int) -> QuerySet[Ticket, int]:
    return _all(ticket).values_list("pk", flat=True)


def _all(ticket: int) -> Tickets:
    return Ticket.objects.filter(canonical_id=ticket).order_by("id")


@prepared("number")
def _canonical(number: int) -> QuerySet[Ticket, int | None]:
    return Ticket.objects.filter(pk=number).values_list("canonical_id", flat=True)
