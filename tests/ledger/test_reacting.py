"""What follows events, and what becomes of a reaction that fails."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from ringback.ledger import reacting
from ringback.ledger.actor import SYSTEM
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event, Parked

pytestmark = pytest.mark.django_db
Follow = Callable[[dict[str, tuple[reacting.Reaction, ...]]], None]


@pytest.fixture
def follows(monkeypatch: pytest.MonkeyPatch) -> Iterator[Follow]:
    """Another page of reactions for the length of a test."""

    def use(page: dict[str, tuple[reacting.Reaction, ...]]) -> None:
        monkeypatch.setattr(reacting, "register", lambda: page)

    yield use


def _happen(kind: str) -> Event:
    with transaction.atomic():
        return append(SYSTEM, Fact(kind, "thing", 1))[0]


def test_a_failing_reaction_is_parked_and_what_it_followed_stands(follows: Follow) -> None:
    def breaks(event: Event) -> None:
        Parked.objects.create(name="half done", event_id=event.pk, at=event.at, error="")
        raise RuntimeError("no paper")

    follows({"thing.done": (breaks,)})
    event = _happen("thing.done")
    assert Event.objects.filter(pk=event.pk).exists()
    parked = Parked.objects.get()
    assert (parked.name, parked.event_id) == ("breaks", event.pk)
    assert "no paper" in parked.error


def test_reactions_to_reactions_run_breadth_first_and_name_their_cause(follows: Follow) -> None:
    order: list[str] = []

    def first(event: Event) -> None:
        order.append("first")
        append(SYSTEM, Fact("thing.later", "thing", 2))

    def second(event: Event) -> None:
        order.append("second")

    def later(event: Event) -> None:
        order.append("later")
        assert event.cause_id is not None

    follows({"thing.done": (first, second), "thing.later": (later,)})
    _happen("thing.done")
    assert order == ["first", "second", "later"]


def test_an_endless_chain_ends_eight_deep_and_is_parked(follows: Follow) -> None:
    def again(event: Event) -> None:
        append(SYSTEM, Fact("thing.done", "thing", 1))

    follows({"thing.done": (again,)})
    _happen("thing.done")
    assert Event.objects.count() == reacting.DEEPEST + 1
    assert Parked.objects.get().name == "too deep"


def test_events_outside_a_transaction_are_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        _outside()


def _outside() -> None:
    connection = transaction.get_connection()
    depth, connection.in_atomic_block = connection.in_atomic_block, False
    try:
        append(SYSTEM, Fact("thing.done", "thing", 1))
    finally:
        connection.in_atomic_block = depth
