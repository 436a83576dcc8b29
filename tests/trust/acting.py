"""Doing whatever can be done: every operation of the API that writes, on things of both scenes, and what was done
stays."""

import json

from django.core.exceptions import ObjectDoesNotExist
from django.test import Client

from ringback.access import tokens
from ringback.api import urls as api_urls
from ringback.api.operations import ROOT, operations
from ringback.ledger.actor import SYSTEM
from tests.sweeping import things
from tests.sweeping.people import Who
from tests.sweeping.probes import PROBES, Probe
from tests.world import Scene, World

ENTERED = api_urls.RESOURCES
# They would end the day for those who act afterwards.
_LAST = ("/deactivations", "/revocations", "/members", "/tests", "/shelvings", "/moves")


def act_on_everything(world: World, who: Who) -> int:
    """How many of them were done, for one of the cast."""
    user = world.users[who.user]
    _, secret = tokens.create(SYSTEM, user.pk, "acts")
    client, bearer, done = Client(), {"Authorization": f"Bearer {secret}"}, 0
    for entry in operations():
        if entry.method in ("GET", "DELETE") or entry.path.endswith(_LAST):
            continue
        for probe in PROBES[entry.method, entry.path]:
            for scene in world.scenes():
                path, body = filled(world, scene, entry.path, probe), _body(world, scene, probe, who)
                answer = client.generic(entry.method, path, body, "application/json", headers=bearer)
                assert answer.status_code < 500, (entry.method, path, answer.content)
                done += answer.status_code < 300
    return done


def filled(world: World, scene: Scene, path: str, probe: Probe) -> str:
    """The address of an operation, with things of the scene in it; absent ones where somebody used them up."""
    parts = {name: thing(world, scene, kind) for name, kind in probe.kinds.items()}
    return ROOT + path.replace("{int:", "{").replace("{str:", "{").format(**parts)


def thing(world: World, scene: Scene, kind: str) -> int | str:
    """Its id, number or key; that of nothing where it is gone."""
    if kind.startswith("="):
        return kind.removeprefix("=")
    try:
        return things.value(world, scene, kind)
    except ObjectDoesNotExist:
        return 987_654_321


def _body(world: World, scene: Scene, probe: Probe, who: Who) -> bytes:
    return json.dumps(probe.body(world, scene, who)).encode() if probe.body else b""
