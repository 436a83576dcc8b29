from django.db import models
from django.db.models import Q

from ringback.access.models import Team, User
from ringback.kit.clock import now
from ringback.kit.models import Base, labels


class Grants(models.QuerySet["Grant"]):
    def standing(self) -> "Grants":
        return self.filter(Q(until__isnull=True) | Q(until__gt=now()))

    def to(self, user_id: int, teams: frozenset[int]) -> "Grants":
        """Those that hold now and open a ticket to the user or one of the teams."""
        return self.standing().filter(Q(user_id=user_id) | Q(team_id__in=teams))


class Grant(Base):
    """A ticket is open to one user or one team beside its own: consulted, following, or a partner's by
    contract."""

    pii = labels(link="reason until at")

    FOLLOWER, CONSULTED, PARTNER, HANDOVER = "follower", "consulted", "partner", "handover"
    REASONS = [FOLLOWER, CONSULTED, PARTNER, HANDOVER]

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE)
    reason = models.CharField(max_length=10)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = Grants.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(team__isnull=True), name="grant_to_one"
            ),
            models.UniqueConstraint(fields=["ticket", "user", "reason"], name="one_grant_a_user"),
            models.UniqueConstraint(fields=["ticket", "team", "reason"], name="one_grant_a_team"),
        ]
        indexes = [
            models.Index(fields=["user", "ticket"], name="grant_by_user"),
            models.Index(fields=["team", "ticket"], name="grant_by_team"),
        ]
