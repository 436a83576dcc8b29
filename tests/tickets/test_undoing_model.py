"""Whatever customers and colleagues do within the seconds: with a reply that is taken back it ends as without one."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection, transaction

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Refusal
from ringback.tickets import assigning, linking, merging, noting, participating, statuses, undoing
from ringback.tickets.models import Category, Draft, Message, Participant, Ticket
from ringback.tickets.opening import add_word
from ringback.tickets.replying import Written, reply
from tests.world import World, build

pytestmark = pytest.mark.django_db
SEEDS = 60
Step = Callable[[World, int], object]
_TO: Sequence[Category] = (
    Category.OPEN,
    Category.WAITING_FOR_CUSTOMER,
    Category.WAITING_FOR_THIRD_PARTY,
    Category.RESOLVED,
    Category.CLOSED,
)
_WORKING = (Category.OPEN, Category.WAITING_FOR_CUSTOMER, Category.WAITING_FOR_THIRD_PARTY)


class Over(Exception):
    pass


@pytest.fixture
def world() -> World:
    return build()


def _sets(category: Category) -> Step:
    reason = "withdrawn" if category == Category.CLOSED else ""
    return lambda world, number: statuses.set_status(
        world.actor("lena"), number, statuses.default_status(category), reason=reason
    )


def _gives(name: str) -> Step:
    return lambda world, number: assigning.assign(
        world.actor("lena"), number, world.users[name] if name else None
    )


def _adds(address: str) -> Step:
    return lambda world, number: participating.add(world.actor("lena"), number, Address("", address))


def _suggested(world: World, number: int) -> object:
    part = Participant.objects.filter(ticket=number, is_confirmed=False).first()
    return part and participating.confirm(world.actor("lena"), number, part.pk)


def _merges(world: World, number: int) -> object:
    a, b = world.near.ticket.pk, world.near.other.pk
    return merging.merge(world.actor("lena"), number, b if number == a else a)


_STEPS: Sequence[Step] = (
    _gives("lena"),
    _gives(""),
    _adds("boss@mail.example"),
    _suggested,
    lambda world, number: noting.note(world.actor("lena"), number, "<p>Between us.</p>"),
    lambda world, number: linking.edit(world.actor("lena"), number, {"priority": 2}),
    lambda world, number: linking.tag(world.actor("lena"), number, ["lid"]),
)
_WORD: Step = lambda world, number: add_word(world.actor("colin"), number, "<p>And the lid?</p>")  # noqa: E731


def test_it_ends_as_if_it_had_not_been_written(world: World) -> None:
    for seed in range(SEEDS):
        with_reply, without = _ends(world, seed)
        assert with_reply == without, seed


def _ends(world: World, seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    chance = random.Random(seed)
    number = chance.choice([world.near.ticket.pk, world.near.other.pk])
    at_first = chance.choice([None, None, *_TO])
    start = [_sets(at_first)] if at_first else []
    # From what is settled fewer steps lead on than from what the reply makes of it.
    is_settled = at_first in (Category.RESOLVED, Category.CLOSED)
    after = None if is_settled else chance.choice([None, *_WORKING])
    to = [Address("Colin", "colin@mail.example"), Address("", "new@mail.example")]
    more = {"to": to, "addressed": True} if chance.random() < 0.5 else {}
    # A customer's word reopens what waits for them: with a status, their step rests on the reply's. Who sets what the
    # reply has set already leaves no trace.
    steps = [
        *_STEPS,
        *map(_sets, [one for one in _TO if one != (after or Category.OPEN)]),
        *([_WORD] * 4 if after is None else []),
    ]
    since = chance.choices(steps, k=chance.randint(0, 4))
    if chance.random() < 0.2:
        since.append(_merges)

    def happens(with_reply: bool) -> dict[str, Any]:
        for step in start:
            _done(step, world, number)
        sent = None
        if with_reply:
            status = statuses.default_status(after) if after else None
            written = Written("<p>Taken back.</p>", undo_seconds=60, status=status, **more)  # type: ignore[arg-type]
            sent = _done(lambda world, number: reply(world.actor("anna"), number, written), world, number)
        for step in since:
            _done(step, world, number)
        if isinstance(sent, Message):
            undoing.undo(world.actor("anna"), sent.pk)
        return _state(world)

    return _in_vain(happens, True), _in_vain(happens, False)


def _done(step: Step, world: World, number: int) -> object:
    """What the desk refuses in the state that there is happens in neither."""
    try:
        with transaction.atomic():
            return step(world, number)
    except Refusal:
        return None


def _in_vain(happens: Callable[[bool], dict[str, Any]], with_reply: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            found = happens(with_reply)
            raise Over
    except Over:
        return found


def _state(world: World) -> dict[str, Any]:
    """All that the two tickets say, but for what counts changes or is a moment of now."""
    found: dict[str, Any] = {}
    for row in Ticket.objects.filter(pk__in=[world.near.ticket.pk, world.near.other.pk]).order_by("id"):
        newest = Message.objects.filter(pk=row.last_message_id).values_list("text", flat=True).first()
        found[f"ticket {row.pk}"] = (
            *(getattr(row, name) for name in ("status_id", "category", "closing_reason", "owner_id")),
            *(getattr(row, name) for name in ("assignee_id", "message_count", "excerpt", "canonical_id")),
            *(bool(getattr(row, name)) for name in ("resolved_at", "closed_at", "scheduled_for")),
            (newest, row.waiting_since.year),
        )
        people = Participant.objects.filter(ticket=row).values_list("folded", "role", "is_confirmed")
        found[f"people {row.pk}"] = sorted(people)
        found[f"said {row.pk}"] = list(
            Message.objects.filter(ticket=row).order_by("id").values_list("text", flat=True)
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT topic_id, count(*) FROM search_row GROUP BY topic_id ORDER BY topic_id")
        found["search"] = cursor.fetchall()
    return found


def test_the_text_is_kept_whatever_happened(world: World) -> None:
    for step in _STEPS:
        number = world.near.other.pk
        with transaction.atomic():
            sent = reply(world.actor("anna"), number, Written("<p>Taken back.</p>", undo_seconds=60))
            _done(step, world, number)
            draft = undoing.undo(world.actor("anna"), sent.pk)
            assert (draft.html, json.loads(draft.addresses)["to"][0][1]) == (
                "<p>Taken back.</p>",
                "colin@mail.example",
            )
            Draft.objects.filter(pk=draft.pk).delete()
