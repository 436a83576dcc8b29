"""The wake-up by Redis. It only saves time: whoever hears nothing looks by the clock."""

import logging
import time

import redis

CHANNEL = "ringback:ledger"
UNTOLD = 1.0  # seconds after which to look all the same
SILENCE = 5.0  # seconds without trying to tell, after a failure
_DOWN = 0.25
logger = logging.getLogger(__name__)


class Told:
    """A `Watch` that returns when another process has announced a commit."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)
        self._heard: redis.client.PubSub | None = None

    def wait(self, seconds: float) -> bool:
        try:
            self._listen().get_message(ignore_subscribe_messages=True, timeout=min(seconds, UNTOLD))
        except redis.RedisError:
            logger.warning("Redis does not answer; looking by the clock meanwhile")
            self._heard = None
            time.sleep(min(seconds, _DOWN))
        return True

    def close(self) -> None:
        self._client.close()

    def _listen(self) -> redis.client.PubSub:
        if self._heard is None:
            self._heard = self._client.pubsub()  # type: ignore[no-untyped-call]  # untyped in redis-py
            self._heard.subscribe(CHANNEL)
        return self._heard


class Announcer:
    """Tells the other processes that something was committed. A Redis that is down costs hardly anything."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self._silent_until = 0.0

    def announce(self) -> None:
        if time.monotonic() < self._silent_until:
            return
        try:
            self._client.publish(CHANNEL, b"")
        except redis.RedisError:
            logger.warning("Redis does not answer; others look by the clock meanwhile")
            self._silent_until = time.monotonic() + SILENCE
