"""How often a token may ask: so many times a minute, counted in the process, or in Redis where the cache is."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from ringback.kit.clock import now

WINDOW = 60  # seconds
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a token's minute. `reset`: seconds until the next begins."""

    limit: int
    remaining: int
    reset: int

    @property
    def is_spent(self) -> bool:
        return self.remaining < 0

    def headers(self) -> dict[str, str]:
        """What every answer says of it (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.remaining, 0)),
            "RateLimit-Reset": str(self.reset),
        }


def spend(token_id: int) -> Allowance:
    """Count one request of the token."""
    minute, second = divmod(int(now().timestamp()), WINDOW)
    used = _count(f"api-limit:{token_id}:{minute}")
    return allowance(settings.API_REQUESTS_A_MINUTE, used, second)


def allowance(limit: int, used: int, second: int) -> Allowance:
    """What `used` requests leave of `limit`, `second` seconds into the minute. Pure."""
    return Allowance(limit, limit - used, WINDOW - second)


def _count(key: str) -> int:
    try:
        cache.add(key, 0, timeout=WINDOW * 2)
        return cache.incr(key)
    except Exception:
        # Counting protects the desk; without its counter the desk goes on working (TRUST B17).
        logger.warning("requests are not counted: the cache is away", exc_info=True)
        return 0
