"""What an actor may build on: roles, teams, token scopes. Plain values; identify.py loads them once a
request."""

from dataclasses import dataclass

from ringback.access.roles import HOUSE, Role
from ringback.ledger.actor import Actor


@dataclass(frozen=True, slots=True)
class Standing:
    """`everything` is the system itself. `scopes` is None for people and unlimited tokens."""

    user_id: int = 0
    roles: frozenset[Role] = frozenset()
    teams: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()
    glass: bool = False
    everything: bool = False
    scopes: frozenset[str] | None = None

    @property
    def is_customer(self) -> bool:
        return not self.roles and not self.everything and bool(self.user_id)

    @property
    def is_house(self) -> bool:
        return self.everything or bool(self.roles & HOUSE)

    @property
    def is_administrator(self) -> bool:
        return self.everything or Role.ADMINISTRATOR in self.roles


SYSTEM_STANDING = Standing(everything=True)
NOBODY = Standing()


def standing(actor: Actor) -> Standing:
    """The standing that came with the actor. The system, lines and rules may do everything, everyone else
    nothing without one."""
    if isinstance(actor.standing, Standing):
        return actor.standing
    return SYSTEM_STANDING if actor.kind in ("system", "line", "rule") else NOBODY
