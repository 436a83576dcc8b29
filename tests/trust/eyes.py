"""All that somebody can look at: every address of web and API that reads, filled with things of both scenes."""

import re
from collections.abc import Iterator

from ringback import urls as web_urls
from ringback.api import urls as api_urls
from ringback.api.operations import operations
from ringback.web.routes import Route, routes
from tests.sweeping.asking import Answer, Browser, Program
from tests.sweeping.people import Who
from tests.sweeping.probes import PROBES
from tests.trust.acting import filled, thing
from tests.world import Scene, World

ENTERED = (api_urls.RESOURCES, web_urls.AREAS)
# Parts of an address that name no thing.
_PLAIN = {
    "kind": "reply",
    "number": "0",
    "uidb36": "1",
    "pk": "0",
    "key": "0-0",
    "token": "0",
    "secret": "0" * 64,
    "tag": "0",
    "name": "x",
}
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


def web_addresses(world: World, scene: Scene, method: str = "GET") -> Iterator[tuple[Route, str]]:
    """Every route of that method, with things of the scene in its address."""
    for entry in routes():
        if method in entry.methods:
            yield entry, "/" + _filled(world, scene, entry)


def api_addresses(world: World, scene: Scene) -> Iterator[str]:
    """Every operation of the API that reads."""
    for entry in operations():
        for probe in PROBES[entry.method, entry.path] if entry.method == "GET" else ():
            yield f"{filled(world, scene, entry.path, probe)}?{probe.query}".rstrip("?")


def looks(world: World, name: str) -> Iterator[tuple[str, Answer]]:
    """What each of them answers somebody of the cast, in a browser and with a token."""
    who = Who(name, name)
    browser, program = Browser(world, who), Program(world, who)
    for scene in world.scenes():
        for _, path in web_addresses(world, scene):
            if not path.startswith(("/sign-out", "/static")):
                yield path, browser("GET", path)
        for path in api_addresses(world, scene):
            yield path, program("GET", path)


def seen_by(world: World, name: str) -> str:
    """All bytes that somebody of the cast can get to see, as one text."""
    return "\n".join(answer.body.decode(errors="replace") for _, answer in looks(world, name))


def _filled(world: World, scene: Scene, entry: Route) -> str:
    return _PART.sub(lambda part: _part(world, scene, entry, part[1]), entry.path)


def _part(world: World, scene: Scene, entry: Route, part: str) -> str:
    if part in entry.objects:
        return str(thing(world, scene, entry.objects[part]))
    return _PLAIN[part]
