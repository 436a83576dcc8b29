"""Who reads: an agent and a partner with a session of the web, a customer with a token of the API."""

import secrets
from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from ringback.access import tokens
from ringback.access.models import User
from ringback.access.sessions import SessionStore
from ringback.bench.seed.plan import AGENT, CUSTOMER, PARTNER
from ringback.ledger.actor import SYSTEM

READERS: Mapping[str, int] = {"agent": AGENT, "partner": PARTNER, "customer": CUSTOMER}


def headers_of(reader: str) -> dict[str, str]:
    """What every request of this reader carries."""
    user = User.objects.get(pk=READERS[reader])
    return _bearer(user) if reader == "customer" else _signed_in(user)


def _bearer(user: User) -> dict[str, str]:
    _, value = tokens.create(SYSTEM, user.pk, "benchmark")
    return {"Authorization": f"Bearer {value}"}


def _signed_in(user: User) -> dict[str, str]:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    key, forgery = session.session_key, secrets.token_hex(16)
    cookies = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={forgery}"
    return {"Cookie": cookies, "X-CSRFToken": forgery}
