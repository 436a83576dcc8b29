"""What stands in an address: a thing of each kind, in a scene, or one that is not there at all."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ringback.access import teams, tokens
from ringback.access.identify import actor_of
from ringback.access.models import Session
from ringback.channels.models import Consent, Greeting
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event, Parked
from ringback.people import contacts
from ringback.people.models import Contact
from ringback.tickets import handing_over, parties
from ringback.tickets.briefing import Brief
from ringback.tickets.models import Grant, Party
from tests.sweeping import keeping
from tests.world import ARRIVED, CANARY, Scene, World

ABSENT: Mapping[type, int | str] = {int: 987_654_321, str: "f" * 32}


def value(world: World, scene: Scene, kind: str) -> int | str:
    """Its id, number or key. KeyError for a kind nobody has thought about."""
    return _THINGS[kind](world, scene)


def absent(world: World, kind: str) -> int | str:
    """What nothing of this kind has."""
    return ABSENT[type(value(world, world.near, kind))]


def prepare(world: World) -> None:
    """Make what the cast does not bring: an agent's token, a grant, a parked reaction, mail that was lost."""
    keeping.prepare(world)
    night = teams.found(SYSTEM, "Night", is_partner=False)  # nobody is in it
    for scene in world.scenes():
        tokens.create(SYSTEM, scene.agent.pk, "of the scene")
        _sign_in(scene)
        Grant.objects.create(ticket=scene.ticket, team=night, reason=Grant.FOLLOWER, at=ARRIVED)
        # To one who reads everything anyway.
        Grant.objects.create(ticket=scene.ticket, user=world.users["max"], reason=Grant.CONSULTED, at=ARRIVED)
        Consent.objects.create(line=scene.line, provider="google", client_id="desk")
        Greeting.objects.create(line=scene.line, language="fr", text="Merci. Votre numéro : {number}")
        waits = scene.other.acknowledgement.delivery
        waits.state = "withheld"
        waits.save(update_fields=["state"])
        delivery = scene.answer.delivery
        assert delivery is not None
        delivery.state = "failed"
        delivery.save(update_fields=["state"])
        by = actor_of(scene.agent)
        speaks = parties.Part(
            _aunt(scene), Party.REPRESENTATIVE, parties.Authority(evidence=f"None: {CANARY}")
        )
        parties.add(by, scene.ticket.pk, speaks)
        handing_over.offer(by, scene.other.pk, scene.team, None, Brief("A lid", "", "", f"Ask: {CANARY}"))
    opened = Event.objects.filter(kind="ticket.opened").order_by("id")[:1].get()
    Parked.objects.create(name="reach_follows_ticket", event_id=opened.pk, at=ARRIVED, error="it broke")


def _sign_in(scene: Scene) -> None:
    """The scene's agent sits before another screen as well."""
    key, late = f"{scene.agent.pk:032}", datetime(2999, 1, 1, tzinfo=UTC)
    Session.objects.create(
        user=scene.agent, session_key=key, expire_date=late, begun_at=ARRIVED, browser="of the scene"
    )


def _aunt(scene: Scene) -> Contact:
    """Somebody who says that she speaks for the scene's customer; she takes no part."""
    return contacts.create(SYSTEM, {"name": f"Aunt of {scene.contact.name}"}, [], None)


def _suggested(scene: Scene) -> int:
    return scene.ticket.participants.get(is_confirmed=False).pk


_THINGS: Mapping[str, Callable[[World, Scene], int | str]] = {
    "ticket": lambda world, scene: scene.ticket.pk,
    "message": lambda world, scene: scene.message.pk,
    "answer": lambda world, scene: scene.answer.pk,
    "held": lambda world, scene: scene.held.pk,
    "participant": lambda world, scene: _suggested(scene),
    "link": lambda world, scene: scene.link_id,
    "grant": lambda world, scene: scene.ticket.grants.get(user=world.users["max"]).pk,
    "following_team": lambda world, scene: scene.ticket.grants.get(reason=Grant.FOLLOWER).team_id or 0,
    "file": lambda world, scene: scene.file.key,
    "note": lambda world, scene: scene.note.pk,
    "partner_note": lambda world, scene: scene.partner_note.pk,
    "note_file": lambda world, scene: scene.note_file.key,
    "draft": lambda world, scene: scene.draft.pk,
    "handover": lambda world, scene: scene.other.handovers.order_by("id")[0].pk,
    "party": lambda world, scene: scene.ticket.parties.earliest("id").pk,
    "draft_file": lambda world, scene: scene.draft_file.key,
    "contact": lambda world, scene: scene.contact.pk,
    "identity": lambda world, scene: scene.contact.identities.get().pk,
    "erasure": lambda world, scene: keeping.erasure_of(scene),
    "organization": lambda world, scene: world.organization.pk,
    "attribute": lambda world, scene: keeping.attribute(),
    "reason": lambda world, scene: keeping.reason(),
    "code": lambda world, scene: keeping.code(),
    "segment": lambda world, scene: keeping.segment(),
    "exchange": lambda world, scene: keeping.call_of(scene),
    "interaction": lambda world, scene: scene.message.interaction_id or 0,
    "inbound": lambda world, scene: scene.inbound.pk,
    "unread": lambda world, scene: scene.unread.pk,
    "delivery": lambda world, scene: scene.answer.delivery_id or 0,
    "withheld": lambda world, scene: scene.other.acknowledgement.delivery_id,
    "greeting": lambda world, scene: scene.line.greetings.get().language,
    "line": lambda world, scene: scene.line.pk,
    "team": lambda world, scene: scene.team.pk,
    "user": lambda world, scene: scene.agent.pk,
    "token": lambda world, scene: scene.agent.tokens.get(name="of the scene").pk,
    "session": lambda world, scene: scene.agent.sessions.get(browser="of the scene").pk,
    "parked": lambda world, scene: Parked.objects.get().pk,
}
