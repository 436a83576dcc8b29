from django.db import models

from ringback.access.models.user import User
from ringback.kit.models import Base, labels


class Link(Base):
    """A secret that was mailed to somebody for one purpose, good for one use and a short time. Only its digest is
    kept; `used_at` is also when it was made worthless."""

    pii = labels(link="purpose created_at expires_at used_at", secret="digest")

    RESET, INVITATION = "reset", "invitation"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(digest=""), name="link_has_a_digest")]
