"""Prepared queries give what the plain ones give, for whoever asks and whatever is asked for."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from ringback.access.identify import actor_of
from ringback.access.models import User
from ringback.access.prepared import prepared
from ringback.kit.clock import at, now
from ringback.ledger.actor import SYSTEM, Actor
from ringback.tickets.models import Grant, Message, Note, Ticket
from tests.world import World, build


@prepared("number")
def one_ticket(actor: Actor, number: int) -> QuerySet[Ticket]:
    return (
        Ticket.objects.visible_to(actor).filter(pk=number).select_related("team", "assignee").order_by("id")
    )


@prepared("numbers")
def some_messages(actor: Actor, numbers: Sequence[int], state: str) -> QuerySet[Message, Any]:
    found = Message.objects.visible_to(actor).filter(ticket_id__in=numbers, state=state)
    return found.order_by("id").values("id", "at", "ticket__subject")


@prepared()
def all_notes(actor: Actor) -> QuerySet[Note]:
    return Note.objects.visible_to(actor).prefetch_related("files").order_by("id")


@prepared("number")
def moved(number: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(pk__gt=number + 1)


@prepared("number")
def nothing(number: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(pk__in=[], contact_id=number)


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def everybody(world: World) -> list[Actor]:
    return [SYSTEM, *(actor_of(user) for user in User.objects.all())]


def test_everybody_gets_what_the_plain_query_gives(everybody: list[Actor]) -> None:
    numbers = [*Ticket.objects.values_list("pk", flat=True), 0, 10**12]
    for _ in range(2):
        for actor in everybody:
            for number in numbers:
                assert one_ticket(actor, number) == list(one_ticket.plain(actor, number))
            for state in ("accepted", "held"):
                assert some_messages(actor, numbers, state) == list(
                    some_messages.plain(actor, numbers, state)
                )
            assert all_notes(actor) == list(all_notes.plain(actor))


def test_rows_come_with_what_was_asked_for_with_them(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        [ticket] = one_ticket(SYSTEM, world.near.ticket.pk)
        assert ticket.team.name == "North"
        assert ticket.subject == world.near.ticket.subject
        assert ticket.created_at == world.near.ticket.created_at
    with django_assert_num_queries(2):
        files = [list(note.files.all()) for note in all_notes(SYSTEM)]
    assert len(files) > 1
    assert any(files)


def test_a_grant_ends_for_prepared_queries_at_its_moment(world: World) -> None:
    pia = world.actor("pia")
    ends = now() + timedelta(hours=1)
    Grant.objects.filter(ticket=world.near.ticket, reason=Grant.PARTNER).update(until=ends)
    Grant.objects.filter(ticket=world.near.ticket).exclude(reason=Grant.PARTNER).delete()
    assert one_ticket(pia, world.near.ticket.pk)
    with at(ends - timedelta(microseconds=1)):
        assert one_ticket(pia, world.near.ticket.pk)
    with at(ends):
        assert not one_ticket(pia, world.near.ticket.pk)


def test_the_next_call_of_a_shape_makes_no_query_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bo = world.actor("anna"), world.actor("bo")
    one_ticket(anna, 1)
    monkeypatch.setattr(Ticket.objects, "visible_to", lambda actor: pytest.fail("made again"))
    assert one_ticket(bo, world.far.ticket.pk)


def test_long_and_short_lists_of_ids_are_looked_for_alike(world: World) -> None:
    numbers = [world.near.ticket.pk] * 5 + [world.far.ticket.pk] * 12
    for length in range(18):
        found = {row["id"] for row in some_messages(SYSTEM, numbers[:length], "accepted")}
        assert found == set(
            Message.objects.filter(ticket__in=numbers[:length], state="accepted").values_list("pk", flat=True)
        )


def test_ids_that_no_database_holds_find_nothing(world: World) -> None:
    assert one_ticket(SYSTEM, 2**63) == [] == one_ticket(SYSTEM, -(2**70))


def test_what_can_never_match_asks_nothing(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert nothing(3) == []


def test_a_query_that_reckons_with_a_stand_in_is_refused(world: World) -> None:
    with pytest.raises(RuntimeError, match="stand-in"):
        moved(3)


def test_what_comes_again_is_the_same_each_time_and_postgresql_keeps_its_plan(world: World) -> None:
    anna, bo = world.actor("anna"), world.actor("bo")
    for _ in range(12):
        assert [ticket.pk for ticket in one_ticket(anna, world.near.ticket.pk)] == [world.near.ticket.pk]
        assert one_ticket(bo, world.near.ticket.pk) == []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement LIKE %s",
                ["%tickets_ticket%"],
            )
            assert cursor.fetchone()[0] > 0
