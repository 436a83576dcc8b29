"""Django's cache in Redis, for a desk on several nodes. Redis is never the truth here: when it is away, the cache is
empty, and nothing fails for it (TRUST B17)."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

Found = TypeVar("Found")
SILENCE = 5.0  # seconds without asking, after a failure: nobody waits for it twice
logger = logging.getLogger(__name__)


class Forgiving(RedisCache):
    """Named in settings.CACHES where REDIS_URL is set. Counting raises ValueError while there is nowhere to count."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._silent_until = 0.0

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return self._or(True, lambda: super(Forgiving, self).add(key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._or(default, lambda: super(Forgiving, self).get(key, default, version))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        self._or(None, lambda: super(Forgiving, self).set(key, value, timeout, version))

    def delete(self, key: Any, version: Any = None) -> bool:
        return self._or(False, lambda: super(Forgiving, self).delete(key, version))

    def get_many(self, keys: Any, version: Any = None) -> Any:
        return self._or({}, lambda: super(Forgiving, self).get_many(keys, version))

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._or(list(data), lambda: super(Forgiving, self).set_many(data, timeout, version))

    def has_key(self, key: Any, version: Any = None) -> bool:
        return self._or(False, lambda: super(Forgiving, self).has_key(key, version))

    def clear(self) -> None:
        self._or(None, lambda: super(Forgiving, self).clear())

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        counted = self._or(None, lambda: super(Forgiving, self).incr(key, delta, version))
        if counted is None:
            raise ValueError("there is nowhere to count")
        return int(counted)

    def _or(self, otherwise: Found, ask: Callable[[], Found]) -> Found:
        if time.monotonic() < self._silent_until:
            return otherwise
        try:
            return ask()
        except RedisError:
            self._silent_until = time.monotonic() + SILENCE
            logger.warning("the cache is away", exc_info=True)
            return otherwise
