"""When somebody was last seen: at most one write a minute, and never a reason for a page to fail."""

from datetime import timedelta

from django.db import OperationalError

from ringback.access.models import User
from ringback.kit.clock import now

_OFTEN = timedelta(minutes=1)


def seen(user: User) -> None:
    """Note that the user is there. Changes nothing within the same minute, or while the database is busy."""
    moment = now()
    if user.seen_at and moment - user.seen_at < _OFTEN:
        return
    try:
        User.objects.filter(pk=user.pk).update(seen_at=moment)
    except OperationalError:
        return
    user.seen_at = moment
