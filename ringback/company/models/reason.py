from django.db import models

from ringback.kit.models import Base, labels


class Reason(Base):
    """Why customers come: a place in the house's tree of contact reasons. What it is called and where it stands is said
    by its versions, so that what was chosen once reads as it did then; `name` and `path` repeat the newest one."""

    pii = labels(link="level name path number is_active created_at version")

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.SmallIntegerField(default=1)
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=320)  # the names from the top, with " › " between
    number = models.IntegerField(default=1)  # of the newest version
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    def __str__(self) -> str:
        return self.path
