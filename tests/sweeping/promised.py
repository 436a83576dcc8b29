"""What PRODUCT and TRUST (C) promise each role, written down a second time: the sweeps ask the policy what to expect,
so something must ask the policy. Whoever changes it changes both."""

from collections.abc import Mapping

_CARE = """
    ticket.read ticket.reply ticket.draft ticket.status ticket.close ticket.take ticket.edit ticket.tag
    note.read note.write delivery.read interaction.read search ticket.follow ticket.code ticket.resolve
    confirmation.read
"""
_SPECIALIST = f"""{_CARE} ticket.assign original.read contact.read event.read interaction.write
    handover.read handover.offer handover.answer party.read
"""
_SERVICE = f"""{_SPECIALIST}
    ticket.open ticket.move ticket.participants ticket.link ticket.shelve ticket.accept_held ticket.grant
    ticket.confirm ticket.merge
    contact.write inbound.read inbound.handle delivery.retry
"""
_HOUSE = "organization.read line.read team.read user.read attribute.read segment.read code.read"

# role: how far: what. What does not stand here is nobody's.
PROMISED: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "own": "ticket.read ticket.request ticket.reply ticket.close contact.read contact.write search",
        "self": "session.end",
    },
    "agent": {
        "team": _SERVICE,
        "member": "ticket.split",
        "all": f"{_HOUSE} organization.write",
        "self": "token.write session.end",
    },
    "specialist": {"team": _SPECIALIST, "all": _HOUSE, "self": "token.write session.end"},
    "team_leader": {
        "team": f"{_SERVICE} contact.merge",
        "member": "ticket.split",
        "all": f"{_HOUSE} organization.write health.read",
        "led": "signature.write",
        "self": "token.write session.end",
    },
    # Neither customers' data nor originals, no other people, nothing that leads outside (TRUST C, partner rules).
    "partner": {"granted": f"{_CARE} team.read user.read code.read", "self": "session.end"},
    # Reads everything, and changes only what the house sorts its customers and work by.
    "manager": {
        "all": f"""{_HOUSE} ticket.read note.read original.read contact.read inbound.read delivery.read
            interaction.read search health.read event.read confirmation.read handover.read
            party.read ticket.follow contact.openings attribute.write segment.write code.write""",
        "self": "token.write session.end",
    },
    # Runs the house, and reads no ticket but behind a broken glass.
    "administrator": {
        "all": f"""{_HOUSE} line.write team.write user.write setting.write signature.write token.write
            organization.write contact.read contact.write inbound.read inbound.handle
            health.read parked.retry event.read glass.break
            contact.merge contact.openings contact.erase attribute.write segment.write code.write session.end"""
    },
    "glass": {"all": "ticket.read note.read original.read search confirmation.read handover.read party.read"},
}


def promised() -> dict[tuple[str, str], str]:
    """(role, verb): how far."""
    return {
        (role, verb): far
        for role, row in PROMISED.items()
        for far, verbs in row.items()
        for verb in verbs.split()
    }
