from django.db import models

from ringback.kit.models import Base, labels


class Lease(Base):
    """Who may do a named thing (read a mailbox, run the schedule) until when; `fence` grows with every new
    holder."""

    pii = labels(link="name holder until fence ran_at")

    name = models.CharField(max_length=80, unique=True)
    holder = models.CharField(max_length=80, default="")
    until = models.DateTimeField(null=True)
    fence = models.BigIntegerField(default=0)
    ran_at = models.DateTimeField(null=True)
