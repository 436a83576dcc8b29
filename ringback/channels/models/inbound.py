from django.db import models

from ringback.access.policy import Reach, reaches
from ringback.access.standing import standing
from ringback.channels.models.line import Line
from ringback.files.models import Blob
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor


class Inbounds(models.QuerySet["Inbound"]):
    def visible_to(self, actor: Actor) -> "Inbounds":
        """Receipts of the lines of one's teams; all of them for managers and administrators."""
        far = reaches(actor, "inbound.read")
        if Reach.ALL in far:
            return self
        return self.filter(line__team_id__in=standing(actor).teams) if far else self.none()

    def waiting(self) -> "Inbounds":
        """Taken over from the source, not yet given an end."""
        return self.filter(end="", first__isnull=True)


class Inbound(Base):
    """The receipt for one thing a source handed us. Its end is one of five (docs/api/inbound.md); waiting is
    no end."""

    pii = labels(
        link="source source_ref sha256 content_key size received_at taken_at is_silent end kind ref_kind ref_id "
        "attempts retry_at handled_at copies",
        content="subject reason message_id",
        contact="sender envelope_from envelope_to peer_ip peer_helo",
    )

    OPENED, THREADED, HELD, IGNORED, QUARANTINED = "opened", "threaded", "held", "ignored", "quarantined"
    ENDS = [OPENED, THREADED, HELD, IGNORED, QUARANTINED]

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="inbounds")
    source = models.CharField(max_length=10)  # imap | smtp | file
    # Where the source had it ("INBOX/1712345/88"): the same place twice is the same mail. Null where a source
    # has no places.
    source_ref = models.CharField(max_length=300, null=True)
    sha256 = models.CharField(max_length=64)
    content_key = models.CharField(max_length=64)
    size = models.BigIntegerField()
    received_at = models.DateTimeField()  # at our line: the server's date of arrival
    taken_at = models.DateTimeField()
    is_silent = models.BooleanField(default=False)
    envelope_from = models.CharField(max_length=320, null=True)
    envelope_to = models.TextField(default="")  # addresses, one a line
    # The server of the public internet that handed it to the listener, and how it greeted: for SPF, and forgotten
    # with the end.
    peer_ip = models.CharField(max_length=45, default="")
    peer_helo = models.CharField(max_length=255, default="")

    end = models.CharField(max_length=12, default="")
    reason = models.CharField(max_length=500, default="")
    kind = models.CharField(max_length=12, default="")  # normal | bounce | delay | auto-reply | feedback
    message_id = models.CharField(max_length=500, default="")
    sender = models.CharField(max_length=320, default="")
    subject = models.CharField(max_length=500, default="")
    # What became of it, by kind and id: this area lies below tickets and messages.
    ref_kind = models.CharField(max_length=20, default="")
    ref_id = models.BigIntegerField(null=True)
    first = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="duplicates")
    copies = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)

    objects = Inbounds.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "source_ref"], name="one_receipt_a_place"),
            # Of one content only the first receipt of a line goes on; the others point at it.
            models.UniqueConstraint(
                fields=["line", "content_key"],
                name="one_content_a_line",
                condition=models.Q(first__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["retry_at", "id"],
                name="inbound_waiting",
                condition=models.Q(end="", first__isnull=True),
            ),
            models.Index(fields=["end", "-id"], name="inbound_by_end"),
            models.Index(fields=["content_key"], name="inbound_content"),
            models.Index(fields=["sender", "-id"], name="inbound_by_sender", condition=~models.Q(sender="")),
            models.Index(
                fields=["message_id"], name="inbound_message_id", condition=~models.Q(message_id="")
            ),
        ]


class Raw(Base):
    """The bytes as the source handed them over: in the row, or as a blob when they are large."""

    pii = labels(content="bytes")

    inbound = models.OneToOneField(Inbound, primary_key=True, on_delete=models.CASCADE, related_name="raw")
    bytes = models.BinaryField(null=True)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT)
