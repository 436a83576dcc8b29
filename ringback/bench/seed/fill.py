"""The whole seed, piece by piece."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice

from django.db import connection

from ringback.access.models import User
from ringback.bench.load import count_on, load, stamp
from ringback.bench.seed import ledger, tickets
from ringback.bench.seed.people import address_of, line_address, people
from ringback.bench.seed.plan import AGENT, PARTNER_TEAM, Plan, Planned
from ringback.bench.seed.tickets import Told
from ringback.bench.seed.words import COMMON, RARE, Words, as_html
from ringback.channels.models import Delivery, Inbound
from ringback.interactions.models import Interaction
from ringback.search.put import Entry, loading, put_many
from ringback.tickets.models import Grant, Message, ReadMark, Ticket

_PIECE = 10_000
_READ = 2_000


def fill(plan: Plan, progress: Callable[[int], None]) -> None:
    """Fill the empty, migrated desk that Django is set up for; `progress` hears of the tickets done so far.

    Every text, name and date follows from the plan, so that two runs measure the same desk."""
    words, dice = Words(), random.Random(5)  # noqa: S311  (nothing here is secret)
    names = people(plan, words)
    agents: dict[int, str] = dict(User.objects.values_list("pk", "name"))
    reached: set[tuple[int, int]] = set()
    with _quick(), loading():
        for piece in _pieces(plan.planned()):
            told = [_told(plan, one, words, dice, names[one.contact - 1], agents[one.agent]) for one in piece]
            tickets.tickets(told)
            ledger.events(told)
            put_many(_entry(one, place, pk) for one in told for place, pk in one.messages())
            reached |= {(one.contact, one.team) for one in piece}
            progress(piece[-1].number)
    tickets.reach(reached, plan.now)
    _granted(plan)
    _read(plan)
    count_on(Ticket, Message, Interaction, Inbound, Delivery)
    _settled()


def _pieces(planned: Iterable[Planned]) -> Iterator[Sequence[Planned]]:
    remaining = iter(planned)
    while piece := list(islice(remaining, _PIECE)):
        yield piece


def _told(plan: Plan, one: Planned, words: Words, dice: random.Random, contact: str, agent: str) -> Told:
    texts = [
        words.text(dice.randint(2, 8), *_mentioned(plan, one, place, dice)) for place in range(one.messages)
    ]
    # Replies are written as HTML, and so are about half of the mails.
    htmls = [
        as_html(text) if place % 2 or pk % 2 else ""
        for place, (pk, text) in enumerate(zip(one.message_ids, texts, strict=True))
    ]
    return Told(one, words.subject(), contact, agent, texts, htmls)


def _mentioned(plan: Plan, one: Planned, place: int, dice: random.Random) -> Iterator[str]:
    if dice.random() < 0.5:
        yield COMMON
    if place == 0 and one.number in plan.rare:
        yield RARE


def _entry(told: Told, place: int, pk: int) -> Entry:
    """As tickets.indexing puts it together."""
    one, mail, line = told.plan, address_of(told.plan.contact), line_address(told.plan.team)
    out = told.is_out(place)
    sender = f"{told.agent}\n{line}" if out else f"{told.contact}\n{mail}"
    to = f"{told.contact} {mail}" if out else f"Team {one.team} {line}"
    text = f"{told.subject}\n#{one.number}\n{sender}\n{to}\n{told.texts[place]}"
    return Entry("message", pk, datetime.fromtimestamp(one.said_at(place), UTC), text, one.number)


def _granted(plan: Plan) -> None:
    at = stamp(plan.now)
    rows = ((number, PARTNER_TEAM, Grant.PARTNER, at) for number in plan.granted)
    load(Grant, ("ticket_id", "team_id", "reason", "at"), rows)


def _read(plan: Plan) -> None:
    """The agent has read two thirds of what is new."""
    at, newest = stamp(plan.now), max(0, plan.tickets - _READ)
    rows = (
        (AGENT, p.number, p.message_ids[-1], at) for p in plan.planned() if p.number > newest and p.number % 3
    )
    load(ReadMark, ("user_id", "ticket_id", "message_id", "at"), rows)


@contextmanager
def _quick() -> Iterator[None]:
    """Nothing here must survive a crash, so the disk is not waited for."""
    if connection.vendor == "sqlite":
        _run("PRAGMA synchronous=OFF")
        _run("PRAGMA cache_size=-400000")
    else:
        _run("SET synchronous_commit = off")
    yield
    connection.close()


def _settled() -> None:
    """What a running database does by itself in time."""
    if connection.vendor == "sqlite":
        _run("PRAGMA wal_checkpoint(TRUNCATE)")
        _run("PRAGMA optimize")
    else:
        _run("VACUUM ANALYZE")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
