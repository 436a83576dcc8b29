"""Who has signed in: allauth's way of proving it, and a prepared query for the user whom a session names."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from ringback.access.models import User
from ringback.access.prepared import prepared


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped here
    """What settings.AUTHENTICATION_BACKENDS names."""

    def get_user(self, user_id: int) -> User | None:
        """The user behind a session, as long as they are active."""
        found = _user(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


@prepared("pk")
def _user(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)
