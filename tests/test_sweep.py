"""Every operation of the API x everybody x own, foreign and absent things (TRUST A9, A31, A33).

What is expected comes from the policy and the world alone (tests/sweeping/oracle.py). A route that nobody has said how
to fill fails.
"""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from ringback.access.policy import POLICY
from ringback.api import urls
from ringback.api.operations import Operation, operations
from tests.sweeping import things
from tests.sweeping.asking import Program, table_hash
from tests.sweeping.filling import address, ask_probe, probes
from tests.sweeping.leaking import leaks
from tests.sweeping.oracle import covers, sees
from tests.sweeping.people import EVERYBODY, PROGRAMS, Policy, Who
from tests.sweeping.probes import PROBES, Probe
from tests.world import Scene, World, build

ENTERED = urls.RESOURCES


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.API_REQUESTS_A_MINUTE = 10**6
    built = build()
    things.prepare(built)
    return built


@pytest.mark.parametrize("who", [*EVERYBODY, *PROGRAMS], ids=lambda who: who.label)
def test_each_operation_answers_each_program_as_policy_and_world_say(world: World, who: Who) -> None:
    ask = Program(world, who)
    wrong: list[str] = []
    for entry, probe in probes():
        for scene in world.scenes() if probe.kinds else (world.near,):
            wrong += _compare(world, who, ask, entry, probe, scene)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["anna", "colin", "pia", "max", "gail"])
def test_reading_changes_nothing(world: World, name: str) -> None:
    who = Who(name, name)
    ask = Program(world, who, undo=False)
    before = table_hash()
    for entry, probe in probes():
        if entry.method == "GET":
            ask("GET", address(world, world.near, entry, probe))
            ask("HEAD", address(world, world.near, entry, probe))
    assert table_hash() == before


def test_every_operation_has_a_probe_and_every_probe_an_operation() -> None:
    assert {(entry.method, entry.path) for entry in operations()} == set(PROBES)


def _compare(
    world: World, who: Who, ask: Program, entry: Operation, probe: Probe, scene: Scene
) -> Iterator[str]:
    name = f"{entry.method} {address(world, scene, entry, probe)} ({', '.join(probe.kinds.values())})"
    wanted = expected(POLICY, world, who, entry, probe, scene)
    got = ask_probe(world, who, ask, entry, probe, scene)
    if got.status != wanted:
        yield f"{name}: {wanted} was expected, {got.status} came: {got.body[:200]!r}"
    if got.writes and (entry.method == "GET" or wanted in (401, 403, 404)):
        yield f"{name}: wrote {got.writes[0]}"
    if wanted == 404 and probe.kinds:
        nothing = ask_probe(world, who, ask, entry, probe, scene, absent=True)
        if (nothing.status, nothing.body) != (got.status, got.body):
            yield f"{name}: a foreign thing can be told from an absent one: {got.body!r} {nothing.body!r}"
    yield from (f"{name}: {leak}" for leak in leaks(world, who, got))


def expected(policy: Policy, world: World, who: Who, entry: Operation, probe: Probe, scene: Scene) -> int:
    """The status that policy and world call for."""
    if not who.user:
        return 401
    if who.scopes and entry.scope not in who.scopes:
        return 403
    if not any(who.may(policy, verb) for verb in entry.verbs):
        return 404 if entry.objects else 403
    kinds = [kind for kind in probe.kinds.values() if not kind.startswith("=")]
    if not all(sees(policy, world, who, scene, kind) for kind in kinds):
        return 404
    verb = probe.verb or entry.verbs[0]
    if probe.verb and not who.may(policy, verb):
        return 403
    if probe.acts and not covers(policy, world, who, scene, verb):
        return 403
    return probe.status if probe.rule(who, scene) else probe.unless
