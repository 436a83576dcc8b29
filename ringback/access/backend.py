"""Who has signed in: allauth's way of proving it, and a prepared query for the user whom a session names."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F, QuerySet

from ringback.access.identify import with_memberships
from ringback.access.models import User
from ringback.access.prepared import prepared


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped here
    """What settings.AUTHENTICATION_BACKENDS names."""

    def get_user(self, user_id: int) -> User | None:
        """The user behind a session, as long as they are active."""
        rows = _user(user_id)
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        return with_memberships(
            rows[0], [(row.in_team, row.leads) for row in rows if row.in_team is not None]
        )


@prepared("pk")
def _user(pk: int) -> QuerySet[Any]:
    """Once for each team the user is in: who they are and what they may is one question of every page."""
    return User.objects.filter(pk=pk).annotate(
        in_team=F("memberships__team_id"), leads=F("memberships__is_leader")
    )
