"""The roles, as PRODUCT names them. They add up."""

from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    TEAM_LEADER = "team_leader"
    AGENT = "agent"
    SPECIALIST = "specialist"
    PARTNER = "partner"


STAFF = frozenset(Role)
# Staff of the house itself; partners work for an outsourced provider.
HOUSE = STAFF - {Role.PARTNER}
