from django.db import models

from ringback.kit.models import Base, labels


class Category(models.IntegerChoices):
    """The fixed categories; every status belongs to one. The number is the order of a ticket's life."""

    NEW = 10, "new"
    OPEN = 20, "open"
    WAITING_FOR_CUSTOMER = 30, "waiting_for_customer"
    WAITING_FOR_COLLEAGUE = 40, "waiting_for_colleague"
    WAITING_FOR_THIRD_PARTY = 50, "waiting_for_third_party"
    SCHEDULED = 60, "scheduled"
    RESOLVED = 70, "resolved"
    CLOSED = 80, "closed"


class Status(Base):
    """A status as the house calls it. The first of a category by position is its default."""

    pii = labels(link="category name position is_active")

    category = models.SmallIntegerField(choices=Category.choices)
    name = models.CharField(max_length=60, unique=True)
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name
