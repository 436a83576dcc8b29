"""Where sessions are kept: a table of ours, which knows whose they are; found by a prepared query, because every page
begins with it. Its verbs are in signed_in.py."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from ringback.access.models import Session
from ringback.access.prepared import prepared
from ringback.kit.clock import now


class SessionStore(DatabaseStore):
    """What settings.SESSION_ENGINE names."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def save(self, must_create: bool = False) -> None:
        """As Django's, but only what Django keeps is written over."""
        if self.session_key is None:
            self.create()
            return
        data: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in the stubs
        row = self._row(data)
        if must_create:
            self._insert(row)
        elif not Session.objects.filter(session_key=self.session_key).update(**row):
            raise UpdateError

    def _row(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "session_data": self.encode(data),
            "expire_date": self.get_expiry_date(),
            "user_id": int(data[SESSION_KEY]) if SESSION_KEY in data else None,
        }

    def _insert(self, row: dict[str, Any]) -> None:
        try:
            with transaction.atomic():
                Session(session_key=self.session_key or "", begun_at=now(), **row).save(force_insert=True)
        except IntegrityError as taken:
            raise CreateError from taken

    def _get_session_from_db(self) -> Session | None:
        found = _living(self.session_key) if self.session_key else []
        if not found:
            self._session_key = None
            return None
        return found[0]


@prepared("key")
def _living(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now())
