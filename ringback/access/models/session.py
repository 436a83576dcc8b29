from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from ringback.access.models.user import User
from ringback.access.policy import Reach, reaches
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor


class Sessions(models.QuerySet["Session"]):
    def visible_to(self, actor: Actor) -> "Sessions":
        """One's own that are alive; administrators see everybody's, so that they can end them."""
        far = reaches(actor, "session.end")
        living = self.filter(user__isnull=False, expire_date__gt=now())
        if Reach.ALL in far:
            return living
        return living.filter(user_id=standing(actor).user_id) if far else self.none()


class Session(AbstractBaseSession, Base):
    """One browser that somebody signed in with (`user`), or that is about to. Beside what Django keeps: what it looks
    like to its owner, in words and not as the browser wrote them, and from where it was seen last."""

    pii = labels(
        secret="session_key session_data",
        link="expire_date begun_at seen_at",
        identity="browser system address",
    )

    # Addresses name a session by its id: the key is what its holder proves themselves by.
    id = models.BigAutoField(primary_key=True)
    session_key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=30, default="")
    system = models.CharField(max_length=30, default="")
    address = models.CharField(max_length=45, default="")  # its network only, once it was not seen for a week

    objects = Sessions.as_manager()  # type: ignore[assignment,misc]  # Django's encodes, which ours is never asked to

    class Meta:
        pass
