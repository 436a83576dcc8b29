"""Sessions as Django keeps them, found by a prepared query: every page begins with it."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from ringback.access.prepared import prepared
from ringback.kit.clock import now


class SessionStore(DatabaseStore):
    """What settings.SESSION_ENGINE names."""

    def _get_session_from_db(self) -> Session | None:
        found = _living(self.session_key) if self.session_key else []
        if not found:
            self._session_key = None
            return None
        return found[0]


@prepared("key")
def _living(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now())
