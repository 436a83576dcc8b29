"""What the house keeps of its customers in a sweep: a field of its own, a segment, a telephone call for each ticket,
and that they want to be forgotten."""

from datetime import timedelta

from ringback.access import attributes, coding
from ringback.access.identify import actor_of
from ringback.company.models import Attribute, Code, Reason
from ringback.interactions.models import Interaction
from ringback.ledger.actor import SYSTEM
from ringback.people import contacts, erasures, segments
from ringback.people.models import Segment
from ringback.tickets import exchanges
from tests.world import ARRIVED, CANARY, CODE_CANARY, Scene, World

_GOLD = f"gold {CANARY}"


def prepare(world: World) -> None:
    """Everybody of the cast is a customer of the best sort, and has rung up once."""
    attributes.define(SYSTEM, "contact", "tier", f"Tier {CANARY}", "choice", [_GOLD, "tin"])
    segments.define(SYSTEM, f"Best {CANARY}", [{"field": "attribute.tier", "op": "is", "value": _GOLD}])
    coding.define_reason(SYSTEM, f"Delivery {CODE_CANARY}")
    coding.define_code(SYSTEM, "cause", f"Carrier {CODE_CANARY}")
    call = {"offered_at": ARRIVED, "answered_at": ARRIVED, "ended_at": ARRIVED + timedelta(minutes=4)}
    for scene in world.scenes():
        contacts.change(SYSTEM, scene.contact, {"attributes": {"tier": _GOLD}})
        by = actor_of(scene.agent)
        exchanges.record(by, "phone", "in", call, [scene.ticket.pk], contact=scene.contact)
        erasures.ask(SYSTEM, scene.contact.pk)


def attribute() -> int:
    return Attribute.objects.get(key="tier").pk


def reason() -> int:
    return Reason.objects.order_by("id")[0].pk


def code() -> int:
    return Code.objects.order_by("id")[0].pk


def segment() -> int:
    return Segment.objects.order_by("id")[0].pk


def call_of(scene: Scene) -> int:
    return Interaction.objects.filter(team=scene.team, is_by_hand=True).order_by("id")[0].pk


def erasure_of(scene: Scene) -> int:
    return scene.contact.erasures.get().pk
