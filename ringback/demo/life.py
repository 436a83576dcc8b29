"""A month of the company's life, told to the desk moment by moment in the order in which it happened."""

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from ringback.demo.conversations import Cast, Conversation, conversation
from ringback.demo.customers import CUSTOMERS, Customer
from ringback.demo.desk import Desk
from ringback.demo.oddities import ODDITIES
from ringback.demo.topics import Topic
from ringback.demo.topics.english import ENGLISH
from ringback.demo.topics.european import EUROPEAN
from ringback.demo.topics.worldwide import WORLDWIDE
from ringback.kit.clock import at

MONTH = timedelta(days=30)
CONVERSATIONS = 195


def live(desk: Desk, until: datetime, conversations: int, progress: Callable[[int], None]) -> None:
    """Let so many conversations and all oddities happen in the month before `until` (aware). What would go on
    afterwards stays as it is then: new, waiting, half answered. `progress` hears how many mails came in so far."""
    waiting: list[tuple[datetime, int, Conversation]] = []
    for number, one in enumerate(_all(desk, until, conversations)):
        heapq.heappush(waiting, (next(one), number, one))
    while waiting and waiting[0][0] < until:
        moment, number, one = waiting[0]
        following = _go_on(one, moment)
        if following:
            heapq.heapreplace(waiting, (max(following, moment), number, one))
        else:
            heapq.heappop(waiting)
        progress(desk.received)


def topics_of(language: str) -> list[Topic]:
    """What somebody who writes this language may ask about."""
    return [*EUROPEAN.get(language, []), *WORLDWIDE.get(language, [])] or ENGLISH


def _go_on(one: Conversation, moment: datetime) -> datetime | None:
    with at(moment):
        return next(one, None)


def _all(desk: Desk, until: datetime, conversations: int) -> Iterator[Conversation]:
    dice = random.Random(4)  # noqa: S311  (nothing here is secret)
    for number in range(conversations):
        customer = _customer(number, dice)
        topic = dice.choice(topics_of(customer.language))
        yield conversation(Cast(desk, topic, customer, number, random.Random(number)), _start(until, dice))  # noqa: S311
    # Oddities refer to what was said before, so they come in the second half of the month.
    for number, oddity in enumerate(ODDITIES):
        yield oddity(desk, until - MONTH * (0.45 - 0.4 * number / len(ODDITIES)))


def _customer(number: int, dice: random.Random) -> Customer:
    """Everybody once, and then some more than others."""
    if number < len(CUSTOMERS):
        return CUSTOMERS[number]
    return CUSTOMERS[min(dice.randrange(len(CUSTOMERS)), dice.randrange(len(CUSTOMERS)))]


def _start(until: datetime, dice: random.Random) -> datetime:
    """Some moment of the month, by day rather than by night."""
    day = until - MONTH * dice.random()
    moment = day.replace(hour=dice.choice((7, 8, 9, 9, 10, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22)))
    return moment if moment < until else day
