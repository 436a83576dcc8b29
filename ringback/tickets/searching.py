"""Search over all that an actor may see: words, phrases, the operators of mail programs; newest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ringback.access.policy import Reach, holds, reaches, require
from ringback.access.prepared import prepared
from ringback.access.standing import standing
from ringback.kit.sql import Sql
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.people.models import Contact
from ringback.search.find import OBJECT, TOPIC, Hit, find, one_of
from ringback.search.operators import USUAL, Filter, Operators
from ringback.search.query import Query, parse
from ringback.tickets.models import Message, Note, Ticket
from ringback.tickets.search_filters import TICKET
from ringback.tickets.search_plan import Plan, opened_within, plan_of, tickets_of

LIMIT = 25
# What is found unless a shelf is named: what is on the desk, and what was merged into that.
_FOUND = Q(shelf__in=["", Ticket.MERGED])
# So many rows of the index are looked at for one page, when a filter looks into the messages themselves.
MOST_LOOKED_AT = 1000
MOST_CONTACTS = 5
# How the house sorts and shares its work is nothing that customers could ask by.
_FOR_CUSTOMERS: Operators = {
    **{name: USUAL[name] for name in ("from", "subject", "number", "before", "after", "has")},
    "is": ("open", "closed"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found: a message, a note, or a ticket by its subject. `ticket` comes with contact, team and
    status."""

    kind: str
    id: int
    at: datetime
    ticket: Ticket
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class Results:
    """`problems` are for the person who typed the query; `next` is the cursor of the next page, which may hold
    something even where this one is empty."""

    query: Query
    results: Sequence[Result] = ()
    contacts: Sequence[Contact] = ()
    problems: Sequence[str] = ()
    next: int | None = None


def search(
    actor: Actor,
    line: str,
    before: int | None = None,
    limit: int = LIMIT,
    zone: str = "",
    typing: bool = False,
) -> Results:
    """What the actor may see and the line asks for. Days in it are days in `zone`, or else where the actor
    lives. Raises TooBroad, and Forbidden without the right to search; an ill-formed part of the line becomes a
    problem, and the rest still stands."""
    require(actor, "search")
    query = parse(line, _FOR_CUSTOMERS if standing(actor).is_customer else USUAL, typing=typing)
    plan = plan_of(actor, query, zone)
    if before is not None:
        plan.before = min(before, plan.before) if plan.before else before
    found = _by_words(actor, plan, limit) if plan.match else _by_filters(actor, plan, query, before, limit)
    if found.next is not None and len(found.results) < limit:
        said = _("Only the newest %(most)d places with these words were looked at. Go on for older ones.")
        query.problems.append(said % {"most": MOST_LOOKED_AT})
    contacts = _contacts(actor, query) if before is None else []
    return Results(query, found.results, contacts, query.problems, found.next)


class _Found(NamedTuple):
    results: Sequence[Result]
    next: int | None = None


def _by_words(actor: Actor, plan: Plan, limit: int) -> _Found:
    found: list[tuple[int, Result]] = []
    looked_at, last = 0, None
    for hits, last in _hits(actor, plan, limit):
        found += _loaded(actor, hits, plan.checks)
        looked_at += len(hits)
        if len(found) >= limit:
            last = found[limit - 1][0]
        if len(found) >= limit or looked_at >= MOST_LOOKED_AT:
            break
    return _Found([result for _row, result in found[:limit]], last)


def _hits(actor: Actor, plan: Plan, limit: int) -> Iterator[tuple[list[Hit], int | None]]:
    """Batches of hits, each with where to go on, the next only when asked for."""
    size, before = (200 if plan.checks else limit), plan.before
    while plan.match:
        broad = bool(reaches(actor, "ticket.read") & {Reach.ALL, Reach.TEAM})
        topics = plan.tickets if plan.tickets is not None else _topics(actor, broad)
        if topics is None:
            return
        hits = find(
            plan.match,
            kinds=plan.kinds,
            topics=topics,
            # With filters nobody knows beforehand how few tickets they leave.
            narrow=None if plan.is_filtered else not broad,
            before=before,
            since=plan.since,
            limit=size,
        )
        before = hits[-1].row_id if len(hits) == size else None
        yield hits, before
        if before is None:
            return


def _topics(actor: Actor, broad: bool) -> Sql | None:
    """The tickets of a search that names none, ready made; None: there are none."""
    return _topic_on_the_desk.sql(actor) if broad else _all_on_the_desk.sql(actor)


@prepared()
def _topic_on_the_desk(actor: Actor) -> QuerySet[Any, Any]:
    return one_of(Ticket.objects.visible_to(actor).filter(_FOUND), TOPIC)


@prepared()
def _all_on_the_desk(actor: Actor) -> QuerySet[Any, Any]:
    return Ticket.objects.visible_to(actor).filter(_FOUND).order_by().values("pk")


def _loaded(actor: Actor, hits: Sequence[Hit], checks: Sequence[Filter]) -> list[tuple[int, Result]]:
    """The rows behind the hits, read once more through what the actor may see."""
    rows: dict[tuple[str, int], Any] = {}
    for kind, load in _LOADERS.items():
        ids = [hit.object_id for hit in hits if hit.kind == kind]
        if ids:
            rows |= {(kind, row.pk): row for row in load(actor, ids)}
    found = ((hit, rows.get((hit.kind, hit.object_id))) for hit in hits)
    held = [
        (hit.row_id, _result(actor, hit.kind, row))
        for hit, row in found
        if row is not None and _holds(hit.kind, row, checks)
    ]
    return _under_canonical(actor, held)


def _under_canonical(actor: Actor, found: Sequence[tuple[int, Result]]) -> list[tuple[int, Result]]:
    """What stands in a merged ticket is shown as that into which it was merged, where the actor may see that."""
    numbers = {result.ticket.canonical_id for _, result in found if result.ticket.canonical_id is not None}
    above = {ticket.pk: ticket for ticket in _tickets(actor, sorted(numbers))} if numbers else {}
    shown, once = [], set()
    for row_id, result in found:
        if ticket := above.get(result.ticket.canonical_id or 0):
            id = ticket.pk if result.kind == "ticket" else result.id
            result = replace(result, ticket=ticket, id=id)
        if (result.kind, result.id) not in once:
            once.add((result.kind, result.id))
            shown.append((row_id, result))
    return shown


_ABOUT = ("ticket", "ticket__contact", "ticket__team", "ticket__status")
# A page of hits is a hundred rows of four tables; what it does not show is half of the time to read them.
_OF_TICKET = (
    "subject",
    "category",
    "canonical",
    "created_at",
    "excerpt",
    "contact__name",
    "team__name",
    "status__name",
)
_OF_MESSAGE = ("text", "at", "author_name", "author_address", "addresses", "subject")


@prepared("ids")
def _messages(actor: Actor, ids: Sequence[int]) -> QuerySet[Message]:
    seen = Message.objects.visible_to(actor).filter(pk__in=ids).select_related(*_ABOUT)
    return seen.only(*_OF_MESSAGE, *(f"ticket__{name}" for name in _OF_TICKET))


@prepared("ids")
def _notes(actor: Actor, ids: Sequence[int]) -> QuerySet[Note]:
    return Note.objects.visible_to(actor).filter(pk__in=ids).select_related("author", *_ABOUT).defer("html")


@prepared("ids")
def _tickets(actor: Actor, ids: Sequence[int]) -> QuerySet[Ticket]:
    seen = Ticket.objects.visible_to(actor).filter(pk__in=ids).select_related("contact", "team", "status")
    return seen.only(*_OF_TICKET)


_LOADERS: Mapping[str, Any] = {"message": _messages, "note": _notes, "ticket": _tickets}


def _result(actor: Actor, kind: str, row: Any) -> Result:
    if kind == "ticket":
        # The last word may be one that is held, or from before a customer took part.
        told = ("", "") if standing(actor).is_customer else (row.excerpt, row.contact.name)
        return Result(kind, row.pk, row.created_at, row, *told)
    author = row.author_name if kind == "message" else str(row.author)
    return Result(kind, row.pk, row.at, row.ticket, row.text, author)


def _holds(kind: str, row: Any, checks: Sequence[Filter]) -> bool:
    """Whether a row is from, to or about what the filters say: the index knows only that the words are in it."""
    return all((fold(check.value) in _field(kind, row, check.name)) != check.negated for check in checks)


def _field(kind: str, row: Any, name: str) -> str:
    if kind == "ticket" and name == "subject":
        return fold(row.subject)
    if kind != "message":
        return ""
    if name == "from":
        return fold(f"{row.author_name} {row.author_address}")
    return fold(row.addresses if name == "to" else f"{row.subject} {row.ticket.subject}")


def _by_filters(actor: Actor, plan: Plan, query: Query, before: int | None, limit: int) -> _Found:
    """No word to look for, only filters: the newest tickets they leave, `before` being a ticket's number."""
    if "ticket" not in plan.kinds:
        return _Found([])
    if not any(f.name in TICKET or f.name == "in" or f.day for f in query.filters):
        return _Found([])
    within = opened_within(query, plan.zone)
    tickets = tickets_of(plan, actor).filter(within).select_related("contact", "team", "status")
    tickets = tickets.exclude(shelf=Ticket.MERGED)
    if before is not None:
        tickets = tickets.filter(pk__lt=before)
    found = [_result(actor, "ticket", ticket) for ticket in tickets.order_by("-id")[:limit]]
    return _Found(found, found[-1].id if len(found) == limit else None)


def _contacts(actor: Actor, query: Query) -> list[Contact]:
    if not query.match or query.filters or not _finds_contacts(actor):
        return []
    seen = _contact_seen.sql(actor)
    if seen is None:
        return []
    ids = [hit.object_id for hit in find(query.match, kinds={"contact"}, objects=seen, limit=MOST_CONTACTS)]
    rows = Contact.objects.visible_to(actor).in_bulk(ids) if ids else {}
    above = {row.canonical_id for row in rows.values() if row.canonical_id is not None}
    if above:
        rows |= Contact.objects.visible_to(actor).in_bulk(above)
    shown = dict.fromkeys(rows[pk].canonical_id or pk for pk in ids if pk in rows)
    return [rows[pk] for pk in shown if pk in rows]


@prepared()
def _contact_seen(actor: Actor) -> QuerySet[Any, Any]:
    return one_of(Contact.objects.visible_to(actor), OBJECT)


def _finds_contacts(actor: Actor) -> bool:
    far = reaches(actor, "contact.read") - {Reach.OWN}
    return bool(far) and holds(actor, "contacts:read")
