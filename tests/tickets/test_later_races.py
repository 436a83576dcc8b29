"""Two nodes and one reply, its author and the clock, in the same moment: once, and as was last said."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from ringback.kit import clock
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Stale
from ringback.tickets import drafting, scheduling, undoing
from ringback.tickets.models import Draft, Message, Ticket
from ringback.tickets.replying import Written, reply
from tests.fresh import Fresh
from tests.world import World, build

ROUNDS = 12


def _at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each of them gave or raised, begun together in threads of their own."""
    together = threading.Barrier(len(deeds))

    def does(deed: Callable[[], Any]) -> Any:
        try:
            together.wait(30)
            return deed()
        except Refusal as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [each.result(timeout=120) for each in [pool.submit(does, deed) for deed in deeds]]


def test_it_is_taken_back_once(fresh_db: Fresh) -> None:
    world = build()
    by, number = world.actor("anna"), world.near.other.pk
    sent = reply(by, number, Written("<p>Once.</p>", undo_seconds=60))
    given = _at_once(*[lambda: undoing.undo(by, sent.pk).html] * 3)
    assert sorted(given) == ["<p>Once.</p>", "not-found", "not-found"]


def _scheduled(world: World, words: str) -> Draft:
    by, ticket = world.actor("anna"), Ticket.objects.get(pk=world.near.other.pk)
    saved = drafting.save(by, ticket.pk, Draft.REPLY, words, based_on=ticket.last_message_id)
    return scheduling.schedule(by, saved.pk, now() + timedelta(hours=1))


def _clock_strikes() -> int:
    with clock.at(now() + timedelta(hours=2)):
        return scheduling.send_scheduled(now())


def test_several_nodes_and_its_author_send_a_reply_once(fresh_db: Fresh) -> None:
    world = build()
    by, number = world.actor("anna"), world.near.other.pk
    for turn in range(ROUNDS // 2):
        draft = _scheduled(world, f"<p>Turn {turn}</p>")
        seen = draft.based_on

        def by_hand(html: str = draft.html, seen: int = seen) -> Any:
            return reply(by, number, Written(html, based_on=seen)).pk

        _at_once(_clock_strikes, _clock_strikes, _clock_strikes, *([by_hand] if turn % 2 else []))
        assert Message.objects.filter(text=f"Turn {turn}").count() == 1


def test_what_is_withdrawn_while_somebody_types_does_not_go(fresh_db: Fresh) -> None:
    """Saving writes the row as it read it: not with the time at which it was to go, where that was withdrawn since."""
    world = build()
    by, number = world.actor("anna"), world.near.other.pk
    for turn in range(ROUNDS):
        draft = _scheduled(world, f"<p>Turn {turn}</p>")
        _at_once(
            lambda draft=draft: scheduling.unschedule(by, draft.pk).pk,
            lambda: drafting.save(by, number, Draft.REPLY, "<p>Typed on.</p>").pk,
        )
        left = Draft.objects.get(pk=draft.pk)
        assert (left.send_at, left.html) == (None, "<p>Typed on.</p>")
    assert _clock_strikes() == 0


def test_what_is_typed_while_it_goes_is_not_sent_again(fresh_db: Fresh) -> None:
    world = build()
    by, number = world.actor("anna"), world.near.other.pk
    for turn in range(ROUNDS // 2):
        draft = _scheduled(world, f"<p>Turn {turn}</p>")

        def types(version: int = draft.version) -> Any:
            return drafting.save(by, number, Draft.REPLY, "<p>Typed on.</p>", version=version).pk

        _at_once(_clock_strikes, types)
        with clock.at(now() + timedelta(hours=4)):
            scheduling.send_scheduled(now())
        ours = Message.objects.filter(ticket=number, direction=Message.OUT)
        assert ours.count() == turn + 1
        assert not Draft.objects.filter(ticket=number, author=world.users["anna"]).exists()


class Killed(BaseException):
    """Nobody catches it, as nobody catches a power cut."""


def test_a_node_that_dies_under_way_loses_nothing_and_sends_nothing_twice(fresh_db: Fresh) -> None:
    world = build()
    draft = _scheduled(world, "<p>As agreed.</p>")
    with pytest.raises(Killed), clock.at(now() + timedelta(hours=2)), transaction.atomic():
        assert scheduling.send_scheduled(now()) == 1
        assert Message.objects.filter(text="As agreed.").exists()
        raise Killed
    assert Draft.objects.get(pk=draft.pk).send_at is not None
    assert not Message.objects.filter(text="As agreed.").exists()
    assert [_clock_strikes(), _clock_strikes()] == [1, 0]
    assert Message.objects.filter(text="As agreed.").count() == 1


def test_a_window_that_saves_what_has_gone_is_told_so(fresh_db: Fresh) -> None:
    world = build()
    draft = _scheduled(world, "<p>Gone.</p>")
    _clock_strikes()
    with pytest.raises(Stale):
        drafting.save(
            world.actor("anna"), world.near.other.pk, Draft.REPLY, "<p>Gone, more</p>", version=draft.version
        )
