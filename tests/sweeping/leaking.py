"""What stands in an answer that must not."""

from collections.abc import Iterator

from ringback.access.policy import POLICY
from tests.sweeping.asking import Answer
from tests.sweeping.oracle import sees
from tests.sweeping.people import Who
from tests.world import CANARY, CODE_CANARY, PARTNER_CANARY, SECRET, World


def leaks(world: World, who: Who, answer: Answer) -> Iterator[str]:
    """Each thing that somebody reads in an answer and must not, in words."""
    found = answer.body.decode(errors="replace")
    for word in _hidden_from(world, who):
        if word in found:
            yield f"shows {word}"
    kept = answer.headers.get("Cache-Control", "")
    if "public" in kept or "s-maxage" in kept:
        yield "may be kept by a shared cache"


def _hidden_from(world: World, who: Who) -> Iterator[str]:
    yield SECRET
    if not who.is_house or (who.scopes and "notes:read" not in who.scopes):
        yield CANARY
    if not who.may(POLICY, "note.read"):
        yield PARTNER_CANARY
    if not who.may(POLICY, "code.read"):
        yield CODE_CANARY
    for scene in world.scenes():
        if scene.answer.delivery is not None:
            yield scene.answer.delivery.secret
        seen = sees(POLICY, world, who, scene, "ticket")
        if not seen:
            yield scene.ticket.subject
        if not seen and not sees(POLICY, world, who, scene, "contact"):
            yield scene.message.author_address
