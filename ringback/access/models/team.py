from django.db import models

from ringback.access.models.user import User
from ringback.access.standing import standing
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor


class Teams(models.QuerySet["Team"]):
    def visible_to(self, actor: Actor) -> "Teams":
        """House staff see all teams, partners only their own, customers none."""
        who = standing(actor)
        return self if who.is_house else self.filter(pk__in=who.teams)


class Team(Base):
    """People who serve the same customers. A ticket's team is its scope."""

    pii = labels(link="name folded is_active is_partner version")

    name = models.CharField(max_length=100)
    folded = models.CharField(max_length=100, unique=True)
    is_active = models.BooleanField(default=True)
    is_partner = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    members = models.ManyToManyField(User, through="Membership")

    objects = Teams.as_manager()

    def __str__(self) -> str:
        return self.name


class Membership(Base):
    """A person in a team, perhaps as its leader."""

    pii = labels(link="is_leader")

    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    is_leader = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "team"], name="one_membership")]
