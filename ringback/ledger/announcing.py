"""Telling other nodes that something was appended, where REDIS_URL names a place to tell it.

Who tells lies above; `settings.RINGBACK_ANNOUNCER` names it, as RINGBACK_REACTIONS names what follows.
"""

from functools import cache
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings
from django.db import transaction


class Announces(Protocol):
    def announce(self) -> None: ...


def announce_after_commit() -> None:
    """Tell once the present transaction is committed; what goes wrong then is nobody's trouble."""
    if settings.REDIS_URL:
        transaction.on_commit(_announcer().announce, robust=True)


@cache
def _announcer() -> Announces:
    return cast(Announces, import_module(settings.RINGBACK_ANNOUNCER).Announcer(settings.REDIS_URL))
