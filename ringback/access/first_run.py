"""The first person on an empty desk: a link with a secret, printed where the desk was started, good for one use and
three days (TRUST A25, A31).

Only the secret's digest and the end are kept, in a file beside the database; it goes as soon as anybody exists.
"""

import os
from datetime import datetime, timedelta
from hmac import compare_digest
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from ringback.access import staff, teams
from ringback.access.models import Team, User
from ringback.access.roles import Role
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Unseen
from ringback.kit.ids import digest, long_secret
from ringback.ledger.actor import SYSTEM

LIVES = timedelta(hours=72)


def link() -> str | None:
    """A fresh link to the first-run page, which makes any earlier one worthless; None once somebody exists."""
    if User.objects.exists():
        _forget()
        return None
    token = long_secret()
    handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(f"{digest(token)} {(now() + LIVES).isoformat()}")
    return f"{settings.RINGBACK_URL}/first-run/{token}"


def opens(token: str) -> bool:
    """Whether the token opens the page now."""
    try:
        kept, until = _file().read_text().split()
        living = datetime.fromisoformat(until) > now()
    except (OSError, ValueError):
        return False
    return living and compare_digest(kept, digest(token)) and not User.objects.exists()


def redeem(token: str, email: str, name: str, password: str) -> User:
    """The first user, administrator and agent. Raises Unseen for a token that opens nothing (any more), and
    Refusal for an address or a password that will not do."""
    if not opens(token):
        raise Unseen()
    claimed = _claim()
    try:
        return first_user(email, name, password)
    except Refusal:
        claimed.rename(_file())
        raise
    finally:
        claimed.unlink(missing_ok=True)


@transaction.atomic
def first_user(email: str, name: str, password: str) -> User:
    """Administrator and agent, in a first team of their own: an agent without a team would see nothing.

    Raises Refusal once somebody exists, and as `staff.add`.
    """
    if User.objects.exists():
        raise Refusal(gettext("Somebody has set this desk up already."), code="set-up")
    user = staff.add(SYSTEM, email, name, {Role.ADMINISTRATOR, Role.AGENT}, password=password)
    if not Team.objects.exists():
        teams.set_members(SYSTEM, teams.found(SYSTEM, _("Support")).pk, {user.pk: True})
    return user


def _claim() -> Path:
    """Of two who come at once, only one gets past here: a file can be renamed but once."""
    claimed = _file().with_suffix(".claimed")
    try:
        return _file().rename(claimed)
    except OSError as gone:
        raise Unseen() from gone


def _forget() -> None:
    _file().unlink(missing_ok=True)


def _file() -> Path:
    folder: Path = settings.DATA
    return folder / "first-run"
