from django.db import models

from ringback.kit.models import Base, labels


class Code(Base):
    """An entry of one of the house's three lists: how an exchange ended (disposition), what we did about a ticket
    (resolution), why it came to it (cause). Never one list for two of them."""

    pii = labels(link="kind name is_active created_at version")

    DISPOSITION, RESOLUTION, CAUSE = "disposition", "resolution", "cause"
    KINDS = [DISPOSITION, RESOLUTION, CAUSE]

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="one_code")]

    def __str__(self) -> str:
        return self.name
