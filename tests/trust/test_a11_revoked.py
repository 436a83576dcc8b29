"""TRUST A11 as far as grants go, and A12: whoever loses a right has lost it by every road within five seconds: session,
token, live stream, link; and a live signal that is sent after it tells them nothing."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Visitor

from ringback.access import links, scopes, signed_in, staff, teams, tokens
from ringback.access.models import Link, User
from ringback.ledger.actor import SYSTEM
from ringback.ledger.append import Fact, append
from ringback.live import watcher
from ringback.live.feed import Feed
from ringback.live.hub import Client, Hub
from ringback.live.topics import Topic
from ringback.people import contacts
from ringback.tickets import assigning, granting
from ringback.tickets.models import Grant
from tests.fresh import Fresh, until_settled
from tests.live.listener import Listener, cookie_of, listen
from tests.servers import Desk
from tests.world import CAST, World, build

pytestmark = pytest.mark.xdist_group("revoked")
SECONDS = 5.0
# What the ledger tells of a ticket, in the words of all who write there.
KINDS = [
    "ticket.edited", "ticket.assigned", "ticket.owner_changed", "ticket.status_changed", "ticket.tagged",
    "ticket.linked", "ticket.shelved", "message.received", "message.sent", "note.written",
]  # fmt: skip


@pytest.fixture
def cast(desk: Desk) -> World:
    return build()


def opened(desk: Desk, user: User, *topics: str) -> Listener:
    listener = listen(desk, user, topics)
    assert listener.hear().name == "open"
    return listener


def happen(ticket_id: int) -> None:
    """Four of each kind."""
    for _ in range(4):
        with transaction.atomic():
            append(SYSTEM, *[Fact(kind, kind.partition(".")[0], ticket_id, ticket_id) for kind in KINDS])


def status(desk: Desk, path: str, **headers: str) -> int:
    return desk.get(path, **headers).status


@pytest.mark.parametrize("name", ["anna", "pia"])
def test_whoever_is_let_go_is_out_by_every_road_within_five_seconds(
    desk: Desk, cast: World, name: str
) -> None:
    user = cast.users[name]
    _, secret = tokens.create(SYSTEM, user.pk, "script")
    link = links.issue(user, Link.RESET)
    stream = opened(desk, user, "list", f"ticket:{cast.near.ticket.pk}")
    browser: Any = Visitor()
    browser.force_login(user)
    cookie = f"ringback_session={browser.cookies['ringback_session'].value}"
    roads: list[Callable[[], int]] = [
        lambda: status(desk, "/tickets", Cookie=cookie),
        lambda: status(desk, "/api/v1/tickets", Authorization=f"Bearer {secret}"),
        lambda: status(desk, "/live?topics=list", Cookie=cookie),
    ]
    assert [road() for road in roads] == [200, 200, 200]
    staff.deactivate(SYSTEM, user.pk)
    begun = time.monotonic()
    assert [road() for road in roads] == [302, 401, 401]
    assert links.holder(Link.RESET, link) is None
    assert stream.ends()
    assert time.monotonic() - begun < SECONDS


def test_a_session_that_is_ended_takes_its_stream_along_and_no_other(desk: Desk, cast: World) -> None:
    anna, near = cast.users["anna"], f"ticket:{cast.near.ticket.pk}"
    gone, stays = opened(desk, anna, near), opened(desk, anna, near)
    signed_in.end(cast.actor("ada"), anna.sessions.order_by("id")[:1].get().pk)
    begun = time.monotonic()
    assert gone.ends()
    assert time.monotonic() - begun < SECONDS
    happen(cast.near.ticket.pk)
    assert stays.hear().topics == [near]


def _grant(world: World, name: str) -> Grant:
    team = next(iter(world.users[name].memberships.all())).team
    return Grant.objects.get(ticket=world.near.ticket, team=team)


def _withdraw(name: str) -> Callable[[World], object]:
    return lambda world: granting.withdraw(SYSTEM, world.near.ticket.pk, _grant(world, name).pk)


def _leave_team(world: World) -> object:
    return teams.set_members(SYSTEM, world.teams["North"].pk, {world.users["max"].pk: True})


def _move(world: World) -> object:
    moved = assigning.move_to_team(SYSTEM, world.near.ticket.pk, world.teams["South"])
    for grant in Grant.objects.filter(ticket=world.near.ticket, team=world.teams["North"]):
        granting.withdraw(SYSTEM, world.near.ticket.pk, grant.pk)
    return moved


LOST: list[tuple[str, Callable[[World], object]]] = [
    ("anna", _leave_team),
    ("anna", _move),
    ("anna", lambda world: staff.deactivate(SYSTEM, world.users["anna"].pk)),
    ("lena", _leave_team),
    ("lena", lambda world: staff.change(SYSTEM, world.users["lena"].pk, {"roles": ["partner"]})),
    ("sid", _withdraw("sid")),
    ("pia", _withdraw("pia")),
    ("quinn", lambda world: teams.set_members(SYSTEM, world.teams["Helpline"].pk, {})),
    ("max", lambda world: staff.change(SYSTEM, world.users["max"].pk, {"roles": ["administrator"]})),
    ("colin", lambda world: contacts.change(SYSTEM, world.near.contact, {"user": None})),
    ("colin", lambda world: staff.deactivate(SYSTEM, world.users["colin"].pk)),
]


@pytest.mark.parametrize(("name", "lose"), LOST, ids=[f"{name}-{n}" for n, (name, _) in enumerate(LOST)])
def test_a_signal_is_told_by_the_rights_of_the_moment_it_is_sent(
    fresh_db: Fresh, name: str, lose: Callable[[World], object]
) -> None:
    """Forty events, and everybody of the cast listens, their rights asked for a moment ago: told are those who have the
    right still, and nobody who has just lost it."""
    world = build()
    before = _who_sees(world)
    told = _run(_told(world, lambda: lose(world)))
    assert told == before & _who_sees(world)
    assert name not in told and "gail" in told


def test_who_keeps_the_right_is_told(fresh_db: Fresh) -> None:
    told = _run(_told(build(), lambda: None))
    assert told == {"anna", "lena", "sid", "pia", "quinn", "max", "gail", "colin"}


def _run(told: Coroutine[Any, Any, set[str]]) -> set[str]:
    """In a thread of its own: the browser of other tests keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, told).result()


def _who_sees(world: World) -> set[str]:
    return {who for who in CAST if scopes.visible("ticket", world.actor(who), [world.near.ticket.pk])}


async def _told(world: World, lose: Callable[[], object]) -> set[str]:
    """Who hears of the near ticket, when a right is lost in the same commit in which things happen to it."""
    hub = Hub()
    feed, near = Feed(hub), Topic("ticket", world.near.ticket.pk)
    clients = {who: await _screen(feed, hub, world.users[who], near) for who in CAST}
    await feed.ready()
    with transaction.atomic():
        lose()
        happen(near.id)
    until_settled()
    # Everybody is told in one go, and Gail always is.
    async with asyncio.timeout(60):
        while near not in clients["gail"].pending:
            await asyncio.sleep(0.02)
    told = {who for who, client in clients.items() if near in client.pending and not client.closed}
    for client in clients.values():
        hub.remove(client)
    return told


async def _screen(feed: Feed, hub: Hub, user: User, topic: Topic) -> Client:
    person = await feed.ask(watcher.enter, cookie_of(user))
    assert person
    client = Client(person, await feed.ask(watcher.allowed, person, {topic}))
    hub.add(client)
    return client
