"""Who is behind a stream, and what they may hear of: asked at the start and again while it is open."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from ringback.access import scopes
from ringback.access.identify import actor_of
from ringback.access.models import Session, User
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.ledger.actor import Actor
from ringback.live.topics import LIST, Topic, ids_of

RIGHTS_HOLD = 4.0  # seconds; a right withdrawn is noticed within five
_AT_ONCE = 400
LONG_AGO = float("-inf")


@dataclass(slots=True)
class Watcher:
    """A signed-in person, the session they came with, and the state of both at the time (`marks`)."""

    session_key: str
    user_id: int
    marks: tuple[object, ...]
    actor: Actor
    checked_at: float

    @property
    def fresh(self) -> bool:
        return time.monotonic() - self.checked_at < RIGHTS_HOLD

    @property
    def is_house(self) -> bool:
        return standing(self.actor).is_house


def enter(cookies: str) -> Watcher | None:
    """The person whose session the Cookie header names; None if nobody is signed in by it."""
    key = _session_key(cookies)
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request) if key else None
    if not isinstance(user, User) or not user.is_active or key is None:
        return None
    marks = _marks([key], [user.pk]).get((key, user.pk))
    return Watcher(key, user.pk, marks, actor_of(user), time.monotonic()) if marks else None


def allowed(watcher: Watcher, topics: Iterable[Topic]) -> frozenset[Topic]:
    """Those of `topics` that the watcher may hear of now, by rights read afresh."""
    watcher.checked_at = time.monotonic()
    watcher.actor = actor_of(User.objects.get(pk=watcher.user_id))
    wanted = frozenset(topics)
    found = {LIST} & wanted
    for kind in {topic.kind for topic in wanted - found}:
        found |= {Topic(kind, pk) for pk in scopes.visible(kind, watcher.actor, ids_of(kind, wanted))}
    return frozenset(found)


def hears_list(watcher: Watcher, tickets: Iterable[int]) -> bool:
    """Whether the lists changed for this watcher. Outsiders may not even learn that the desk is busy."""
    return watcher.is_house or bool(scopes.visible("ticket", watcher.actor, tickets))


def gone(watchers: Iterable[Watcher]) -> list[Watcher]:
    """Those whose session ended, or whose session, password, roles or activity changed since they came."""
    watching = list(watchers)
    marks: dict[tuple[str, int], tuple[object, ...]] = {}
    for start in range(0, len(watching), _AT_ONCE):
        some = watching[start : start + _AT_ONCE]
        marks |= _marks([w.session_key for w in some], [w.user_id for w in some])
    return [w for w in watching if marks.get((w.session_key, w.user_id)) != w.marks]


def _session_key(cookies: str) -> str | None:
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return found.value if found else None


def _marks(keys: list[str], user_ids: list[int]) -> dict[tuple[str, int], tuple[object, ...]]:
    """What must stay as it is, for every pair of session and user that is alive."""
    sessions = dict(
        Session.objects.filter(session_key__in=set(keys), expire_date__gt=now()).values_list(
            "session_key", "session_data"
        )
    )
    people = User.objects.filter(pk__in=set(user_ids), is_active=True)
    users = {pk: (password, roles) for pk, password, roles in people.values_list("pk", "password", "roles")}
    pairs = set(zip(keys, user_ids, strict=True))
    return {(key, pk): (sessions[key], *users[pk]) for key, pk in pairs if key in sessions and pk in users}
