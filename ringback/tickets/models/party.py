from django.db import models
from django.db.models import Q

from ringback.access.models import User
from ringback.access.policy import may
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.people.models import Contact
from ringback.tickets.models.ticket import Ticket


class Parties(models.QuerySet["Party"]):
    def visible_to(self, actor: Actor) -> "Parties":
        """Those of tickets that the actor may see, for whoever works on them: what was shown as proof is nothing for
        customers."""
        return self.filter(Ticket.seen_by(actor)) if may(actor, "party.read") else self.none()

    def standing(self) -> "Parties":
        return self.filter(ended_at__isnull=True)


class Party(Base):
    """Somebody with a part in the case beside who asked and who is copied: the person concerned, who pays, or who may
    speak for a customer. Alone it opens nothing; a representative with proof is let in as a participant."""

    pii = labels(link="role proof until added_at ended_at version", content="evidence scope")

    CONCERNED, REPRESENTATIVE, PAYER = "concerned", "representative", "payer"
    ROLES = [CONCERNED, REPRESENTATIVE, PAYER]
    # What was seen of a representative's right to act. None yet: they have only said so.
    NO_PROOF, WRITTEN, POWER_OF_ATTORNEY, GUARDIAN, COMPANY, SPOKEN = (
        "none",
        "written",
        "power_of_attorney",
        "guardian",
        "company",
        "spoken",
    )
    PROOFS = [NO_PROOF, WRITTEN, POWER_OF_ATTORNEY, GUARDIAN, COMPANY, SPOKEN]

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="parties")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=14)
    # Whom a representative speaks for.
    represents = models.ForeignKey(
        Contact, null=True, on_delete=models.PROTECT, related_name="represented_in"
    )
    proof = models.CharField(max_length=17, default=NO_PROOF)
    evidence = models.CharField(max_length=500, default="")  # what was seen, where it is kept
    scope = models.CharField(max_length=500, default="")  # what they may do in the other's name
    until = models.DateTimeField(null=True)  # their authority ends by itself
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    objects = Parties.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "contact", "role"],
                name="one_standing_part",
                condition=Q(ended_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["until"],
                name="party_lapsing",
                condition=Q(ended_at__isnull=True, until__isnull=False),
            )
        ]

    @property
    def is_authorised(self) -> bool:
        """Whether they may act for whom they represent: proof was seen and nothing has ended it. The clock ends it by
        `ended_at` (tickets.parties.lapse_due)."""
        return self.role == self.REPRESENTATIVE and self.proof != self.NO_PROOF and self.ended_at is None
