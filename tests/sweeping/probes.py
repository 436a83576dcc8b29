"""How each operation of the API is filled: its address, a body that will do, and what decides beside the policy.

An operation that is not here fails the sweep.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from ringback.access.models import Membership
from ringback.access.policy import POLICY, Reach
from ringback.company.models import Reason
from ringback.kit.clock import now
from ringback.tickets.models import Category, Status
from tests.sweeping.people import Who
from tests.world import Scene, World

Body = Callable[[World, Scene, Who], Any]
Rule = Callable[[Who, Scene], bool]


@dataclass(frozen=True, slots=True)
class Probe:
    """One way to ask an operation. `kinds`: what its address names. `acts`: whether the verb asks how far the right
    goes, beyond seeing. `rule`: a further condition; `unless`: what whoever fails it is answered."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    query: str = ""
    verb: str = ""  # the one that decides, where the operation names several
    acts: bool = False
    rule: Rule = lambda who, scene: True
    unless: int = 403
    status: int = 200
    shows: str = ""  # a verb that the body makes the operation ask for
    upload: bool = False


def _no_customer(who: Who, scene: Scene) -> bool:
    return not who.is_customer


def _serves(who: Who, scene: Scene) -> bool:
    """An open ticket of the customer is their team's, or, as Max's, was opened to them: others need a reason."""
    return who.is_of(scene) or who.user == "max"


def _has_to_do(who: Who, scene: Scene) -> bool:
    return who.is_customer or _serves(who, scene)


def _is_agent(who: Who, scene: Scene) -> bool:
    return who.user == scene.agent.name.lower()


def _is_agent_or_administrator(who: Who, scene: Scene) -> bool:
    return _is_agent(who, scene) or Reach.ALL in who.may(POLICY, "session.end")


def _signs_for_team(who: Who, scene: Scene) -> bool:
    far = who.may(POLICY, "signature.write")
    return Reach.ALL in far or (Reach.LED in far and who.is_of(scene))


def _leads(who: Who, scene: Scene) -> bool:
    return Reach.LED in who.may(POLICY, "signature.write")


def _gives(who: Who, scene: Scene) -> bool:
    """Who answers for it, and who leads its team."""
    return _is_agent(who, scene) or (_leads(who, scene) and who.is_of(scene))


def _takes(who: Who, scene: Scene) -> bool:
    return who.is_of(scene)


def _may_grant(who: Who, scene: Scene) -> bool:
    return bool(who.may(POLICY, "ticket.grant"))


def _calling_in(world: World, scene: Scene, who: Who) -> Any:
    """Somebody whom everybody on the staff knows of."""
    return {"html": "<p>What do you think?</p>", "users": [world.users["quinn"].pk]}


def _html(world: World, scene: Scene, who: Who) -> Any:
    return {"html": "<p>A word</p>"}


def _settled(world: World, scene: Scene, who: Who) -> Any:
    reason = Reason.objects.order_by("id")[0].pk
    return {"html": "<p>Here is a new one.</p>", "codes": {"contact_reason": reason}}


def _own_id(world: World, scene: Scene, who: Who) -> Any:
    return {"user": world.users[who.user].pk if who.user else 1}


def _agent_id(world: World, scene: Scene, who: Who) -> Any:
    return {"user": scene.agent.pk}


def _status(category: Category) -> int:
    return Status.objects.filter(category=category)[:1].get().pk


def _members(world: World, scene: Scene, who: Who) -> Any:
    rows = Membership.objects.filter(team=scene.team).order_by("user_id")
    return {"members": [{"user": row.user_id, "is_leader": row.is_leader} for row in rows]}


def _new_ticket(world: World, scene: Scene, who: Who) -> Any:
    if who.is_customer:
        return {"subject": "From myself", "html": "<p>The lid rattles.</p>"}
    own = Membership.objects.filter(user=world.users[who.user]).first() if who.user else None
    return {
        "subject": "By telephone",
        "html": "<p>The lid rattles.</p>",
        "email": "new@mail.example",
        "team": own.team_id if own and scene is world.near else scene.team.pk,
    }


def _by_hand(world: World, scene: Scene, who: Who) -> Any:
    return {"address": "new@mail.example", "subject": "Read by hand", "html": "<p>It says help.</p>"}


def _fixed(**body: Any) -> Body:
    return lambda world, scene, who: body


def _tomorrow(world: World, scene: Scene, who: Who) -> Any:
    return {"send_at": (now() + timedelta(days=1)).isoformat()}


def _call(world: World, scene: Scene, who: Who) -> Any:
    about = [scene.ticket.pk]
    return {"channel": "phone", "direction": "in", "offered_at": "2026-10-01T09:00:00Z", "tickets": about}


_GAELIC = {"field": "language", "op": "is", "value": "ga"}
_T = {"number": "ticket"}


def _step(**more: Any) -> Probe:
    """A verb on a ticket, which asks how far the right goes."""
    return Probe(_T, acts=True, **more)


def _own_signature(**more: Any) -> Probe:
    return Probe({"user_id": "user"}, rule=_is_agent, unless=404, **more)


def _team_signature(**more: Any) -> Probe:
    return Probe({"team_id": "team"}, rule=_signs_for_team, **more)


PROBES: Mapping[tuple[str, str], Sequence[Probe]] = {
    ("GET", "/tickets"): [Probe()],
    ("POST", "/tickets"): [Probe(body=_new_ticket, status=201)],
    ("GET", "/tickets/{int:number}"): [Probe(_T)],
    ("PATCH", "/tickets/{int:number}"): [_step(body=_fixed(priority=2))],
    ("POST", "/tickets/{int:number}/closures"): [_step(body=_fixed(reason="no_case"))],
    ("POST", "/tickets/{int:number}/statuses"): [
        _step(body=lambda w, s, who: {"status": _status(Category.WAITING_FOR_CUSTOMER)})
    ],
    ("POST", "/tickets/{int:number}/assignments"): [
        _step(body=_own_id, verb="ticket.take"),
        _step(body=_fixed(user=None), verb="ticket.assign"),
    ],
    ("POST", "/tickets/{int:number}/owners"): [_step(body=_agent_id)],
    ("POST", "/tickets/{int:number}/moves"): [
        _step(body=lambda w, s, who: {"team": w.teams["Engineers"].pk}, status=204)
    ],
    ("GET", "/tickets/{int:number}/brief"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/handovers"): [
        _step(body=lambda w, s, who: {"team": w.teams["Engineers"].pk}, rule=_gives, status=201)
    ],
    ("GET", "/handovers"): [Probe()],
    ("GET", "/handovers/{int:handover_id}"): [Probe({"handover_id": "handover"})],
    ("POST", "/handovers/{int:handover_id}/acceptances"): [Probe({"handover_id": "handover"}, rule=_takes)],
    ("POST", "/handovers/{int:handover_id}/returns"): [
        Probe({"handover_id": "handover"}, body=_fixed(reason="Not ours."), rule=_takes, status=204)
    ],
    ("POST", "/handovers/{int:handover_id}/withdrawals"): [Probe({"handover_id": "handover"}, rule=_gives)],
    ("POST", "/users/{int:user_id}/handovers"): [
        Probe({"user_id": "user"}, body=lambda w, s, who: {"team": s.team.pk}, rule=_leads, status=201)
    ],
    ("POST", "/tickets/{int:number}/shelvings"): [_step(body=_fixed(shelf="spam"))],
    ("POST", "/tickets/{int:number}/reads"): [
        Probe(_T, body=lambda w, s, who: {"message": s.message.pk}, status=204)
    ],
    ("PUT", "/tickets/{int:number}/tags"): [_step(body=_fixed(tags=["swept"]))],
    ("GET", "/tickets/{int:number}/links"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/links"): [
        _step(body=lambda w, s, who: {"other": s.other.pk}, status=201)
    ],
    ("DELETE", "/tickets/{int:number}/links/{int:link_id}"): [
        Probe({"number": "ticket", "link_id": "link"}, acts=True, status=204)
    ],
    ("GET", "/tickets/{int:number}/merges"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/merges"): [_step(body=lambda w, s, who: {"into": s.other.pk})],
    # Nothing of the cast is merged.
    ("POST", "/tickets/{int:number}/unmerges"): [_step(status=422)],
    ("GET", "/tickets/{int:number}/duplicates"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/duplicates/dismissals"): [
        _step(body=lambda w, s, who: {"other": s.other.pk}, status=204)
    ],
    ("POST", "/tickets/{int:number}/splits"): [
        _step(body=lambda w, s, who: {"messages": [s.message.pk]}, status=201)
    ],
    ("POST", "/tickets/{int:number}/tellings"): [Probe(_T, body=_html, status=422, rule=_no_customer)],
    ("GET", "/tickets/{int:number}/participants"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/participants"): [
        _step(body=_fixed(address="aunt@mail.example"), status=201)
    ],
    ("POST", "/tickets/{int:number}/participants/{int:participant_id}/confirmations"): [
        Probe({"number": "ticket", "participant_id": "participant"}, acts=True)
    ],
    ("DELETE", "/tickets/{int:number}/participants/{int:participant_id}"): [
        Probe({"number": "ticket", "participant_id": "participant"}, acts=True, status=204)
    ],
    ("GET", "/tickets/{int:number}/parties"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/parties"): [
        _step(body=lambda w, s, who: {"contact": s.contact.pk, "role": "payer"}, status=201)
    ],
    ("PUT", "/parties/{int:party_id}/authority"): [
        Probe({"party_id": "party"}, body=_fixed(proof="written"), acts=True)
    ],
    ("POST", "/parties/{int:party_id}/ends"): [Probe({"party_id": "party"}, acts=True)],
    ("GET", "/tickets/{int:number}/grants"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/grants"): [
        _step(body=lambda w, s, who: {"user": w.users["sid"].pk}, status=201)
    ],
    ("DELETE", "/tickets/{int:number}/grants/{int:grant_id}"): [
        Probe({"number": "ticket", "grant_id": "grant"}, acts=True, status=204)
    ],
    ("GET", "/tickets/{int:number}/followers"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/followers"): [
        _step(body=_fixed(), verb="ticket.follow", status=201),
        _step(body=lambda w, s, who: {"team": w.teams["Engineers"].pk}, verb="ticket.grant", status=201),
    ],
    ("DELETE", "/tickets/{int:number}/followers/users/{int:user_id}"): [
        Probe({"number": "ticket", "user_id": "user"}, rule=_is_agent, unless=404, status=204)
    ],
    ("DELETE", "/tickets/{int:number}/followers/teams/{int:team_id}"): [
        Probe({"number": "ticket", "team_id": "following_team"}, acts=True, status=204)
    ],
    ("GET", "/tickets/{int:number}/timeline"): [Probe(_T)],
    ("GET", "/tickets/{int:number}/events"): [Probe(_T)],
    ("GET", "/tickets/{int:number}/messages"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/messages"): [
        _step(body=_html, status=201, rule=lambda who, scene: who.is_customer)
    ],
    ("GET", "/messages"): [Probe()],
    ("GET", "/messages/{int:message_id}"): [
        Probe({"message_id": "message"}),
        Probe({"message_id": "answer"}),
        Probe({"message_id": "held"}),
    ],
    ("GET", "/messages/{int:message_id}/authentication"): [
        Probe({"message_id": "message"}),
        Probe({"message_id": "held"}),
    ],
    ("POST", "/messages/{int:message_id}/acceptances"): [Probe({"message_id": "held"}, acts=True)],
    ("POST", "/messages/{int:message_id}/rejections"): [Probe({"message_id": "held"}, acts=True)],
    ("POST", "/tickets/{int:number}/replies"): [_step(body=_html, status=201, rule=_no_customer)],
    ("GET", "/tickets/{int:number}/notes"): [Probe(_T)],
    ("POST", "/tickets/{int:number}/notes"): [
        _step(body=_html, status=201),
        _step(body=_calling_in, status=201, rule=_may_grant, unless=422, shows="ticket.grant"),
    ],
    ("GET", "/notes/{int:note_id}"): [Probe({"note_id": "note"}), Probe({"note_id": "partner_note"})],
    ("PATCH", "/notes/{int:note_id}"): [Probe({"note_id": "note"}, body=_html, acts=True, rule=_is_agent)],
    ("GET", "/drafts"): [Probe()],
    ("GET", "/drafts/{int:draft_id}"): [Probe({"draft_id": "draft"})],
    ("PUT", "/tickets/{int:number}/drafts/{kind}"): [
        Probe({"number": "ticket", "kind": "=reply"}, body=_html, acts=True, verb="ticket.draft"),
        Probe({"number": "ticket", "kind": "=note"}, body=_html, acts=True, verb="note.write"),
    ],
    ("POST", "/tickets/{int:number}/drafts/{kind}/files"): [
        Probe({"number": "ticket", "kind": "=reply"}, upload=True, acts=True, verb="ticket.draft", status=201)
    ],
    ("POST", "/drafts/{int:draft_id}/schedulings"): [Probe({"draft_id": "draft"}, body=_tomorrow, acts=True)],
    ("POST", "/drafts/{int:draft_id}/unschedulings"): [
        Probe({"draft_id": "draft"}, rule=lambda who, scene: False, unless=422)
    ],
    ("POST", "/messages/{int:message_id}/undos"): [
        # Its author, and they come too late.
        Probe(
            {"message_id": "answer"},
            rule=lambda who, scene: who.user == scene.agent.name.lower(),
            status=422,
            unless=403,
        )
    ],
    ("DELETE", "/drafts/{int:draft_id}"): [Probe({"draft_id": "draft"}, status=204)],
    ("DELETE", "/drafts/files/{str:key}"): [Probe({"key": "draft_file"}, status=204)],
    ("GET", "/interactions"): [Probe()],
    ("GET", "/interactions/{int:interaction_id}"): [Probe({"interaction_id": "interaction"})],
    ("POST", "/interactions"): [
        Probe(
            body=_call, status=201, rule=lambda who, s: bool(who.teams & {"North", "Engineers"}), unless=422
        )
    ],
    ("PATCH", "/interactions/{int:interaction_id}"): [
        Probe({"interaction_id": "exchange"}, body=_fixed(disposition="helped")),
        Probe(
            {"interaction_id": "interaction"},
            body=_fixed(disposition="helped"),
            rule=lambda who, scene: False,
            unless=422,
        ),
    ],
    ("GET", "/contact-reasons"): [Probe()],
    ("POST", "/contact-reasons"): [Probe(body=_fixed(name="Invoice"), status=201)],
    ("GET", "/contact-reasons/{int:reason_id}"): [Probe({"reason_id": "reason"})],
    ("PATCH", "/contact-reasons/{int:reason_id}"): [
        Probe({"reason_id": "reason"}, body=_fixed(name="Freight"))
    ],
    ("GET", "/codes"): [Probe()],
    ("POST", "/codes"): [Probe(body=_fixed(kind="resolution", name="Replaced"), status=201)],
    ("GET", "/codes/{int:code_id}"): [Probe({"code_id": "code"})],
    ("PATCH", "/codes/{int:code_id}"): [Probe({"code_id": "code"}, body=_fixed(name="Haulier"))],
    ("GET", "/tickets/{int:number}/coding"): [Probe(_T)],
    ("PATCH", "/tickets/{int:number}/coding"): [_step(body=_fixed(contact_reason=None))],
    ("GET", "/tickets/{int:number}/confirmations"): [Probe(_T)],
    ("GET", "/confirmations/results"): [Probe()],
    ("POST", "/tickets/{int:number}/confirmations"): [
        _step(body=_fixed(answer="yes"), status=201, rule=lambda who, scene: False, unless=422)
    ],
    ("POST", "/tickets/{int:number}/resolutions"): [_step(body=_settled, status=201, rule=_no_customer)],
    ("GET", "/attributes"): [Probe()],
    ("POST", "/attributes"): [
        Probe(body=_fixed(noun="contact", key="shoe", label="Shoe size", type="number"), status=201)
    ],
    ("GET", "/attributes/{int:attribute_id}"): [Probe({"attribute_id": "attribute"})],
    ("PATCH", "/attributes/{int:attribute_id}"): [
        Probe({"attribute_id": "attribute"}, body=_fixed(label="Rank"))
    ],
    ("GET", "/segments"): [Probe()],
    ("POST", "/segments"): [Probe(body=_fixed(name="Gaels", conditions=[_GAELIC]), status=201)],
    ("GET", "/segments/{int:segment_id}"): [Probe({"segment_id": "segment"})],
    ("PATCH", "/segments/{int:segment_id}"): [Probe({"segment_id": "segment"}, body=_fixed(name="Rest"))],
    ("DELETE", "/segments/{int:segment_id}"): [Probe({"segment_id": "segment"}, status=204)],
    ("GET", "/segments/{int:segment_id}/contacts"): [Probe({"segment_id": "segment"})],
    ("GET", "/contacts/{int:contact_id}/reached"): [Probe({"contact_id": "contact"})],
    ("GET", "/contacts"): [Probe()],
    ("POST", "/contacts"): [Probe(body=_fixed(name="Somebody"), status=201, rule=_no_customer)],
    ("GET", "/contacts/{int:contact_id}"): [Probe({"contact_id": "contact"}, rule=_has_to_do)],
    ("PATCH", "/contacts/{int:contact_id}"): [
        Probe({"contact_id": "contact"}, body=_fixed(name="Somebody"), rule=_has_to_do)
    ],
    ("POST", "/contacts/{int:contact_id}/merges"): [
        # Into themselves: who may, hears that it can't be.
        Probe({"contact_id": "contact"}, body=lambda w, s, who: {"into": s.contact.pk}, status=422)
    ],
    ("POST", "/contacts/{int:contact_id}/unmerges"): [Probe({"contact_id": "contact"}, status=422)],
    ("GET", "/contacts/{int:contact_id}/duplicates"): [Probe({"contact_id": "contact"}, rule=_has_to_do)],
    ("POST", "/contacts/{int:contact_id}/duplicates/dismissals"): [
        Probe({"contact_id": "contact"}, body=lambda w, s, who: {"other": s.contact.pk}, status=422)
    ],
    ("GET", "/contacts/{int:contact_id}/openings"): [Probe({"contact_id": "contact"})],
    ("POST", "/contacts/{int:contact_id}/openings"): [
        Probe({"contact_id": "contact"}, body=_fixed(reason="They rang me up"), status=204)
    ],
    ("POST", "/contacts/{int:contact_id}/identities"): [
        Probe(
            {"contact_id": "contact"},
            body=_fixed(kind="phone", value="+4930123456"),
            status=201,
            rule=_serves,
        )
    ],
    ("DELETE", "/contacts/{int:contact_id}/identities/{int:identity_id}"): [
        Probe({"contact_id": "contact", "identity_id": "identity"}, status=204, rule=_serves)
    ],
    ("GET", "/contacts/{int:contact_id}/erasures"): [Probe({"contact_id": "contact"})],
    # It was asked for already.
    ("POST", "/contacts/{int:contact_id}/erasures"): [
        Probe({"contact_id": "contact"}, rule=lambda who, scene: False, unless=422)
    ],
    ("POST", "/contacts/{int:contact_id}/erasures/{int:erasure_id}/cancellations"): [
        Probe({"contact_id": "contact", "erasure_id": "erasure"})
    ],
    ("GET", "/organizations"): [Probe()],
    ("POST", "/organizations"): [Probe(body=_fixed(name="Brass Bands"), status=201)],
    ("GET", "/organizations/{int:organization_id}"): [Probe({"organization_id": "organization"})],
    ("PATCH", "/organizations/{int:organization_id}"): [
        Probe({"organization_id": "organization"}, body=_fixed(name="Brass Bands"))
    ],
    ("GET", "/teams"): [Probe()],
    ("POST", "/teams"): [Probe(body=_fixed(name="West"), status=201)],
    ("GET", "/teams/{int:team_id}"): [Probe({"team_id": "team"})],
    ("PATCH", "/teams/{int:team_id}"): [Probe({"team_id": "team"}, body=_fixed(name="West"))],
    ("GET", "/teams/{int:team_id}/members"): [Probe({"team_id": "team"})],
    ("PUT", "/teams/{int:team_id}/members"): [Probe({"team_id": "team"}, body=_members)],
    ("GET", "/users"): [Probe()],
    ("POST", "/users"): [Probe(body=_fixed(email="new@house.example", name="New"), status=201)],
    ("GET", "/users/{int:user_id}"): [Probe({"user_id": "user"})],
    ("PATCH", "/users/{int:user_id}"): [Probe({"user_id": "user"}, body=_fixed(name="Renamed"))],
    ("POST", "/users/{int:user_id}/deactivations"): [Probe({"user_id": "user"})],
    ("POST", "/users/{int:user_id}/reactivations"): [Probe({"user_id": "user"})],
    ("POST", "/users/{int:user_id}/factor-removals"): [Probe({"user_id": "user"})],
    ("POST", "/users/{int:user_id}/invitations"): [Probe({"user_id": "user"})],
    ("GET", "/users/{int:user_id}/signature"): [_own_signature()],
    ("PUT", "/users/{int:user_id}/signature"): [_own_signature(body=_html)],
    ("DELETE", "/users/{int:user_id}/signature"): [_own_signature(status=204)],
    ("GET", "/teams/{int:team_id}/signature"): [_team_signature()],
    ("PUT", "/teams/{int:team_id}/signature"): [_team_signature(body=_html)],
    ("DELETE", "/teams/{int:team_id}/signature"): [_team_signature(status=204)],
    ("GET", "/lines"): [Probe()],
    ("POST", "/lines"): [
        Probe(
            body=lambda w, s, who: {"name": "West", "address": "west@desk.example", "team": s.team.pk},
            status=201,
        )
    ],
    ("GET", "/lines/{int:line_id}"): [Probe({"line_id": "line"})],
    ("PATCH", "/lines/{int:line_id}"): [Probe({"line_id": "line"}, body=_fixed(name="West"))],
    ("POST", "/lines/{int:line_id}/tests"): [Probe({"line_id": "line"})],
    ("GET", "/lines/{int:line_id}/consent"): [Probe({"line_id": "line"})],
    ("PUT", "/lines/{int:line_id}/consent"): [
        Probe({"line_id": "line"}, body=_fixed(provider="google", client_id="desk"))
    ],
    ("POST", "/lines/{int:line_id}/consents"): [Probe({"line_id": "line"}, status=201)],
    ("DELETE", "/lines/{int:line_id}/consent"): [Probe({"line_id": "line"}, status=204)],
    ("GET", "/lines/{int:line_id}/greetings"): [Probe({"line_id": "line"})],
    ("PUT", "/lines/{int:line_id}/greetings/{str:language}"): [
        Probe({"line_id": "line", "language": "=de"}, body=_fixed(text="Danke: {number}"))
    ],
    ("DELETE", "/lines/{int:line_id}/greetings/{str:language}"): [
        Probe({"line_id": "line", "language": "greeting"}, status=204)
    ],
    ("GET", "/inbound"): [Probe()],
    ("GET", "/inbound/{int:inbound_id}"): [Probe({"inbound_id": "inbound"}), Probe({"inbound_id": "unread"})],
    ("GET", "/inbound/{int:inbound_id}/raw"): [
        Probe({"inbound_id": "inbound"}),
        Probe({"inbound_id": "unread"}),
    ],
    ("POST", "/inbound/{int:inbound_id}/retries"): [Probe({"inbound_id": "unread"})],
    ("POST", "/inbound/{int:inbound_id}/dismissals"): [Probe({"inbound_id": "unread"})],
    ("POST", "/inbound/{int:inbound_id}/tickets"): [
        Probe(
            {"inbound_id": "unread"},
            body=_by_hand,
            status=201,
            rule=lambda who, scene: "administrator" not in who.names,
        )
    ],
    ("GET", "/deliveries"): [Probe()],
    ("GET", "/deliveries/{int:delivery_id}"): [Probe({"delivery_id": "delivery"})],
    ("POST", "/deliveries/{int:delivery_id}/retries"): [Probe({"delivery_id": "delivery"}, acts=True)],
    ("POST", "/deliveries/{int:delivery_id}/discards"): [Probe({"delivery_id": "withheld"}, acts=True)],
    ("POST", "/deliveries/releases"): [Probe(body=_fixed())],
    ("POST", "/deliveries/discards"): [Probe(body=lambda w, s, who: {"line": s.line.pk})],
    ("GET", "/events"): [Probe()],
    ("GET", "/search"): [Probe(query="q=since")],
    ("GET", "/attachments/{str:key}"): [
        Probe({"key": "file"}),
        Probe({"key": "note_file"}),
        Probe({"key": "draft_file"}),
    ],
    ("GET", "/tokens"): [Probe()],
    ("POST", "/tokens"): [Probe(body=_fixed(name="mine"), status=201)],
    ("GET", "/tokens/{int:token_id}"): [Probe({"token_id": "token"})],
    ("POST", "/tokens/{int:token_id}/revocations"): [Probe({"token_id": "token"})],
    ("GET", "/sessions"): [Probe()],
    ("GET", "/sessions/{int:session_id}"): [Probe({"session_id": "session"})],
    ("DELETE", "/sessions/{int:session_id}"): [Probe({"session_id": "session"}, status=204)],
    ("POST", "/sessions/ends"): [
        Probe(body=_fixed()),
        Probe(body=_agent_id, rule=_is_agent_or_administrator),
    ],
    ("GET", "/statuses"): [Probe()],
    ("GET", "/settings"): [Probe()],
    ("PATCH", "/settings"): [Probe(body=_fixed(break_glass=True))],
    ("GET", "/backups"): [Probe()],
    ("PATCH", "/backups"): [Probe(body=_fixed(keep_days=7))],
    ("POST", "/backups"): [Probe(status=202)],
    ("GET", "/retention"): [Probe()],
    ("PATCH", "/retention"): [Probe(body=_fixed(keep_spam=14))],
    ("GET", "/parked"): [Probe()],
    ("POST", "/parked/{int:parked_id}/retries"): [Probe({"parked_id": "parked"})],
}
