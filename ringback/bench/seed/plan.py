"""What the seeded desk looks like: which ticket is whose, when, in which state. Pure, the same every time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ringback.tickets.models import Category

HOUR = 3600
TEAMS = 5
PARTNER_TEAM = TEAMS + 1
AGENTS = 40
AGENT, PARTNER, CUSTOMER = 1, AGENTS + 1, AGENTS + 2
CUSTOMER_CONTACT = 1
SHORT, LONG = 3, 20
_OPEN = [
    Category.NEW,
    Category.OPEN,
    Category.OPEN,
    Category.WAITING_FOR_CUSTOMER,
    Category.WAITING_FOR_COLLEAGUE,
]


class Planned(NamedTuple):
    """One ticket. Moments are seconds since 1970; messages alternate, and the customer begins."""

    number: int
    contact: int
    team: int
    agent: int
    category: int
    created: float
    first_message: int
    messages: int

    @property
    def is_open(self) -> bool:
        return self.category < Category.RESOLVED

    @property
    def is_assigned(self) -> bool:
        return self.category != Category.NEW

    @property
    def message_ids(self) -> range:
        return range(self.first_message, self.first_message + self.messages)

    def said_at(self, place: int) -> float:
        return self.created + place * 2 * HOUR

    @property
    def last_at(self) -> float:
        return self.said_at(self.messages - 1)


@dataclass(frozen=True)
class Plan:
    """A desk of `tickets` tickets over the two years before `now` (seconds since 1970)."""

    tickets: int
    now: float

    @property
    def contacts(self) -> int:
        return max(2, self.tickets // 4)

    @cached_property
    def long(self) -> frozenset[int]:
        """Tickets with twenty messages: recent ones, of the measured agent's team."""
        return frozenset(range(max(1, self.tickets - 87), self.tickets + 1, 3))

    @cached_property
    def customers(self) -> frozenset[int]:
        """The measured customer's twenty tickets: the newest half of them long."""
        return frozenset([*sorted(self.long)[-10:], *self._spread(10, 1)])

    @cached_property
    def granted(self) -> tuple[int, ...]:
        """The measured partner's two hundred tickets, ten long ones among them."""
        return tuple(dict.fromkeys([*sorted(self.long)[-10:], *self._spread(190, 2)]))

    @cached_property
    def rare(self) -> frozenset[int]:
        """Twenty-five tickets with the rare word in their first message; the partner sees half of them."""
        return frozenset([*self.granted[10:140:10], *self._spread(60, 5)][:25])

    def planned(self) -> Iterator[Planned]:
        """Every ticket, oldest first."""
        dice, message = random.Random(11), 1  # noqa: S311  (nothing here is secret)
        for number in range(1, self.tickets + 1):
            one = self._one(number, message, dice)
            message += one.messages
            yield one

    def _one(self, number: int, message: int, dice: random.Random) -> Planned:
        is_long = number in self.long
        team = 1 if is_long else dice.randint(1, TEAMS)
        contact = CUSTOMER_CONTACT if number in self.customers else dice.randint(2, self.contacts)
        return Planned(
            number=number,
            contact=contact,
            team=team,
            # The agents of a team are those whose id leaves its number.
            agent=dice.randrange(team, AGENTS + 1, TEAMS),
            category=self._category(number, dice),
            created=self._created(number),
            first_message=message,
            messages=LONG if is_long else SHORT,
        )

    def _created(self, number: int) -> float:
        """Evenly over two years, the last one two days ago: time for everything that was said in it."""
        return self.now - 48 * HOUR - (self.tickets - number) / self.tickets * 700 * 24 * HOUR

    def _category(self, number: int, dice: random.Random) -> int:
        """About eight in a hundred are open, and those are among the newest."""
        if number > self.tickets * 0.84 and (number in self.long or dice.random() < 0.5):
            return int(dice.choice(_OPEN))
        return int(Category.CLOSED)

    def _spread(self, count: int, offset: int) -> list[int]:
        step = max(1, self.tickets // (count + 1))
        return [number for number in range(offset, self.tickets + 1, step) if number not in self.long][:count]
