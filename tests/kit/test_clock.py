"""The one clock, and telling it another time."""

from datetime import UTC, datetime

from ringback.kit.clock import at, now

THEN = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
EARLIER = datetime(2025, 1, 1, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    assert now().tzinfo is UTC


def test_a_told_moment_holds_within_the_block_only() -> None:
    with at(THEN):
        assert now() == THEN
        with at(EARLIER):
            assert now() == EARLIER
        assert now() == THEN
    assert now() > THEN
