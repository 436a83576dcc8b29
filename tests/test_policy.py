"""Every line of the policy does something: flipped, it shows in what somebody gets to see or do (TRUST A10)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings

import ringback.urls
from ringback.access import staff, teams
from ringback.access.policy import POLICY, SCOPED, Reach
from ringback.access.token_scopes import SCOPES
from ringback.api import urls
from ringback.api.operations import operations
from ringback.ledger.actor import SYSTEM
from ringback.web.routes import routes
from tests.sweeping import pages, things
from tests.sweeping.asking import Answer, Browser, Program
from tests.sweeping.filling import ask_probe, probes
from tests.sweeping.mutants import Mutant, is_masked, mutants
from tests.sweeping.people import Who
from tests.sweeping.promised import promised
from tests.world import CAST, World, build

ENTERED = (urls.RESOURCES, ringback.urls.AREAS)
PLAYS = {
    "administrator": "ada",
    "manager": "max",
    "team_leader": "lena",
    "agent": "anna",
    "specialist": "sid",
    "partner": "pia",
    "customer": "colin",
    "glass": "gail",
}


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.API_REQUESTS_A_MINUTE = 10**6
    built = build()
    things.prepare(built)
    return built


@pytest.mark.once
def test_flipping_any_line_of_the_policy_shows(world: World) -> None:
    everybody = {name: [Party(world, Who(name, user))] for name, user in PLAYS.items()}
    for name in _STAFF:
        everybody[name].append(Party(world, _who_sees_all(world, name)))
    everybody["administrator"] += everybody["glass"]
    flipped = [mutant for mutant in mutants() if not is_masked(mutant)]
    alive = [
        str(mutant) for mutant in flipped if not any(party.tells(mutant) for party in everybody[mutant.name])
    ]
    assert len(alive) <= len(flipped) * 0.05, f"{len(alive)} of {len(flipped)} survive:\n" + "\n".join(alive)


def test_each_role_may_what_was_promised_and_no_more() -> None:
    rows = {(str(name), verb): str(far) for verb, row in POLICY.items() for name, far in row.items()}
    assert rows == promised()


@pytest.mark.parametrize("name", ["agent", "glass"])
def test_what_is_asked_twice_is_answered_alike(world: World, name: str) -> None:
    """Or a line that does nothing would seem to do something."""
    party = Party(world, Who(name, PLAYS[name]))
    assert [verb for verb in POLICY if party.wavers(verb)] == []


_STAFF = {"team_leader", "agent", "specialist", "partner"}


class Party:
    """Somebody with a program and a browser, and what they were answered before anything was flipped."""

    def __init__(self, world: World, who: Who) -> None:
        self.world, self.who = world, who
        self.program, self.browser = Program(world, who), Browser(world, who)
        self.before: dict[str, list[Any]] = {}

    def tells(self, mutant: Mutant) -> bool:
        """Whether one answer is another while the mutant lives."""
        self._ask_before(mutant.verb)
        with mutant.alive():
            return self.wavers(mutant.verb)

    def wavers(self, verb: str) -> bool:
        """Whether one answer is another than before."""
        self._ask_before(verb)
        now = (_gist(answer) for answer in self._questions(verb))
        return any(was != new for was, new in zip(self.before[verb], now, strict=False))

    def _ask_before(self, verb: str) -> None:
        if verb not in self.before:
            self.before[verb] = [_gist(answer) for answer in self._questions(verb)]

    def _questions(self, verb: str) -> Iterator[Answer]:
        for entry, probe in probes():
            if verb in (probe.shows, *([probe.verb] if probe.verb else entry.verbs)):
                for scene in (
                    self.world.scenes() if probe.kinds or entry.method == "POST" else (self.world.near,)
                ):
                    yield ask_probe(self.world, self.who, self.program, entry, probe, scene)
        for route in routes():
            if route.verb == verb and verb not in _asked_by_programs() - _SHOWN_ON_PAGES:
                for scene in self.world.scenes():
                    yield self.browser(route.methods[0], pages.path(self.world, scene, route))


# What programs get at in fewer ways than people.
_SHOWN_ON_PAGES = {"original.read"}


def _asked_by_programs() -> set[str]:
    return {verb for entry in operations() for verb in entry.verbs}


# Another one with every answer, whatever the policy says.
_EVER_NEW = re.compile(rb'("X-CSRFToken":|name="csrfmiddlewaretoken" value=|"seen_at": )"[^"]*"')


def _gist(answer: Answer) -> Any:
    same = answer.status == 200 and not answer.writes
    return answer.status, _EVER_NEW.sub(b"", answer.body) if same else b""


def _who_sees_all(world: World, name: str) -> Who:
    """A manager, who sees everything, with one role more, which lets them act for its own team only."""
    label = f"manager and {name}"
    team = CAST[PLAYS[name]][1].replace("*", "") or "North"
    user = staff.add(SYSTEM, f"{name}@both.example", label, ["manager", name])
    row = world.teams[team]
    members = {m.user_id: m.is_leader for m in row.membership_set.all()}
    teams.set_members(SYSTEM, row.pk, {**members, user.pk: False})
    world.users[label] = user
    return Who(label, label, plays=(f"manager {name}", team))


def test_every_verb_of_the_policy_is_asked_for_somewhere() -> None:
    asked = _asked_by_programs() | {route.verb for route in routes()}
    by_other_verbs = {"ticket.grant"}
    assert set(POLICY) - asked - by_other_verbs == set()


def test_what_a_scope_withholds_is_a_verb_of_the_policy() -> None:
    assert set(SCOPED) <= set(POLICY)
    assert all(scopes <= SCOPES for scopes in SCOPED.values())
    assert all(reach in Reach for row in POLICY.values() for reach in row.values())
