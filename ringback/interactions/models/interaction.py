from django.db import models

from ringback.access.models import Team, User
from ringback.access.policy import Reach, reaches
from ringback.access.standing import standing
from ringback.channels.models import Line
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.people.models import Contact


class Interactions(models.QuerySet["Interaction"]):
    def visible_to(self, actor: Actor) -> "Interactions":
        """Those of one's teams, all of them for managers; partners see the exchanges they had themselves."""
        far, who = reaches(actor, "interaction.read"), standing(actor)
        if Reach.ALL in far:
            return self
        seen = models.Q(pk__in=[])
        if Reach.TEAM in far:
            seen |= models.Q(team_id__in=who.teams)
        if Reach.GRANTED in far:
            seen |= models.Q(user_id=who.user_id)
        return self.filter(seen)


class Interaction(Base):
    """One exchange on one channel. Times are moments in UTC, durations whole seconds; null where the channel
    has none."""

    pii = labels(
        link="channel direction offered_at answered_at ended_at wait_seconds hold_seconds handling_seconds "
        "wrap_up_seconds disposition is_silent is_by_hand"
    )

    IN, OUT = "in", "out"

    channel = models.CharField(max_length=10)
    direction = models.CharField(max_length=3)
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="interactions")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wait_seconds = models.IntegerField(null=True)
    hold_seconds = models.IntegerField(null=True)
    handling_seconds = models.IntegerField(null=True)
    wrap_up_seconds = models.IntegerField(null=True)
    disposition = models.CharField(max_length=30, default="")
    is_silent = models.BooleanField(default=False)
    is_by_hand = models.BooleanField(default=False)  # written down by somebody, not carried by the desk

    objects = Interactions.as_manager()

    class Meta:
        indexes = [models.Index(fields=["contact", "-id"], name="interaction_by_contact")]
