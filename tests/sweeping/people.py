"""Who asks: everybody of the cast, nobody, and programs whose tokens lack scopes."""

from collections.abc import Mapping
from dataclasses import dataclass

from ringback.access.policy import CUSTOMER, GLASS, Reach
from tests.world import CAST, Scene, World

Policy = Mapping[str, Mapping[str, Reach]]

# What a token sees only when it was given this scope.
_SCOPED = {
    "note.read": {"notes:read", "notes:write"},
    "original.read": {"inbound:read"},
    "event.read": {"events:read"},
}


@dataclass(frozen=True, slots=True)
class Who:
    """One role. `names` are the policy's; `scopes` narrow the token, empty for one that may all its owner may."""

    label: str
    user: str  # of the cast; empty for nobody
    scopes: tuple[str, ...] = ()
    plays: tuple[str, str] | None = None  # roles and team of somebody beside the cast

    @property
    def names(self) -> frozenset[str]:
        if not self.user:
            return frozenset()
        roles = frozenset(self._part[0].split()) or frozenset({CUSTOMER})
        return roles | ({GLASS} if self.user == "gail" else set())

    @property
    def teams(self) -> frozenset[str]:
        return frozenset(self._part[1].replace("*", "").split()) if self.user else frozenset()

    @property
    def _part(self) -> tuple[str, str]:
        return self.plays or CAST[self.user]

    @property
    def is_customer(self) -> bool:
        return CUSTOMER in self.names

    @property
    def is_house(self) -> bool:
        return bool(self.names - {CUSTOMER, GLASS, "partner"})

    def may(self, policy: Policy, verb: str) -> frozenset[Reach]:
        """How far the policy lets them go."""
        if self.scopes and not _SCOPED.get(verb, set(self.scopes)) & set(self.scopes):
            return frozenset()
        return frozenset(policy[verb][name] for name in self.names if name in policy[verb])

    def is_of(self, scene: Scene) -> bool:
        """Whether they belong to the scene's team."""
        return scene.team.name in self.teams

    def has_grant(self, world: World, scene: Scene) -> bool:
        """Whether the scene's ticket was opened to one of their teams."""
        return scene is world.near and bool(self.teams & {"Engineers", "Helpline"})


EVERYBODY = (
    Who("nobody", ""),
    Who("customer", "colin"),
    Who("other customer", "dora"),
    Who("agent", "anna"),
    Who("agent of another team", "bo"),
    Who("specialist", "sid"),
    Who("team leader", "lena"),
    Who("manager", "max"),
    Who("partner", "pia"),
    Who("administrator", "ada"),
    Who("administrator with broken glass", "gail"),
)
# Programs: the same agent and customer, with tokens that may less.
PROGRAMS = (
    Who("agent's token that only reads tickets", "anna", ("tickets:read",)),
    Who(
        "agent's token without notes",
        "anna",
        ("tickets:read", "messages:read", "search:read", "attachments:read"),
    ),
    Who("customer's token that only reads tickets", "colin", ("tickets:read",)),
)
