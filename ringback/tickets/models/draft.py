from django.db import models

from ringback.access.models import User
from ringback.access.standing import standing
from ringback.files.models import Blob
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.tickets.models.status import Status
from ringback.tickets.models.ticket import Ticket


class Drafts(models.QuerySet["Draft"]):
    def visible_to(self, actor: Actor) -> "Drafts":
        """One's own, whatever became of the ticket's team meanwhile, as long as one may read the ticket."""
        return self.filter(Ticket.seen_by(actor), author_id=standing(actor).user_id)


class DraftFiles(models.QuerySet["DraftFile"]):
    def visible_to(self, actor: Actor) -> "DraftFiles":
        """Files of one's own drafts."""
        return self.filter(draft__in=Draft.objects.visible_to(actor))


class Draft(Base):
    """What somebody has begun to write on a ticket, saved as typed. It survives whatever happens to the
    ticket.

    Held: it was about to be sent, but the thread had moved on; it waits for its author to look at what is
    new.
    """

    pii = labels(
        content="html", contact="addresses", link="kind based_on is_held send_at unsent updated_at version"
    )

    REPLY, NOTE = "reply", "note"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.CASCADE)
    kind = models.CharField(max_length=5)
    html = models.TextField(default="")
    addresses = models.TextField(default="{}")  # as in Message; empty: whoever the thread is with
    based_on = models.BigIntegerField(default=0)  # the newest message its author had seen
    is_held = models.BooleanField(default=False)
    # When it goes out by itself (scheduling.py), and the status that it leaves behind.
    send_at = models.DateTimeField(null=True)
    send_status = models.ForeignKey(Status, null=True, on_delete=models.SET_NULL, related_name="+")
    # Why it has not gone out though its time had come, as a code; until it is sent or given another time.
    unsent = models.CharField(max_length=30, default="", db_default="")
    updated_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Drafts.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "ticket", "kind"], name="one_draft")]
        indexes = [
            models.Index(
                fields=["send_at"], name="draft_scheduled", condition=models.Q(send_at__isnull=False)
            )
        ]


class DraftFile(Base):
    """A file laid ready in a draft."""

    pii = labels(link="key media_type size is_inline", content="name")

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    is_inline = models.BooleanField(
        default=False
    )  # a picture in the text; it goes with it only while it stands there

    objects = DraftFiles.as_manager()
