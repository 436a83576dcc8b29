from django.db import models
from django.db.models import Q

from ringback.access.models import Team, User
from ringback.kit.models import Base, labels


class Signature(Base):
    """What stands below a reply: a person's own lines, then their team's."""

    pii = labels(content="html", link="version")

    user = models.OneToOneField(User, null=True, on_delete=models.CASCADE, related_name="signature")
    team = models.OneToOneField(Team, null=True, on_delete=models.CASCADE, related_name="signature")
    html = models.TextField(default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(team__isnull=True), name="signature_of_one"
            )
        ]
