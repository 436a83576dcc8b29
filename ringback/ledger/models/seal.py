from django.db import models

from ringback.kit.models import Base, labels


class Seal(Base):
    """Some events of the ledger, named by their ids, and the hash that chains them to the seal before.

    Ids rather than a range of (xid, id): after a restore or a move the transaction ids are others, the ids
    are not.
    """

    pii = labels(link="at ids count previous hash")

    at = models.DateTimeField()
    ids = models.TextField()  # runs: "1-200,203,205-210"
    count = models.IntegerField()
    # Unique: two sealers at once cannot both follow the same seal.
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64)
