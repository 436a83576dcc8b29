"""Lists: views, narrowing, paging, and what they cost."""

from typing import Any

import pytest

from ringback.kit.clock import now
from ringback.tickets.models import Ticket
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_list_shows_what_is_in_the_view_and_nothing_of_others(as_: As) -> None:
    body = as_("anna").get("/tickets?view=open").content.decode()
    assert "Kettle leaks" in body
    assert "Bicycle squeaks" not in body


def test_the_whole_page_takes_six_statements_at_most(as_: As, django_assert_max_num_queries: Any) -> None:
    client = as_("anna")
    client.get("/tickets?view=open")
    with django_assert_max_num_queries(6):
        assert client.get("/tickets?view=open").status_code == 200


def test_more_rows_cost_no_more_statements(as_: As, world: World, django_assert_max_num_queries: Any) -> None:
    _many(world, 60)
    client = as_("anna")
    client.get("/tickets?view=open")
    with django_assert_max_num_queries(6):
        body = client.get("/tickets?view=open").content.decode()
    assert body.count('class="row') == 50


def test_a_part_holds_the_list_alone(as_: As, part: dict[str, str]) -> None:
    body = as_("anna").get("/tickets?view=open", headers={**part, "HX-Target": "list"}).content.decode()
    assert "Kettle leaks" in body and "<html" not in body and 'class="rail"' not in body


def test_pages_follow_one_another_without_gap_or_doubling(as_: As, world: World) -> None:
    _many(world, 60)
    client = as_("anna")
    first = client.get("/tickets?view=open").content.decode()
    more = first.split('hx-get="/tickets?view=open&amp;cursor=')[1].split('"')[0]
    second = client.get(f"/tickets?view=open&cursor={more}").content.decode()
    seen = [number for page in (first, second) for number in _numbers(page)]
    assert len(seen) == len(set(seen)) == 62


def test_narrowing_keeps_to_what_was_chosen(as_: As, world: World) -> None:
    Ticket.objects.filter(pk=world.near.other.pk).update(priority=1)
    body = as_("anna").get("/tickets?view=open&priority=1").content.decode()
    assert _numbers(body) == [world.near.other.pk]
    assert _numbers(as_("anna").get("/tickets?view=open&assignee=me").content.decode()) == [
        world.near.ticket.pk
    ]


@pytest.mark.parametrize("sort", ["activity", "waiting", "attention", "created", "priority", "subject"])
def test_every_sort_answers(sort: str, as_: As) -> None:
    assert len(_numbers(as_("anna").get(f"/tickets?view=open&sort={sort}").content.decode())) == 2


@pytest.mark.parametrize(
    "bad", ["view=nothing", "sort=random", "team=x", "cursor=abc", "priority=1%00", "assignee=-1"]
)
def test_what_is_no_view_sort_or_number_is_refused(bad: str, as_: As) -> None:
    assert as_("anna").get(f"/tickets?{bad}").status_code == 422


def test_an_empty_view_says_so(as_: As) -> None:
    assert "Nothing here" in as_("anna").get("/tickets?view=trash").content.decode()


def test_filters_come_when_they_are_opened_and_as_a_page_of_their_own(as_: As, part: dict[str, str]) -> None:
    client = as_("anna")
    assert "<html" not in client.get("/tickets/filters", headers=part).content.decode()
    assert "<html" in client.get("/tickets/filters").content.decode()


def test_customers_have_no_lists(as_: As) -> None:
    assert as_("colin").get("/tickets").status_code in (403, 404)


def _numbers(body: str) -> list[int]:
    return [
        int(piece.split("?")[0].split('"')[0])
        for piece in body.split('href="/tickets/')[1:]
        if piece[0].isdigit()
    ]


def _many(world: World, count: int) -> None:
    model = world.near.other
    rows = [
        Ticket(
            subject=f"Question {i}",
            contact=model.contact,
            line=model.line,
            team=model.team,
            status=model.status,
            category=model.category,
            created_at=now(),
            updated_at=now(),
        )
        for i in range(count)
    ]
    Ticket.objects.bulk_create(rows)


def test_a_list_that_is_renewed_stays_as_long_as_it_was(as_: As, world: World, part: dict[str, str]) -> None:
    _many(world, 120)
    client, headers = as_("anna"), {**part, "HX-Target": "list"}
    for shown, rows in ((1, 50), (62, 100), (101, 122), (10**6, 122)):
        body = client.get(f"/tickets?view=open&shown={shown}", headers=headers).content.decode()
        assert len(_numbers(body)) == rows
    assert client.get("/tickets?view=open&shown=x", headers=headers).status_code == 422


def test_more_is_a_page_without_script_and_rows_with_it(as_: As, world: World, part: dict[str, str]) -> None:
    _many(world, 60)
    client = as_("anna")
    more = client.get("/tickets?view=open").content.decode().split('class="btn" href="')[1].split('"')[0]
    at = more.replace("&amp;", "&")
    page, rows = client.get(at).content.decode(), client.get(at, headers=part).content.decode()
    assert "<html" in page and "<html" not in rows
    assert sorted(_numbers(page)) == sorted(_numbers(rows))
    assert len(_numbers(rows)) == 12
    here = page.split('data-live="list"')[1].split('hx-get="')[1].split('"')[0]
    assert here == more


def test_what_is_unread_is_said_and_not_only_shown(as_: As, world: World) -> None:
    client = as_("anna")
    assert client.get("/tickets?view=open").content.decode().count(">unread<") == 2
    client.post(f"/tickets/{world.near.other.pk}/read-mark", {"message": world.near.other.last_message_id})
    assert client.get("/tickets?view=open").content.decode().count(">unread<") == 1


def test_mentions_cost_a_statement_more_and_stay_within_six(
    as_: As, django_assert_max_num_queries: Any
) -> None:
    client = as_("anna")
    client.get("/tickets?view=mentioned")
    with django_assert_max_num_queries(6):
        assert client.get("/tickets?view=mentioned").status_code == 200
