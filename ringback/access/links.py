"""Links that are mailed to somebody who then signs in by them: 256 random bits of which the digest is kept, for one
purpose and person, one use, and a short time (TRUST A25). Looking at one changes nothing: mail scanners open links."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from ringback.access.models import Link, User
from ringback.kit.clock import now
from ringback.kit.errors import Unseen
from ringback.kit.ids import digest, long_secret

LIVES = {Link.RESET: timedelta(hours=1), Link.INVITATION: timedelta(hours=72)}


def issue(user: User, purpose: str) -> str:
    """The secret of a new link. Earlier ones of the same purpose are worthless from now on."""
    moment, value = now(), long_secret()
    _unused(user).filter(purpose=purpose).update(used_at=moment)
    Link.objects.create(
        user=user,
        purpose=purpose,
        digest=digest(value),
        created_at=moment,
        expires_at=moment + LIVES[purpose],
    )
    return value


def holder(purpose: str, secret: str) -> User | None:
    """The active person whose link of this purpose the secret opens now."""
    found = _open(purpose, secret).select_related("user").first()
    return found.user if found else None


def redeem(purpose: str, user: User, secret: str) -> None:
    """Use the link up. Of two who come at once one gets through; Unseen for what opens nothing (any more)."""
    if not _open(purpose, secret).filter(user=user).update(used_at=now()):
        raise Unseen()


def void(user: User) -> None:
    """Whatever was mailed to them is worthless from now on: they are gone, or sign in otherwise."""
    _unused(user).update(used_at=now())


class ResetTokens:
    """What settings.ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR names."""

    def make_token(self, user: User) -> str:
        return issue(user, Link.RESET)

    def check_token(self, user: User | None, token: Any) -> bool:
        found = holder(Link.RESET, token) if isinstance(token, str) else None
        return found is not None and user is not None and found.pk == user.pk


def _open(purpose: str, secret: str) -> "QuerySet[Link]":
    living = Link.objects.filter(used_at=None, expires_at__gt=now(), user__is_active=True)
    return living.filter(purpose=purpose, digest=digest(secret))


def _unused(user: User) -> "QuerySet[Link]":
    return Link.objects.filter(user=user, used_at=None)
