from django.db import models

from ringback.access.models import User
from ringback.access.policy import Reach as Far
from ringback.access.policy import reaches
from ringback.access.standing import standing
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.people.models.organization import Organization
from ringback.people.models.reach import Reach


class Contacts(models.QuerySet["Contact"]):
    def visible_to(self, actor: Actor) -> "Contacts":
        """Those whom the actor's teams serve (Reach), all for a manager, oneself for a customer, none for a
        partner."""
        far = reaches(actor, "contact.read")
        if Far.ALL in far:
            return self
        who = standing(actor)
        mine = models.Q(user_id=who.user_id) if Far.OWN in far else models.Q(pk__in=[])
        if Far.TEAM in far:
            # Asked for each contact: a list of all that a team serves would be long.
            served = Reach.objects.filter(team_id__in=who.teams)
            mine |= models.Q(models.Exists(served.filter(contact_id=models.OuterRef("pk"))))
            # Who serves one that was merged into this contact serves the contact.
            mine |= models.Q(models.Exists(served.filter(contact__canonical_id=models.OuterRef("pk"))))
        return self.filter(mine)


class Contact(Base):
    """A person who asks us. May sign in (`user`), may belong to an organization, is reached by several
    identities."""

    pii = labels(
        identity="name folded form_of_address language time_zone preferred_channel",
        link="created_at version",
        content="notes",
    )

    name = models.CharField(max_length=200, default="")
    folded = models.CharField(max_length=400, default="")
    form_of_address = models.CharField(max_length=100, default="", blank=True)
    language = models.CharField(max_length=12, default="", blank=True)
    time_zone = models.CharField(max_length=60, default="", blank=True)
    preferred_channel = models.CharField(max_length=10, default="", blank=True)  # of kit.channel_names
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.SET_NULL)
    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="contact"
    )
    notes = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    # The contact that this one was merged into, who was merged into none themselves (people/merging.py).
    canonical = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members", db_index=False
    )

    objects = Contacts.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["folded", "id"], name="contact_by_name"),
            models.Index(
                fields=["canonical", "id"],
                name="contact_family",
                condition=models.Q(canonical__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(canonical=models.F("id")), name="no_contact_merged_into_itself"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"Contact {self.pk}"
