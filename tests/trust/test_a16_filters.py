"""TRUST A16: filters are a closed grammar; whatever is put into them, the answer is the right rows or a no."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringback.access import tokens
from ringback.kit.errors import Refusal
from ringback.ledger.actor import SYSTEM
from ringback.tickets import lists
from ringback.tickets.models import Category, Status, Ticket, TicketTag
from tests.world import World

NASTY = [
    "'",
    '"',
    "' OR '1'='1",
    "1) OR 1=1--",
    "1; DROP TABLE tickets_ticket;--",
    "' UNION SELECT password FROM access_user--",
    "1 AND SLEEP(9)",
    "1' AND pg_sleep(9)--",
    "%",
    "_",
    "\\",
    "%00",
    "\x00",
    "id__gt",
    "contact__user__password",
    "-password",
    "?",
    "pk) FROM x--",
    "９",
    "1e9",
    "NaN",
    "[]",
    "{}",
    "null",
    "-1",
    str(2**63),
    str(2**200),
    "../..",
    "<script>",
    "\ud83d",
    "ﬀ" * 200,
]
_NAMES = "view sort team owner assignee contact organization status category type priority tag"
FIELDS = (*_NAMES.split(), "cursor", "limit")
EXTRA = ("contact__user__password", "order_by", "_connector", "pk", "id__in", "password", "where", "by")


@pytest.fixture
def asking(world: World) -> Any:
    _, secret = tokens.create(SYSTEM, world.users["anna"].pk, "asks")
    client, bearer = Client(), {"Authorization": f"Bearer {secret}"}
    return lambda path, **query: client.get(
        f"{path}?{urlencode(query, errors='surrogatepass')}", headers=bearer
    )


def test_no_value_of_any_field_breaks_a_list_of_the_api(world: World, asking: Any) -> None:
    usual = {row["number"] for row in asking("/api/v1/tickets").json()["items"]}
    for field in FIELDS + EXTRA:
        for value in NASTY:
            answer = asking("/api/v1/tickets", **{field: value})
            assert answer.status_code in (200, 422), (field, value, answer.content)
            if answer.status_code == 200:
                assert {row["number"] for row in answer.json()["items"]} <= usual
        assert field not in EXTRA or answer.status_code == 422


def test_no_search_breaks_or_leads_outside(world: World, asking: Any) -> None:
    operators = [
        "",
        "from:",
        "to:",
        "subject:",
        "is:",
        "has:",
        "before:",
        "after:",
        "team:",
        "tag:",
        "status:",
    ]
    for operator in operators:
        for value in NASTY:
            line = operator + value
            answer = asking("/api/v1/search", q=line)
            assert answer.status_code < 500, (line, answer.status_code)
            assert world.far.ticket.subject.encode() not in answer.content, line


def test_no_value_breaks_a_page(world: World) -> None:
    browser = Client()
    browser.force_login(world.users["anna"])
    queries = [
        ("/search", "q"),
        ("/tickets", "view"),
        ("/tickets", "cursor"),
        ("/contacts", "cursor"),
        ("/contacts", "q"),
    ]
    for path, name in queries:
        for value in NASTY:
            answer = browser.get(path, {name: value.encode("utf-8", "replace")})
            assert answer.status_code < 500, (path, name, value)
            assert world.far.ticket.subject.encode() not in answer.content, (path, name, value)


WISH = st.fixed_dictionaries(
    {"view": st.sampled_from(["all", "open", "unassigned", "closed", "resolved"])},
    optional={
        "sort": st.sampled_from(sorted(lists.SORTS)),
        "team": st.sampled_from(["North", "South"]),
        "assignee": st.sampled_from(["anna", "lena"]),
        "owner": st.sampled_from(["anna", "lena"]),
        "contact": st.sampled_from(["colin", "dora"]),
        "category": st.sampled_from([int(c) for c in Category]),
        "type": st.sampled_from([*Ticket.TYPES, "x"]),
        "priority": st.integers(1, 4),
        "tag": st.sampled_from(["urgent", "north", "red"]),
    },
)


@pytest.mark.parametrize("examples", [150, pytest.param(5_000, marks=pytest.mark.slow)])
def test_any_filter_gives_the_rows_that_plain_python_gives(world: World, examples: int) -> None:
    for n in range(30):
        _a_ticket(world, n)
    anna = world.actor("anna")
    # Read once: nothing changes here, and plain python asks no database.
    tickets, tags = list(Ticket.objects.all()), defaultdict[int, set[str]](set)
    for row in TicketTag.objects.select_related("tag"):
        tags[row.ticket_id].add(row.tag.folded)

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(WISH)
    def same(wish: dict[str, Any]) -> None:
        asked = lists.Wanted(**{name: _resolved(world, name, value) for name, value in wish.items()})
        found = [row.number for row in lists.page(anna, asked, limit=100).rows]
        assert len(found) == len(set(found))
        assert set(found) == {t.pk for t in tickets if _fits(world, asked, t, tags[t.pk])}

    same()


@given(st.text(max_size=60))
@settings(
    max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
def test_a_cursor_that_is_not_ours_is_refused(world_once: Any, cursor: str) -> None:
    if cursor:
        with pytest.raises(Refusal):
            lists.page(SYSTEM, lists.Wanted("all", "created"), cursor)


@pytest.fixture
def world_once(db: None) -> None:
    """Nothing need stand in the database."""


def _a_ticket(world: World, n: int) -> None:
    model = Ticket.objects.get(pk=(world.near if n % 3 else world.far).ticket.pk)
    model.pk, model.priority, model.type = None, 1 + n % 4, Ticket.TYPES[n % len(Ticket.TYPES)]
    model.assignee = world.users["lena"] if n % 2 else None
    model.status = Status.objects.order_by("id")[n % Status.objects.count()]
    model.category = model.status.category
    model.shelf = "spam" if n % 7 == 0 else ""
    model.save(force_insert=True)
    if n % 4 == 0:
        tag = TicketTag.objects.filter(tag__folded="urgent")[:1].get().tag
        TicketTag.objects.create(ticket=model, tag=tag)


def _resolved(world: World, name: str, value: Any) -> Any:
    if name == "team":
        return world.teams[value].pk
    if name in ("assignee", "owner"):
        return world.users[value].pk
    return world.contacts[value].pk if name == "contact" else value


def _fits(world: World, asked: lists.Wanted, ticket: Ticket, tags: set[str]) -> bool:
    if ticket.team_id != world.teams["North"].pk or ticket.shelf:
        return False
    in_view = {
        "all": True,
        "open": ticket.category < Category.RESOLVED,
        "unassigned": ticket.category < Category.RESOLVED and ticket.assignee_id is None,
        "closed": ticket.category == Category.CLOSED,
        "resolved": ticket.category == Category.RESOLVED,
    }[asked.view]
    plain = ("team", "owner", "assignee", "contact")
    same = all(getattr(asked, n) in (None, getattr(ticket, f"{n}_id")) for n in plain)
    own = all(getattr(asked, n) in (None, getattr(ticket, n)) for n in ("category", "type", "priority"))
    return in_view and same and own and (asked.tag is None or asked.tag in tags)
