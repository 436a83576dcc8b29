"""Who acts. Verbs and scopes take this value, never a request or a row."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` is user, contact, line, rule, token or system; `id` its row (0 for the system).

    `acting_for` is the one in whose name something is done: the owner of a token. `standing` is what the
    access area has loaded about the actor for the length of one request; it takes no part in comparison.
    """

    kind: str
    id: int = 0
    acting_for: "Actor | None" = None
    standing: Any = field(default=None, compare=False, repr=False)

    @property
    def effective(self) -> "Actor":
        """The one whose rights count."""
        return self.acting_for or self


SYSTEM = Actor("system")
