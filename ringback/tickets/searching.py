"""Search over all that an actor may see: words, phrases, the operators of mail programs; newest first."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from ringback.access.models import Team, User
from ringback.access.policy import Reach, may, reaches, require
from ringback.access.prepared import prepared
from ringback.access.standing import Standing, standing
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.people.models import Contact
from ringback.search.find import Hit, find
from ringback.search.match import Match, Term
from ringback.search.operators import USUAL, Filter
from ringback.search.query import Query, parse
from ringback.search.row_ids import first_id
from ringback.search.tokens import sought
from ringback.tickets.indexing import ATTACHMENT
from ringback.tickets.models import Category, Message, Note, Status, Ticket
from ringback.tickets.models.ticket import Tickets

LIMIT = 25
# So many rows of the index are looked at for one page, when a filter looks into the messages themselves.
MOST_LOOKED_AT = 1000
_IN_MESSAGE = ("from", "to", "subject")


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
    """`problems` are for the person who typed the query; `next` is the cursor of the next page."""

    query: Query
    results: Sequence[Result] = ()
    contacts: Sequence[Contact] = ()
    problems: Sequence[str] = ()
    next: int | None = None


@dataclass(slots=True)
class _Plan:
    match: Match | None
    tickets: Tickets
    before: int | None = None
    since: int | None = None
    is_filtered: bool = False
    checks: list[Filter] = field(default_factory=list)


def search(
    actor: Actor,
    line: str,
    before: int | None = None,
    limit: int = LIMIT,
    zone: str = "UTC",
    typing: bool = False,
) -> Results:
    """What the actor may see and the line asks for. Days in it are days in `zone`. Raises TooBroad, and
    Forbidden without the right to search; an ill-formed part of the line becomes a problem, and the rest
    still stands."""
    require(actor, "search")
    query = parse(line, USUAL, typing=typing)
    plan = _plan(actor, query, ZoneInfo(zone))
    if before is not None:
        plan.before = min(before, plan.before) if plan.before else before
    found = _by_words(actor, plan, limit) if plan.match else _by_filters(plan, query, before, limit)
    contacts = _contacts(actor, query) if before is None else []
    more = found[limit - 1][0] if len(found) >= limit else None
    return Results(query, [result for _, result in found], contacts, query.problems, more)


def _by_words(actor: Actor, plan: _Plan, limit: int) -> list[tuple[int, Result]]:
    found: list[tuple[int, Result]] = []
    for hits in _hits(actor, plan, limit):
        found += _loaded(actor, hits, plan.checks)
        if len(found) >= limit:
            break
    return found[:limit]


def _hits(actor: Actor, plan: _Plan, limit: int) -> Iterator[list[Hit]]:
    """Batches of hits, the next only when asked for."""
    size, before, looked_at = (200 if plan.checks else limit), plan.before, 0
    kinds = _kinds(actor)
    while plan.match and looked_at < MOST_LOOKED_AT:
        topics: QuerySet[Any] = plan.tickets
        # With filters nobody knows beforehand how few tickets they leave.
        broad = bool(reaches(actor, "ticket.read") & {Reach.ALL, Reach.TEAM})
        narrow = None if plan.is_filtered else not broad
        hits = find(
            plan.match, kinds=kinds, topics=topics, narrow=narrow, before=before, since=plan.since, limit=size
        )
        if hits:
            yield hits
        if len(hits) < size:
            return
        looked_at += len(hits)
        before = hits[-1].row_id


def _kinds(actor: Actor) -> Collection[str]:
    return ("message", "note", "ticket") if may(actor, "note.read") else ("message", "ticket")


def _loaded(actor: Actor, hits: Sequence[Hit], checks: Sequence[Filter]) -> list[tuple[int, Result]]:
    """The rows behind the hits, read once more through what the actor may see."""
    rows: dict[tuple[str, int], Any] = {}
    for kind, load in _LOADERS.items():
        ids = [hit.object_id for hit in hits if hit.kind == kind]
        if ids:
            rows |= {(kind, row.pk): row for row in load(actor, ids)}
    found = ((hit, rows.get((hit.kind, hit.object_id))) for hit in hits)
    return [
        (hit.row_id, _result(hit.kind, row))
        for hit, row in found
        if row is not None and _holds(hit.kind, row, checks)
    ]


_ABOUT = ("ticket", "ticket__contact", "ticket__team", "ticket__status")


@prepared("ids")
def _messages(actor: Actor, ids: Sequence[int]) -> QuerySet[Message]:
    return Message.objects.visible_to(actor).filter(pk__in=ids).select_related(*_ABOUT).defer("html", "folds")


@prepared("ids")
def _notes(actor: Actor, ids: Sequence[int]) -> QuerySet[Note]:
    return Note.objects.visible_to(actor).filter(pk__in=ids).select_related("author", *_ABOUT).defer("html")


@prepared("ids")
def _tickets(actor: Actor, ids: Sequence[int]) -> QuerySet[Ticket]:
    return Ticket.objects.visible_to(actor).filter(pk__in=ids).select_related("contact", "team", "status")


_LOADERS: Mapping[str, Any] = {"message": _messages, "note": _notes, "ticket": _tickets}


def _result(kind: str, row: Any) -> Result:
    if kind == "ticket":
        return Result(kind, row.pk, row.created_at, row, row.excerpt, row.contact.name)
    author = row.author_name if kind == "message" else str(row.author)
    return Result(kind, row.pk, row.at, row.ticket, row.text, author)


def _holds(kind: str, row: Any, checks: Sequence[Filter]) -> bool:
    """Whether a row is from, to or about what the filters say: the index knows only that the words are in it."""
    return all(
        (kind == "message" and fold(check.value) in _field(row, check.name)) != check.negated
        for check in checks
    )


def _field(message: Message, name: str) -> str:
    if name == "from":
        return fold(f"{message.author_name} {message.author_address}")
    return fold(message.addresses if name == "to" else f"{message.subject} {message.ticket.subject}")


def _plan(actor: Actor, query: Query, zone: tzinfo) -> _Plan:
    who = standing(actor)
    plan = _Plan(None, Ticket.objects.visible_to(actor))
    shelves = [f for f in query.filters if f.name == "in"]
    plan.tickets = plan.tickets.filter(_shelf(shelves, query)) if shelves else plan.tickets.on_the_desk()
    terms = list(query.terms)
    for each in query.filters:
        if each.name in _IN_MESSAGE:
            plan.checks.append(each)
            terms += [] if each.negated else _terms(each.value)
        elif each.name == "has":
            terms.append(Term((ATTACHMENT,), negated=each.negated))
        elif each.day is not None:
            _bound(plan, each, zone)
        elif each.name != "in":
            _narrow(plan, each, who, query)
    present = tuple(term for term in terms if not term.negated)
    plan.match = Match(present, tuple(term for term in terms if term.negated)) if present else None
    return plan


def _terms(value: str) -> list[Term]:
    looked_for = sought(value)
    return [Term(looked_for.tokens)] if looked_for.tokens else []


def _bound(plan: _Plan, each: Filter, zone: tzinfo) -> None:
    """`before:` and `after:` mean the day as a whole: before it began, after it began."""
    if each.day is None:
        return
    start = datetime.combine(each.day, time.min, zone).astimezone(UTC)
    if (each.name == "before") != each.negated:
        plan.before = min(first_id(start), plan.before or first_id(start))
    else:
        plan.since = max(first_id(start), plan.since or 0)


def _narrow(plan: _Plan, each: Filter, who: Standing, query: Query) -> None:
    narrowed = _TICKET[each.name](each.value, who)
    plan.is_filtered = True
    if narrowed is None:
        query.problems.append(f"There is no {each.name} “{each.value}”.")
        plan.tickets = plan.tickets.none()
        return
    plan.tickets = plan.tickets.exclude(narrowed) if each.negated else plan.tickets.filter(narrowed)


def _status(value: str, who: Standing) -> Q | None:
    by_category = {category.label.replace("_", " "): category for category in Category}
    wanted = fold(value).replace("_", " ")
    if wanted in by_category:
        return Q(category=by_category[wanted])
    ids = [pk for pk, name in Status.objects.values_list("pk", "name") if fold(name) == wanted]
    return Q(status_id__in=ids) if ids else None


def _people(value: str, who: Standing) -> list[int]:
    if fold(value) == "me":
        return [who.user_id]
    wanted = fold(value)
    staff = User.objects.exclude(roles="").values_list("pk", "name", "email")
    return [
        pk
        for pk, name, email in staff
        if wanted in fold(name) or wanted == email or wanted == email.partition("@")[0]
    ]


def _owner(value: str, who: Standing) -> Q | None:
    if fold(value) in ("none", "nobody"):
        return Q(owner=None)
    ids = _people(value, who)
    return Q(owner_id__in=ids) if ids else None


def _assignee(value: str, who: Standing) -> Q | None:
    if fold(value) in ("none", "nobody"):
        return Q(assignee=None)
    ids = _people(value, who)
    return Q(assignee_id__in=ids) if ids else None


def _team(value: str, who: Standing) -> Q | None:
    mine = Team.objects.all() if who.is_house else Team.objects.filter(pk__in=who.teams)
    ids = [pk for pk, name in mine.values_list("pk", "folded") if fold(value) in name]
    return Q(team_id__in=ids) if ids else None


def _tag(value: str, who: Standing) -> Q | None:
    return Q(tags__tag__folded=fold(value)[:50])


def _number(value: str, who: Standing) -> Q | None:
    return Q(pk=int(value))


def _is(value: str, who: Standing) -> Q | None:
    return {
        "open": Q(category__lt=Category.RESOLVED),
        "closed": Q(category__gte=Category.RESOLVED),
        "unassigned": Q(assignee=None),
        "mine": Q(assignee_id=who.user_id),
    }[value]


_TICKET: Mapping[str, Any] = {
    "status": _status,
    "owner": _owner,
    "assignee": _assignee,
    "team": _team,
    "tag": _tag,
    "number": _number,
    "is": _is,
}


def _shelf(filters: Sequence[Filter], query: Query) -> Q:
    wanted = {fold(each.value) for each in filters if not each.negated}
    unknown = wanted - {"spam", "trash", "anywhere"}
    if unknown:
        query.problems.append("“in:” takes spam, trash or anywhere.")
    if "anywhere" in wanted:
        return Q()
    return Q(shelf__in=wanted & {"spam", "trash"}) if wanted - unknown else Q(shelf="")


def _by_filters(plan: _Plan, query: Query, before: int | None, limit: int) -> list[tuple[int, Result]]:
    """No word to look for, only filters: the newest tickets they leave, `before` being a ticket's number."""
    if not any(f.name in _TICKET or f.name == "in" or f.day for f in query.filters):
        return []
    tickets = plan.tickets.filter(_opened_within(query)).select_related("contact", "team", "status")
    if before is not None:
        tickets = tickets.filter(pk__lt=before)
    return [(ticket.pk, _result("ticket", ticket)) for ticket in tickets.order_by("-id")[:limit]]


def _opened_within(query: Query) -> Q:
    within = Q()
    for each in query.filters:
        if each.day is not None:
            start = datetime.combine(each.day, time.min, UTC)
            within &= (
                Q(created_at__lt=start)
                if (each.name == "before") != each.negated
                else Q(created_at__gte=start)
            )
    return within


def _contacts(actor: Actor, query: Query) -> list[Contact]:
    if not query.match or query.filters or not may(actor, "contact.read"):
        return []
    hits = find(query.match, kinds={"contact"}, limit=50)
    seen = Contact.objects.visible_to(actor).filter(pk__in=[hit.object_id for hit in hits]) if hits else []
    return list(seen)[:5]
