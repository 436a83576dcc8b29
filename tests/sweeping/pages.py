"""How each address of the web is filled, and what policy and world call for there.

Forms are sent empty: whoever may not, learns nothing and changes nothing; whoever may, is at most told what is missing.
"""

import re
from collections.abc import Mapping

from ringback.web.routes import PUBLIC, SIGNED_IN, Route
from tests.sweeping import things
from tests.sweeping.oracle import sees
from tests.sweeping.people import Policy, Who
from tests.world import Scene, World

# Parts of an address that name nothing of anybody's.
PLAIN: Mapping[str, str] = {
    "tag": "0",
    "name": "nothing.css",
    "kind": "reply",
    "number": "0",
    "uidb36": "1",
    "pk": "0",
    "key": "x-y",
    "token": "f" * 32,
    "secret": "f" * 64,
}
# Where an address names a special thing of its kind.
SPECIAL: Mapping[str, Mapping[str, str]] = {
    "draft.file.remove": {"key": "draft_file"},
    "message.accept": {"id": "held"},
    "message.reject": {"id": "held"},
    "follower.remove": {"id": "following_team"},
    "delivery.discard": {"id": "withheld"},
    "inbound.retry": {"id": "unread"},
    "inbound.dismiss": {"id": "unread"},
    "inbound.ticket": {"id": "unread"},
}
# There is a thing, but no such part of it.
HOLLOW = {"message.picture"}
HIDDEN, REFUSED, ELSEWHERE, SERVED = "hidden", "refused", "elsewhere", "served"
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


def kinds(route: Route) -> Mapping[str, str]:
    """What the parts of an address name."""
    return {**route.objects, **SPECIAL.get(route.name, {})}


def path(world: World, scene: Scene, route: Route, absent: bool = False) -> str:
    """The address, filled from the scene; or with its last thing absent. KeyError for an unknown part."""
    named = kinds(route)
    last = list(named)[-1] if named else ""

    def fill(part: "re.Match[str]") -> str:
        name = part[1]
        if name not in named:
            return PLAIN[name]
        missing = absent and name == last
        return str(things.absent(world, named[name]) if missing else things.value(world, scene, named[name]))

    return "/" + _PART.sub(fill, route.path)


def expected(policy: Policy, world: World, who: Who, route: Route, scene: Scene) -> str:
    """What comes of asking: HIDDEN (404), REFUSED (403), ELSEWHERE (to sign in), or SERVED."""
    if route.verb == PUBLIC:
        return SERVED
    if not who.user:
        return ELSEWHERE
    if route.verb == SIGNED_IN:
        return SERVED
    # Pages are the staff's: customers have theirs elsewhere.
    if who.is_customer or not who.may(policy, route.verb):
        return HIDDEN if route.objects else REFUSED
    if not all(sees(policy, world, who, scene, kind) for kind in kinds(route).values()):
        return HIDDEN
    return SERVED
