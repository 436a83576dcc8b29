from django.db import models

from ringback.access.models import Team
from ringback.kit.models import Base, labels


class Reach(Base):
    """This team serves this contact: its agents see who they are. Kept by a reaction to what happens to
    tickets."""

    pii = labels(link="since")

    contact = models.ForeignKey("people.Contact", on_delete=models.CASCADE, related_name="reaches")
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "team"], name="one_reach")]
        indexes = [models.Index(fields=["team", "contact"], name="reach_by_team")]
