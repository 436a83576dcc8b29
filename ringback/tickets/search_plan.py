"""From what somebody typed to what is asked of the index, of the tickets, and of the messages themselves."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from ringback.access.models import User
from ringback.access.policy import holds, may
from ringback.access.standing import standing
from ringback.ledger.actor import Actor
from ringback.search.match import Match, Term
from ringback.search.operators import Filter
from ringback.search.query import Query
from ringback.search.row_ids import first_id
from ringback.search.tokens import sought
from ringback.tickets.indexing import ATTACHMENT
from ringback.tickets.models import Ticket
from ringback.tickets.models.ticket import Tickets
from ringback.tickets.search_filters import TICKET, shelf

_IN_MESSAGE = ("from", "to", "subject")
# What a token must hold to be shown each kind; notes have a verb of their own.
_SCOPES = {"message": "messages:read", "ticket": "tickets:read"}


@dataclass(slots=True)
class Plan:
    """`checks`: filters that only the messages themselves can answer."""

    match: Match | None
    tickets: Tickets | None  # none: all on the desk
    zone: tzinfo
    kinds: Collection[str]
    before: int | None = None
    since: int | None = None
    is_filtered: bool = False
    checks: list[Filter] = field(default_factory=list)


def plan_of(actor: Actor, query: Query, zone: str) -> Plan:
    """What is wrong with the query is added to its problems; the rest still stands."""
    plan = Plan(None, None, _zone(actor, query, zone), _kinds(actor))
    shelves = [f for f in query.filters if f.name == "in"]
    if shelves:
        plan.tickets = Ticket.objects.visible_to(actor).filter(shelf(shelves, query))
    terms = list(query.terms)
    for each in query.filters:
        if each.name in _IN_MESSAGE:
            plan.checks.append(each)
            terms += [] if each.negated else _terms(each.value)
        elif each.name == "has":
            terms.append(Term((ATTACHMENT,), negated=each.negated))
        elif each.day is not None:
            _bound(plan, each)
        elif each.name != "in":
            _narrow(plan, each, actor, query)
    present = tuple(term for term in terms if not term.negated)
    plan.match = Match(present, tuple(term for term in terms if term.negated)) if present else None
    return plan


def _kinds(actor: Actor) -> Collection[str]:
    """What the actor may be shown of what was found: a token only what it could read elsewhere as well."""
    read = [kind for kind, scope in _SCOPES.items() if holds(actor, scope)]
    return [*read, "note"] if may(actor, "note.read") else read


def _zone(actor: Actor, query: Query, zone: str) -> tzinfo:
    if not zone and any(each.day for each in query.filters):
        own = User.objects.visible_to(actor).filter(pk=standing(actor).user_id)
        zone = own.values_list("time_zone", flat=True).first() or ""
    return ZoneInfo(zone or "UTC")


def _terms(value: str) -> list[Term]:
    looked_for = sought(value)
    return [Term(looked_for.tokens)] if looked_for.tokens else []


def _bound(plan: Plan, each: Filter) -> None:
    """`before:` and `after:` mean the day as a whole: before it began, after it began."""
    if each.day is None:
        return
    start = datetime.combine(each.day, time.min, plan.zone).astimezone(UTC)
    if (each.name == "before") != each.negated:
        plan.before = min(first_id(start), plan.before or first_id(start))
    else:
        plan.since = max(first_id(start), plan.since or 0)


def _narrow(plan: Plan, each: Filter, actor: Actor, query: Query) -> None:
    narrowed = TICKET[each.name](each.value, actor)
    tickets = tickets_of(plan, actor)
    plan.is_filtered = True
    if narrowed is None:
        said = _("There is no %(what)s “%(value)s”.")
        query.problems.append(said % {"what": each.name, "value": each.value})
        plan.tickets = tickets.none()
        return
    plan.tickets = tickets.exclude(narrowed) if each.negated else tickets.filter(narrowed)


def tickets_of(plan: Plan, actor: Actor) -> Tickets:
    """The tickets that the filters leave, of those that the actor may see."""
    return plan.tickets if plan.tickets is not None else Ticket.objects.visible_to(actor).on_the_desk()


def opened_within(query: Query, zone: tzinfo) -> Q:
    """The condition of `before:` and `after:` on tickets themselves; days are days in `zone`."""
    within = Q()
    for each in query.filters:
        if each.day is not None:
            start = datetime.combine(each.day, time.min, zone).astimezone(UTC)
            within &= (
                Q(created_at__lt=start)
                if (each.name == "before") != each.negated
                else Q(created_at__gte=start)
            )
    return within
