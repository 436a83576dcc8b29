from django.db import models

from ringback.kit.models import Base, labels


class Reader(Base):
    """How far a named follower of the ledger has come: the pair (xid, id), see reader.py."""

    pii = labels(link="name xid event_id updated_at")

    name = models.CharField(max_length=60, unique=True)
    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
