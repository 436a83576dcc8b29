import json

from django.db import models

from ringback.kit.models import Base, labels


class Attribute(Base):
    """A field that the house has defined for its contacts or organizations. Noun, key and type stay as they were
    defined, because values are kept by them; one that is no longer used is retired, not deleted."""

    pii = labels(link="noun key label type options personal is_active created_at version")

    CONTACT, ORGANIZATION = "contact", "organization"
    NOUNS = [CONTACT, ORGANIZATION]
    TEXT, NUMBER, YES_NO, DATE, CHOICE = "text", "number", "yes_no", "date", "choice"
    TYPES = [TEXT, NUMBER, YES_NO, DATE, CHOICE]
    # What its values are as personal data (kit.models); nothing secret is kept in them.
    PERSONAL = ["link", "identity", "contact", "content"]

    noun = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    type = models.CharField(max_length=10)
    options = models.TextField(default="[]")  # JSON [text], for a choice
    personal = models.CharField(max_length=10, default="content")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["noun", "key"], name="one_attribute")]

    @property
    def choices(self) -> list[str]:
        found: list[str] = json.loads(self.options)
        return found

    def __str__(self) -> str:
        return self.label
