from django.db import models
from django.db.models import Q

from ringback.access.models import Team, User
from ringback.access.policy import may
from ringback.access.standing import Standing
from ringback.kit.clock import now
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.tickets.models.ticket import Ticket


class Handovers(models.QuerySet["Handover"]):
    def visible_to(self, actor: Actor) -> "Handovers":
        """Those of tickets that the actor may see, for whoever hands over at all: a brief is nothing for customers."""
        return self.filter(Ticket.seen_by(actor)) if may(actor, "handover.read") else self.none()

    def open(self) -> "Handovers":
        return self.filter(state=Handover.OFFERED)

    def waiting_for(self, who: Standing) -> "Handovers":
        """Those that this person may accept or return: theirs, their teams', and, as a leader, their people's that are
        overdue."""
        mine = Q(user_id=who.user_id) | Q(user=None, team_id__in=who.teams)
        return self.open().filter(mine | Q(team_id__in=who.led, due_at__lt=now()))


class Handover(Base):
    """Case ownership offered to somebody, with a brief. It moves when, and only when, they accept."""

    pii = labels(
        link="state offered_at due_at answered_at is_absence is_transfer version",
        content="wants done promised next_step reason",
    )

    OFFERED, ACCEPTED, RETURNED, WITHDRAWN = "offered", "accepted", "returned", "withdrawn"
    STATES = [OFFERED, ACCEPTED, RETURNED, WITHDRAWN]

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="handovers")
    # Who answered for the ticket when it was offered: nobody, where it had no case owner yet.
    giver = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The ticket's team once it is accepted; `user` empty: anybody in it may.
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # The brief.
    wants = models.TextField(default="")
    done = models.TextField(default="")
    promised = models.TextField(default="")
    next_step = models.TextField(default="")
    state = models.CharField(max_length=9, default=OFFERED)
    offered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(default="")  # why it was returned
    is_absence = models.BooleanField(
        default=False
    )  # its owner is away: the whole of their work is handed over
    is_transfer = models.BooleanField(default=False)  # the customer has to do with somebody else from then on
    version = models.IntegerField(default=1)

    objects = Handovers.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state="offered"), name="one_open_handover_a_ticket"
            )
        ]
        indexes = [
            models.Index(fields=["team", "user", "due_at"], name="handover_to", condition=Q(state="offered")),
        ]
