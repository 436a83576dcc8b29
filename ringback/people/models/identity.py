from django.db import models

from ringback.kit.models import Base, labels
from ringback.people.models.contact import Contact


class Identity(Base):
    """One way a contact reaches us: an address, a number, a handle. Folded for comparing, kept as written for
    showing."""

    pii = labels(contact="value folded", link="kind verified_at failing_since created_at", content="failure")

    EMAIL, PHONE, HANDLE = "email", "phone", "handle"
    KINDS = [(EMAIL, "mail address"), (PHONE, "phone number"), (HANDLE, "handle")]

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=KINDS)
    value = models.CharField(max_length=254)
    folded = models.CharField(max_length=254)
    verified_at = models.DateTimeField(null=True)
    # A hard bounce marks the address; the next mail from it clears the mark.
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "folded"], name="one_identity")]

    def __str__(self) -> str:
        return self.value
