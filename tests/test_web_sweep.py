"""Every address of the web x everybody x own, foreign and absent things (TRUST A9, A31, A33)."""

from collections.abc import Iterator

import pytest

import ringback.urls
from ringback.access.policy import POLICY
from ringback.web.routes import PUBLIC, Route, routes
from tests.sweeping import pages, things
from tests.sweeping.asking import Answer, Browser, table_hash
from tests.sweeping.leaking import leaks
from tests.sweeping.people import EVERYBODY, Who
from tests.world import World, build

ENTERED = ringback.urls.AREAS
# What anybody may read without signing in, and nothing beyond.
OPEN = {"static", "health", "first-run", "invitation", "confirm", "mfa_authenticate", "mfa_login_webauthn"}


@pytest.fixture
def world(db: None) -> World:
    built = build()
    things.prepare(built)
    return built


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.label)
def test_each_address_answers_each_person_as_policy_and_world_say(world: World, who: Who) -> None:
    ask = Browser(world, who)
    wrong = [
        said
        for route in routes()
        for method in route.methods
        for said in _compare(world, who, ask, route, method)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["anna", "colin", "pia", "gail"])
def test_reading_changes_nothing(world: World, name: str) -> None:
    ask = Browser(world, Who(name, name), undo=False)
    before = table_hash()
    for route in routes():
        if "GET" in route.methods:
            ask("GET", pages.path(world, world.near, route))
            ask("HEAD", pages.path(world, world.near, route))
    assert table_hash() == before


def _compare(world: World, who: Who, ask: Browser, route: Route, method: str) -> Iterator[str]:
    for scene in world.scenes() if route.objects else (world.near,):
        at = pages.path(world, scene, route)
        got = ask(method, at)
        wanted = pages.expected(POLICY, world, who, route, scene)
        name = f"{method} {at} ({route.name})"
        if not _fits(wanted, got, route, method):
            yield f"{name}: {wanted} was expected, {got.status} came: {got.body[:120]!r}"
        if got.writes and (method == "GET" or wanted != pages.SERVED):
            yield f"{name}: wrote {got.writes[0]}"
        if wanted == pages.HIDDEN and route.objects:
            nothing = ask(method, pages.path(world, scene, route, absent=True))
            if (nothing.status, nothing.body) != (got.status, got.body):
                yield f"{name}: a foreign thing can be told from an absent one"
        yield from (f"{name}: {leak}" for leak in leaks(world, who, got) if route.name != "static")


def _fits(wanted: str, got: Answer, route: Route, method: str) -> bool:
    if wanted == pages.HIDDEN:
        # A form may be looked at before the thing: then it is told the same for what is not there at all.
        return got.status == 404 or (got.status == 422 and method == "POST")
    if wanted == pages.REFUSED:
        return got.status == 403
    if wanted == pages.ELSEWHERE:
        return got.status == 302 and got.headers["Location"].startswith("/sign-in")
    # A thing that is there and may be seen, and a form that lacks something: anything but hidden or broken.
    return got.status < 500 and (got.status != 404 or not route.objects or route.name in pages.HOLLOW)


def test_only_a_fixed_list_is_open_to_everybody() -> None:
    assert {
        route.name for route in routes() if route.verb == PUBLIC and not route.name.startswith("account_")
    } <= OPEN
