import os
from collections.abc import Iterator

import pytest
import redis
from django.db import transaction
from django.test import override_settings

from ringback.ledger.actor import SYSTEM
from ringback.ledger.announcing import _announcer
from ringback.ledger.append import Fact, append
from ringback.live.told import CHANNEL, Announcer, Told
from tests.fresh import Fresh

NOWHERE = "redis://127.0.0.1:1"


@pytest.fixture
def place() -> str:
    """Where a Redis is; skips where there is none."""
    url = os.environ.get("RINGBACK_TEST_REDIS") or "redis://127.0.0.1:6379/9"
    try:
        redis.Redis.from_url(url, socket_connect_timeout=1).ping()
    except redis.RedisError:
        pytest.skip(f"no Redis at {url}")
    return url


@pytest.fixture
def heard(place: str) -> Iterator["redis.client.PubSub"]:
    listener = redis.Redis.from_url(place).pubsub()
    listener.subscribe(CHANNEL)
    assert listener.get_message(timeout=5)["type"] == "subscribe"
    yield listener
    listener.close()


def test_what_is_committed_is_announced_and_what_is_rolled_back_is_not(
    fresh_db: Fresh,
    place: str,
    heard: "redis.client.PubSub",
) -> None:
    _announcer.cache_clear()
    with override_settings(REDIS_URL=place):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            append(SYSTEM, Fact("test.happened", "ticket", 1))
            raise ZeroDivisionError
        assert heard.get_message(timeout=0) is None
        with transaction.atomic():
            append(SYSTEM, Fact("test.happened", "ticket", 1))
    assert heard.get_message(timeout=5)["type"] == "message"


def test_a_watch_wakes_when_told(place: str) -> None:
    watch = Told(place)
    watch.wait(0.01)
    Announcer(place).announce()
    assert watch.wait(5)
    watch.close()


def test_a_redis_that_is_down_is_nobodys_trouble() -> None:
    Announcer(NOWHERE).announce()
    assert Told(NOWHERE).wait(0.01)
