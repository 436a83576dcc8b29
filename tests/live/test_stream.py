"""Live updates of a desk that runs, from the verb to the screen."""

import os
import signal

import pytest
from django.db import transaction

from ringback.access import staff
from ringback.access.models import Session
from ringback.access.roles import Role
from ringback.ledger.actor import SYSTEM
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event
from ringback.live.feed import MISSED_AT_MOST
from ringback.live.stream import here
from tests.live.listener import Listener, listen
from tests.servers import Desk, wait_for
from tests.world import World, build

# One process of the test run starts the shared desk, not each.
pytestmark = pytest.mark.xdist_group("live desk")


@pytest.fixture(scope="module")
def cast(shared_desk: Desk) -> World:
    return build()


def happen(ticket_id: int, times: int = 1) -> None:
    with transaction.atomic():
        append(SYSTEM, *[Fact("test.happened", "ticket", ticket_id, ticket_id)] * times)


def opened(desk: Desk, cast: World, name: str, *topics: str, since: str = "") -> Listener:
    listener = listen(desk, cast.users[name], topics, since)
    assert listener.hear().name == "open"
    return listener


def test_nobody_hears_without_signing_in(shared_desk: Desk) -> None:
    assert shared_desk.get("/live?topics=list").status == 401


def test_a_stream_says_what_it_may_hear_of_and_then_what_changed(shared_desk: Desk, cast: World) -> None:
    near, far = f"ticket:{cast.near.ticket.pk}", f"ticket:{cast.far.ticket.pk}"
    colin = listen(shared_desk, cast.users["colin"], [near, far])
    assert colin.hear().topics == [near]
    happen(cast.far.ticket.pk)
    happen(cast.near.ticket.pk)
    heard = colin.hear()
    assert (heard.name, heard.topics) == ("changed", [near])


def test_lists_change_for_the_house_with_every_ticket_and_for_others_with_theirs(
    shared_desk: Desk, cast: World
) -> None:
    anna, dora = opened(shared_desk, cast, "anna", "list"), opened(shared_desk, cast, "dora", "list")
    # What other tests did may be told only now: readers wait for the oldest transaction of the server.
    happen(cast.far.ticket.pk)
    for one in (anna, dora):
        while _event_of(one.hear().id) < Event.objects.latest("pk").pk:
            pass
    happen(cast.near.ticket.pk)
    assert anna.hear().topics == ["list"]
    place = here()
    happen(cast.far.ticket.pk)
    heard = dora.hear()
    assert heard.topics == ["list"]
    assert heard.id > place


def _event_of(place: str) -> int:
    return int(place.partition("-")[2])


def test_nothing_falls_between_a_page_and_its_stream(shared_desk: Desk, cast: World) -> None:
    near, place = f"ticket:{cast.near.ticket.pk}", here()
    happen(cast.near.ticket.pk)
    assert opened(shared_desk, cast, "anna", near, since=place).hear().topics == [near]


def test_who_missed_too_much_is_told_to_fetch_everything(shared_desk: Desk, cast: World) -> None:
    near, place = f"ticket:{cast.near.ticket.pk}", here()
    happen(cast.near.ticket.pk, MISSED_AT_MOST)
    # On PostgreSQL an event is read when no older transaction of the whole server is open.
    wait_for(lambda: here() != place, "what happened does not settle")
    assert opened(shared_desk, cast, "anna", near, since=place).hear().name == "stale"


def test_a_stream_ends_with_its_session(shared_desk: Desk, cast: World) -> None:
    anna = opened(shared_desk, cast, "anna", "list")
    Session.objects.all().delete()
    assert anna.ends()


def test_streams_do_not_hold_up_a_stop(desk: Desk) -> None:
    anna = listen(desk, staff.add(SYSTEM, "anna@house.example", "Anna", {Role.AGENT}), ["list"])
    assert anna.hear().name == "open"
    web = desk.pid("web")
    os.kill(web, signal.SIGTERM)
    assert anna.ends()
    wait_for(lambda: desk.pid("web") != web, "web is not started again")
