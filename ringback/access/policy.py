"""The policy, as data: verb -> role -> how far it reaches. What is not written is denied (TRUST C).

A scope says which objects a role's right extends to:
ALL every object; TEAM those of the actor's teams, and what was granted; LED those of teams the actor leads;
GRANTED only what a grant names; OWN what the actor takes part in as a customer; SELF the actor's own rows.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext

from ringback.access.roles import Role
from ringback.access.standing import Standing, standing
from ringback.kit.errors import Forbidden
from ringback.ledger.actor import Actor


class Reach(StrEnum):
    ALL = "all"
    TEAM = "team"
    MEMBER = "member"  # their team's, and not what was opened to them beside it
    LED = "led"
    GRANTED = "granted"
    OWN = "own"
    SELF = "self"


CUSTOMER = "customer"
GLASS = "glass"  # an administrator behind a broken glass
_A, _T, _M, _G, _O = Reach.ALL, Reach.TEAM, Reach.MEMBER, Reach.GRANTED, Reach.OWN
_ADMIN, _MANAGER, _LEADER = Role.ADMINISTRATOR, Role.MANAGER, Role.TEAM_LEADER
_AGENT, _SPECIALIST, _PARTNER = Role.AGENT, Role.SPECIALIST, Role.PARTNER

_WORK: Mapping[str, Reach] = {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T, _PARTNER: _G}
_SERVE: Mapping[str, Reach] = {_AGENT: _T, _LEADER: _T}
_HOUSE: Mapping[str, Reach] = {_AGENT: _A, _SPECIALIST: _A, _LEADER: _A, _MANAGER: _A, _ADMIN: _A}

POLICY: Mapping[str, Mapping[str, Reach]] = {
    # tickets and what is said in them
    "ticket.read": {**_WORK, _MANAGER: _A, GLASS: _A, CUSTOMER: _O},
    "ticket.open": {_AGENT: _T, _LEADER: _T},
    "ticket.request": {CUSTOMER: _O},
    "ticket.reply": {**_WORK, CUSTOMER: _O},
    "ticket.draft": _WORK,
    "ticket.status": _WORK,
    "ticket.close": {**_WORK, CUSTOMER: _O},
    "ticket.assign": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T},
    "ticket.take": _WORK,
    "ticket.edit": _WORK,
    "ticket.tag": _WORK,
    "ticket.code": _WORK,
    "ticket.resolve": _WORK,
    "ticket.confirm": _SERVE,
    "confirmation.read": {**_WORK, _MANAGER: _A, GLASS: _A},
    "ticket.follow": {**_WORK, _MANAGER: _A},
    "ticket.move": {_LEADER: _T, _AGENT: _T},
    "ticket.participants": _SERVE,
    "party.read": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T, _MANAGER: _A, GLASS: _A},
    "ticket.link": _SERVE,
    "ticket.merge": _SERVE,
    # What is split off is the team's alone: whoever else did it would not see it.
    "ticket.split": {_AGENT: _M, _LEADER: _M},
    "ticket.shelve": _SERVE,
    "ticket.accept_held": _SERVE,
    "ticket.grant": {_LEADER: _T, _AGENT: _T},
    "handover.read": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T, _MANAGER: _A, GLASS: _A},
    "handover.offer": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T},
    "handover.answer": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T},
    "note.read": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T, _MANAGER: _A, GLASS: _A, _PARTNER: _G},
    "note.write": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T, _PARTNER: _G},
    "original.read": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T, _MANAGER: _A, GLASS: _A},
    # people
    "contact.read": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T, _MANAGER: _A, _ADMIN: _A, CUSTOMER: _O},
    "contact.write": {_AGENT: _T, _LEADER: _T, _ADMIN: _A, CUSTOMER: _O},
    "contact.merge": {_LEADER: _T, _ADMIN: _A},
    "contact.openings": {_MANAGER: _A, _ADMIN: _A},
    "contact.erase": {_ADMIN: _A},
    "organization.read": _HOUSE,
    "organization.write": {_AGENT: _A, _LEADER: _A, _ADMIN: _A},
    "attribute.read": _HOUSE,
    "attribute.write": {_MANAGER: _A, _ADMIN: _A},
    "code.read": {**_HOUSE, _PARTNER: _G},
    "code.write": {_MANAGER: _A, _ADMIN: _A},
    "segment.read": _HOUSE,
    "segment.write": {_MANAGER: _A, _ADMIN: _A},
    # mail as it came in and goes out
    "inbound.read": {_AGENT: _T, _LEADER: _T, _MANAGER: _A, _ADMIN: _A},
    "inbound.handle": {_AGENT: _T, _LEADER: _T, _ADMIN: _A},
    "delivery.read": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T, _MANAGER: _A, _PARTNER: _G},
    "delivery.retry": {_AGENT: _T, _LEADER: _T},
    "interaction.read": {**_WORK, _MANAGER: _A},
    "interaction.write": {_AGENT: _T, _SPECIALIST: _T, _LEADER: _T},
    "search": {**_WORK, _MANAGER: _A, GLASS: _A, CUSTOMER: _O},
    # the house
    "line.read": _HOUSE,
    "line.write": {_ADMIN: _A},
    "team.read": {**_HOUSE, _PARTNER: _G},
    "team.write": {_ADMIN: _A},
    "user.read": {**_HOUSE, _PARTNER: _G},
    "user.write": {_ADMIN: _A},
    "setting.write": {_ADMIN: _A},
    "health.read": {_ADMIN: _A, _MANAGER: _A, _LEADER: _A},
    "parked.retry": {_ADMIN: _A},
    "event.read": {_ADMIN: _A, _MANAGER: _A, _LEADER: _T, _AGENT: _T, _SPECIALIST: _T},
    "token.write": {
        _AGENT: Reach.SELF,
        _SPECIALIST: Reach.SELF,
        _LEADER: Reach.SELF,
        _MANAGER: Reach.SELF,
        _ADMIN: _A,
    },
    "session.end": {
        CUSTOMER: Reach.SELF,
        _PARTNER: Reach.SELF,
        _AGENT: Reach.SELF,
        _SPECIALIST: Reach.SELF,
        _LEADER: Reach.SELF,
        _MANAGER: Reach.SELF,
        _ADMIN: _A,
    },
    "glass.break": {_ADMIN: _A},
    "signature.write": {_ADMIN: _A, _LEADER: Reach.LED},
}


# What nothing else may bring to light: without one of these scopes a token does not have the right at all.
SCOPED: Mapping[str, frozenset[str]] = {
    "note.read": frozenset({"notes:read", "notes:write"}),
    "original.read": frozenset({"inbound:read"}),
    "event.read": frozenset({"events:read"}),
}


def reaches(actor: Actor, verb: str) -> frozenset[Reach]:
    """How far `actor` may go with `verb`; the empty set is a no. KeyError for a verb the policy does not
    know."""
    who = standing(actor)
    if who.everything:
        return frozenset({Reach.ALL})
    row = POLICY[verb]
    if who.scopes is not None and not _in_scope(verb, who.scopes):
        return frozenset()
    return frozenset(row[name] for name in _names(who) if name in row)


def may(actor: Actor, verb: str) -> bool:
    """Whether the actor has the right for any object at all."""
    return bool(reaches(actor, verb))


def require(actor: Actor, verb: str) -> frozenset[Reach]:
    """As `reaches`, but raises Forbidden for a no."""
    found = reaches(actor, verb)
    if not found:
        raise Forbidden(gettext("You do not have the right to do this."))
    return found


def holds(actor: Actor, scope: str) -> bool:
    """Whether nothing narrows the actor to less than this scope of tokens: for what is shown beside something else."""
    scopes = standing(actor).scopes
    return scopes is None or scope in scopes


def _in_scope(verb: str, scopes: frozenset[str]) -> bool:
    return verb not in SCOPED or bool(SCOPED[verb] & scopes)


def _names(who: Standing) -> set[str]:
    names: set[str] = {str(role) for role in who.roles}
    if who.is_customer:
        names.add(CUSTOMER)
    if who.glass:
        names.add(GLASS)
    return names
