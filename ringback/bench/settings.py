"""The desk's settings with the floors in front, for the benchmark alone."""

from ringback import settings as desk
from ringback.settings import *  # noqa: F403  (Django reads a module's names)

MIDDLEWARE = ["ringback.bench.floors.floors", *desk.MIDDLEWARE]
API_REQUESTS_A_MINUTE = 1_000_000_000
