"""What views are handed: a request that knows who asks."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from ringback.access import policy
from ringback.access.models import User
from ringback.ledger.actor import Actor


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person before the screen, as templates may know them. `id` is 0 for somebody who has not signed in."""

    actor: Actor
    id: int = 0
    name: str = ""
    email: str = ""
    zone: ZoneInfo = ZoneInfo("UTC")
    has_keys: bool = True

    def may(self, verb: str) -> bool:
        """Whether to show a button at all; the verb itself decides."""
        return policy.may(self.actor, verb)

    @property
    def initials(self) -> str:
        return initials(self.name or self.email)


class Asked(HttpRequest):
    """A request after the middleware `person`. `user` is a User row wherever somebody has signed in."""

    actor: Actor
    viewer: Viewer
    user: User


def initials(name: str) -> str:
    """At most two letters for the round mark beside a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper() or "?"
