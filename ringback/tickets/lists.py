"""Lists of tickets: six named sorts, each with its index, keyset cursors, and a limit on the time they may
take."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext

from ringback.access.prepared import prepared
from ringback.access.standing import standing
from ringback.kit import paging, timed
from ringback.kit.errors import Refusal
from ringback.kit.sql import Sql
from ringback.ledger.actor import Actor
from ringback.tickets.models import Participant, Ticket
from ringback.tickets.models.ticket import Tickets
from ringback.tickets.views import VIEWS, View

LIMIT = 50


class Row(NamedTuple):
    """What a list shows of a ticket. Moments are aware; NEVER stands for none."""

    number: int
    subject: str
    contact_id: int
    contact: str
    team_id: int
    team: str
    owner_id: int | None
    assignee_id: int | None
    assignee: str | None
    status: str
    category: int
    type: str
    priority: int
    shelf: str
    created_at: datetime
    updated_at: datetime
    waiting_since: datetime
    attention_at: datetime
    excerpt: str
    message_count: int
    last_message_id: int
    read_to: int | None
    version: int

    @property
    def is_unread(self) -> bool:
        return (self.read_to or 0) < self.last_message_id


_COLUMNS = [
    "pk",
    "subject",
    "contact_id",
    "contact__name",
    "team_id",
    "team__name",
    "owner_id",
    "assignee_id",
    "assignee__name",
    "status__name",
    "category",
    "type",
    "priority",
    "shelf",
    "created_at",
    "updated_at",
    "waiting_since",
    "attention_at",
    "excerpt",
    "message_count",
    "last_message_id",
    "mine__message_id",
    "version",
]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list and the cursor of the next page, None at the end."""

    rows: Sequence[Row]
    next: str | None


@dataclass(frozen=True, slots=True)
class Sort:
    """Columns in the order of their index; `-` for descending. The last is the id, so the order is total."""

    columns: tuple[str, ...]


SORTS: Mapping[str, Sort] = {
    "activity": Sort(("-updated_at", "-id")),
    "waiting": Sort(("waiting_since", "id")),
    "attention": Sort(("attention_at", "id")),
    "created": Sort(("-created_at", "-id")),
    "priority": Sort(("priority", "-updated_at", "-id")),
    "subject": Sort(("folded_subject", "id")),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets: a view, and what narrows it. All None: the whole view."""

    view: str = "open"
    sort: str = ""
    team: int | None = None
    owner: int | None = None
    assignee: int | None = None
    contact: int | None = None
    organization: int | None = None
    category: int | None = None
    status: int | None = None
    type: str | None = None
    priority: int | None = None
    tag: str | None = None

    @property
    def is_plain(self) -> bool:
        """Nothing but view and sort."""
        return all(value is None for name, value in asdict(self).items() if name not in ("view", "sort"))


def page(actor: Actor, wanted: Wanted, cursor: str = "", limit: int = LIMIT) -> Page:
    """One page of a list: one statement for a view as it stands, two when something narrows it. Raises
    Refusal for an unknown view or sort, a cursor that is not of this list, or a list that takes longer than
    half a second ("narrow this")."""
    view, sort = _view(wanted.view), _sort(wanted)
    if wanted.is_plain and not cursor:
        return _page(_beginning(actor, view.name, wanted.sort, limit + 1), sort, limit)
    tickets = _narrowed(_scope(actor, view), view, wanted, actor)
    if cursor:
        tickets = tickets.filter(_behind(sort, cursor))
    return _page(_rows(tickets, actor, sort, limit + 1, wanted.is_plain), sort, limit)


def _page(values: Sequence[Sequence[Any]], sort: Sort, limit: int) -> Page:
    rows = _as_it_stands([Row(*row) for row in values])
    return Page(rows[:limit], _next(sort, rows[limit - 1]) if len(rows) > limit else None)


def _as_it_stands(rows: list[Row]) -> list[Row]:
    """A merged one stands as that into which it was merged."""
    merged = [row.number for row in rows if row.shelf == Ticket.MERGED]
    if not merged:
        return rows
    found = Ticket.objects.filter(pk__in=merged)
    stands = {pk: (name, category) for pk, name, category in found.values_list("pk", *_STANDS)}
    return [
        row._replace(status=stands[row.number][0], category=stands[row.number][1])
        if row.number in stands
        else row
        for row in rows
    ]


_STANDS = ("canonical__status__name", "canonical__category")


@prepared()
def _beginning(actor: Actor, view: str, sort: str, limit: int) -> QuerySet[Ticket, Any]:
    """The first page of a view as it stands."""
    wanted = Wanted(view, sort)
    tickets = _narrowed(_scope(actor, VIEWS[view]), VIEWS[view], wanted, actor)
    ordered: QuerySet[Ticket, Any] = _columns(tickets.order_by(*_sort(wanted).columns)[:limit], actor)
    return ordered


def _rows(tickets: Tickets, actor: Actor, sort: Sort, limit: int, is_plain: bool) -> list[Any]:
    """A view as it stands walks the index of its sort. What narrows it may make that walk long, so there the
    walk is for ids only and under a limit of time."""
    found: Any = tickets.order_by(*sort.columns)[:limit]
    if not is_plain:
        ids = [pk for (pk,) in timed.rows(Sql(*found.values("pk").query.sql_with_params()))]
        found = Ticket.objects.visible_to(actor).filter(pk__in=ids).order_by(*sort.columns)
    return list(_columns(found, actor))


def _columns(tickets: Any, actor: Actor) -> Any:
    mine = FilteredRelation("read_marks", condition=Q(read_marks__user_id=standing(actor).user_id))
    return tickets.annotate(mine=mine).values_list(*_COLUMNS)


def _view(name: str) -> View:
    if name not in VIEWS:
        raise Refusal(gettext("There is no such view."), field="view", code="no-view")
    return VIEWS[name]


def _sort(wanted: Wanted) -> Sort:
    name = wanted.sort or _view(wanted.view).sort
    if name not in SORTS:
        raise Refusal(
            gettext("Sort by one of %(names)s.") % {"names": ", ".join(SORTS)}, field="sort", code="no-sort"
        )
    return SORTS[name]


def _scope(actor: Actor, view: View) -> Tickets:
    seen = Ticket.objects.visible_to(actor)
    if standing(actor).is_customer and view.scope == "desk":
        return _of_customer(seen, standing(actor).user_id)
    return {"open": seen.open, "desk": seen.on_the_desk, "shelved": seen.put_away, "any": seen.all}[
        view.scope
    ]()


def _of_customer(seen: Tickets, user_id: int) -> Tickets:
    """A request of theirs that was merged into one in which they take no part stays on their list."""
    own = Q(shelf="") | Q(shelf=Ticket.MERGED) & ~Q(canonical_id__in=Participant.taken_by(user_id))
    return seen.filter(own)


def _narrowed(tickets: Tickets, view: View, wanted: Wanted, actor: Actor) -> Tickets:
    plain = {
        "team_id": wanted.team,
        "owner_id": wanted.owner,
        "assignee_id": wanted.assignee,
        "contact_id": wanted.contact,
        "organization_id": wanted.organization,
        "category": wanted.category,
        "status_id": wanted.status,
        "type": wanted.type,
        "priority": wanted.priority,
        "tags__tag__folded": wanted.tag,
    }
    given = {column: value for column, value in plain.items() if value is not None}
    return tickets.filter(view.only(standing(actor)), **given)


def _behind(sort: Sort, cursor: str) -> Q:
    """Rows after the cursor's: (a, b) > (x, y) spelled out, with a bare a >= x in front so that the index is
    entered there."""
    names = [column.lstrip("-") for column in sort.columns]
    values = [_value(n, v) for n, v in zip(names, paging.decode(cursor, *map(_kind, names)), strict=True)]
    step = ["lt" if column.startswith("-") else "gt" for column in sort.columns]
    later, equal = Q(), Q()
    for name, value, way in zip(names, values, step, strict=True):
        later |= equal & Q(**{f"{name}__{way}": value})
        equal &= Q(**{name: value})
    return Q(**{f"{names[0]}__{step[0]}e": values[0]}) & later


def _next(sort: Sort, row: Row) -> str:
    of = {
        "updated_at": row.updated_at,
        "waiting_since": row.waiting_since,
        "attention_at": row.attention_at,
        "created_at": row.created_at,
        "priority": row.priority,
        "folded_subject": "",
        "id": row.number,
    }
    if "folded_subject" in sort.columns:
        of["folded_subject"] = Ticket.objects.values_list("folded_subject", flat=True).get(pk=row.number)
    return paging.encode(*(_plain(of[column.lstrip("-")]) for column in sort.columns))


def _kind(name: str) -> type:
    return int if name in ("id", "priority") else str


def _plain(value: object) -> int | str:
    return value.isoformat() if isinstance(value, datetime) else value  # type: ignore[return-value]  # ints and texts


def _value(name: str, value: int | str) -> object:
    if not name.endswith(("_at", "_since")):
        return value
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as bad:
        raise Refusal(gettext("This cursor is not one of ours."), field="cursor", code="bad-cursor") from bad
    if moment.tzinfo is None:
        raise Refusal(gettext("This cursor is not one of ours."), field="cursor", code="bad-cursor")
    return moment
