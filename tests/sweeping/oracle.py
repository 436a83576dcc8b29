"""What somebody may see and do, by the policy and the world alone: the second opinion that the desk is held to."""

from collections.abc import Callable, Mapping

from ringback.access.policy import Reach
from tests.sweeping.people import Policy, Who
from tests.world import Scene, World

Sees = Callable[[Policy, World, Who, Scene], bool]


def covers(policy: Policy, world: World, who: Who, scene: Scene, verb: str) -> bool:
    """Whether the right to `verb` extends to the scene's ticket."""
    far = who.may(policy, verb)
    return (
        Reach.ALL in far
        or (bool(far & {Reach.TEAM, Reach.MEMBER}) and who.is_of(scene))
        or (bool(far & {Reach.TEAM, Reach.GRANTED}) and who.has_grant(world, scene))
        or (Reach.OWN in far and who.user == scene.customer.name.lower())
    )


def sees(policy: Policy, world: World, who: Who, scene: Scene, kind: str) -> bool:
    """Whether the thing of this kind in the scene is theirs to see. KeyError for a kind nobody has thought about."""
    return SEES[kind](policy, world, who, scene)


def _ticket(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    return covers(policy, world, who, scene, "ticket.read")


def _held(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    return _ticket(policy, world, who, scene) and not who.is_customer


def _note(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    """The one that is not for partners."""
    house = who.may(policy, "note.read") - {Reach.GRANTED}
    return bool(house) and _ticket(policy, world, who, scene)


def _partner_note(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    return bool(who.may(policy, "note.read")) and _ticket(policy, world, who, scene)


def _draft(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    return who.user == scene.agent.name.lower() and _ticket(policy, world, who, scene)


def _handover(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    """Of the scene's second ticket, which is open to nobody beside its team."""
    far = who.may(policy, "handover.read")
    return Reach.ALL in far or (Reach.TEAM in far and who.is_of(scene))


def _party(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    return bool(who.may(policy, "party.read")) and _ticket(policy, world, who, scene)


def _contact(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    far = who.may(policy, "contact.read")
    own = Reach.OWN in far and who.user == scene.customer.name.lower()
    return Reach.ALL in far or (Reach.TEAM in far and who.is_of(scene)) or own


def _interaction(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    far = who.may(policy, "interaction.read")
    return Reach.ALL in far or (Reach.TEAM in far and who.is_of(scene))


def _unread(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    """A receipt that belongs to no ticket."""
    far = who.may(policy, "inbound.read")
    return Reach.ALL in far or (Reach.TEAM in far and who.is_of(scene))


def _inbound(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    return _unread(policy, world, who, scene) and _ticket(policy, world, who, scene)


def _delivery(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    far = who.may(policy, "delivery.read")
    return Reach.ALL in far or (bool(far) and _ticket(policy, world, who, scene))


def _team(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    return bool(who.may(policy, "team.read")) and (who.is_house or who.is_of(scene))


def _house_team(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    """One that nobody of the cast is in."""
    return bool(who.may(policy, "team.read")) and who.is_house


def _user(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    """The scene's agent."""
    return bool(who.may(policy, "user.read")) and (who.is_house or who.is_of(scene))


def _token(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    """A token of the scene's agent."""
    return Reach.ALL in who.may(policy, "token.write") or who.user == scene.agent.name.lower()


def _session(policy: Policy, world: World, who: Who, scene: Scene) -> bool:
    """A session of the scene's agent."""
    return Reach.ALL in who.may(policy, "session.end") or who.user == scene.agent.name.lower()


def _any(verb: str) -> Sees:
    """Things that belong to no team: seen by whoever has the right at all."""
    return lambda policy, world, who, scene: bool(who.may(policy, verb))


SEES: Mapping[str, Sees] = {
    "ticket": _ticket,
    "message": _ticket,
    "held": _held,
    "answer": _ticket,
    "participant": _ticket,
    "link": _ticket,
    "grant": _ticket,
    "file": _ticket,
    "note": _note,
    "partner_note": _partner_note,
    "note_file": _note,
    "draft": _draft,
    "draft_file": _draft,
    "handover": _handover,
    "party": _party,
    "contact": _contact,
    "identity": _contact,
    "erasure": _contact,
    "organization": _any("organization.read"),
    "interaction": _interaction,
    "exchange": _interaction,
    "attribute": _any("attribute.read"),
    "reason": _any("code.read"),
    "code": _any("code.read"),
    "segment": _any("segment.read"),
    "inbound": _inbound,
    "unread": _unread,
    "delivery": _delivery,
    "withheld": _delivery,
    "line": _any("line.read"),
    "greeting": _any("line.read"),
    "team": _team,
    "following_team": _house_team,
    "user": _user,
    "token": _token,
    "session": _session,
    "parked": _any("parked.retry"),
}
