import time

from ringback.ledger.actor import Actor
from ringback.live.hub import Client, Hub
from ringback.live.topics import LIST, Topic
from ringback.live.watcher import Watcher

NEAR, FAR = Topic("ticket", 1), Topic("ticket", 2)


def screen(*topics: Topic) -> Client:
    watcher = Watcher("session", 1, (), Actor("user", 1), time.monotonic())
    return Client(watcher, frozenset(topics))


def test_only_those_who_listen_are_found() -> None:
    hub, near, far = Hub(), screen(NEAR, LIST), screen(FAR)
    hub.add(near)
    hub.add(far)
    assert hub.listeners({NEAR, LIST}) == {near: {NEAR, LIST}}


def test_who_left_is_not_found_and_leaves_nothing_behind() -> None:
    hub, near = Hub(), screen(NEAR)
    hub.add(near)
    hub.remove(near)
    assert hub.listeners({NEAR}) == {}
    assert hub.clients == []


def test_a_slow_screen_holds_no_more_than_its_own_topics() -> None:
    near = screen(NEAR)
    for number in range(1000):
        near.tell({NEAR, FAR, Topic("ticket", number)}, (0, number))
    assert near.pending == {NEAR}
    assert near.cursor == (0, 999)


def test_what_is_not_its_topic_does_not_wake_a_screen() -> None:
    near = screen(NEAR)
    near.tell({FAR}, (0, 1))
    assert not near.woken.is_set()


def test_a_screen_that_lost_a_right_hears_no_more_of_it() -> None:
    hub, both = Hub(), screen(NEAR, FAR)
    hub.add(both)
    both.tell({FAR}, (0, 1))
    hub.narrow(both, frozenset({NEAR}))
    assert hub.listeners({FAR}) == {}
    assert both.pending == set()
    assert not both.closed


def test_a_screen_that_may_hear_of_nothing_any_more_ends() -> None:
    hub, near = Hub(), screen(NEAR)
    hub.add(near)
    hub.narrow(near, frozenset())
    assert near.closed


def test_a_closed_hub_ends_its_streams_and_takes_no_more() -> None:
    hub, near = Hub(), screen(NEAR)
    hub.add(near)
    hub.close()
    assert near.closed
    assert hub.full


def test_a_hub_has_an_end() -> None:
    hub = Hub(most=1)
    assert not hub.full
    hub.add(screen(NEAR))
    assert hub.full
