"""Each line of the policy flipped, one at a time: a right taken away, given, or widened (TRUST A10)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ringback.access.policy import CUSTOMER, GLASS, POLICY, Reach
from ringback.access.roles import Role

NAMES = (*map(str, Role), CUSTOMER, GLASS)


@dataclass(frozen=True, slots=True)
class Mutant:
    """`reach` None: the right is taken away."""

    verb: str
    name: str
    reach: Reach | None

    def __str__(self) -> str:
        return f"{self.verb} {self.name} {POLICY[self.verb].get(self.name)} -> {self.reach}"

    @property
    def widens(self) -> bool:
        return self.reach is not None and self.name in POLICY[self.verb]

    @contextmanager
    def alive(self) -> Iterator[None]:
        """The policy says so for a while."""
        rows: Any = POLICY
        before: Mapping[str, Reach] = rows[self.verb]
        after = {name: reach for name, reach in before.items() if name != self.name}
        rows[self.verb] = after if self.reach is None else {**after, self.name: self.reach}
        try:
            yield
        finally:
            rows[self.verb] = before


def mutants() -> Iterator[Mutant]:
    """All of them."""
    for verb, row in POLICY.items():
        for name in NAMES:
            if name in row:
                yield Mutant(verb, name, None)
            if row.get(name) != Reach.ALL:
                yield Mutant(verb, name, Reach.ALL)


# Verbs that are no more than a yes or no: what they extend to is what the reading verb of the same thing extends to, or
# whose it is to do, which is more than a reach can say.
_YES_OR_NO = {
    "confirmation.read",
    "handover.answer",
    "handover.offer",
    "handover.read",
    "note.read",
    "original.read",
    "search",
    "team.read",
    "ticket.request",
    "token.write",
    "user.read",
}
# What customers do not get to, whatever the policy says of them: a second lock holds.
_NOT_FOR_CUSTOMERS = {
    "delivery.retry",
    "glass.break",
    "original.read",
    "signature.write",
    "ticket.accept_held",
    "ticket.open",
}


# Save for these: partners read the notes written for them, customers write what is theirs to say.
_HOW_FAR_COUNTS = {("note.read", "partner"), ("contact.write", CUSTOMER)}


def is_masked(mutant: Mutant) -> bool:
    """Whether the line, flipped, changes nothing for anybody, because another line or a second lock says the same."""
    row = POLICY[mutant.verb]
    return (
        (
            mutant.widens
            and (mutant.verb, mutant.name) not in _HOW_FAR_COUNTS
            and (mutant.verb in _YES_OR_NO or mutant.name == CUSTOMER and not mutant.verb.endswith(".read"))
        )
        # Who breaks the glass is an administrator as well.
        or (mutant.name == GLASS and row.get(str(Role.ADMINISTRATOR)) == Reach.ALL)
        or (mutant.name == CUSTOMER and mutant.verb in _NOT_FOR_CUSTOMERS)
        or (mutant.verb == "ticket.request" and mutant.name != CUSTOMER)
        # Notes are seen with their ticket, which administrators do not see.
        or (mutant.verb == "note.read" and mutant.name == str(Role.ADMINISTRATOR))
    )
