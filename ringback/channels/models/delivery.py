from datetime import timedelta

from django.db import models

from ringback.channels.models.line import Line
from ringback.files.models import Blob
from ringback.kit.models import Base, labels

# For so long it is tried, from when it was first to leave: `due_at` moves on, with attempts and its line's trouble.
GIVE_UP = timedelta(days=5)


class Delivery(Base):
    """One thing to be sent, rendered, with its state. `message_id` and `content` never change, whatever is
    tried again."""

    pii = labels(
        link="purpose is_automatic secret_digest state due_at attempts fence lease_until holder created_at released_at "
        "sent_at give_up_at",
        contact="envelope_from",
        content="message_id subject content failure",
        secret="secret",
    )

    QUEUED, SENDING, SENT, DELAYED, FAILED, BOUNCED = (
        "queued",
        "sending",
        "sent",
        "delayed",
        "failed",
        "bounced",
    )
    WITHHELD = "withheld"  # an automatic mail that waits for a person's go
    DISCARDED = "discarded"  # a person decided that it does not go out; kept for the record
    STATES = [QUEUED, SENDING, SENT, DELAYED, FAILED, BOUNCED, WITHHELD, DISCARDED]
    UNSENT = [WITHHELD, DISCARDED]

    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="deliveries")
    purpose = models.CharField(max_length=20)  # reply | acknowledgement | system
    is_automatic = models.BooleanField(default=False)
    envelope_from = models.CharField(max_length=254)  # empty: the null return path
    message_id = models.CharField(max_length=300, unique=True)
    # 128 random bits that travel in the Message-ID and the plus-address; looked up by digest only.
    secret = models.CharField(max_length=32)
    secret_digest = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=500, default="")
    content = models.BinaryField(null=True)  # the rendered mail, or the blob below when it is large
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT)

    state = models.CharField(max_length=10, default=QUEUED)
    failure = models.CharField(max_length=1000, default="")
    due_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    fence = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=120, default="")  # the process that sends it, see channels.holder
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(
        null=True
    )  # when a person let withheld mail go: it counts from then on
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="delivery_due",
                condition=models.Q(state__in=["queued", "sending", "delayed"]),
            ),
            models.Index(fields=["state", "-id"], name="delivery_by_state"),
            models.Index(
                fields=["created_at"], name="delivery_automatic", condition=models.Q(is_automatic=True)
            ),
            models.Index(
                fields=["released_at"],
                name="delivery_released",
                condition=models.Q(released_at__isnull=False),
            ),
        ]

    @property
    def is_lost(self) -> bool:
        """Whether somebody does not get it, even while others still wait for it."""
        if self.state in (self.SENDING, self.DELAYED):
            return self.recipients.filter(state__in=Recipient.LOST).exists()
        return self.state in (self.FAILED, self.BOUNCED)


class Recipient(Base):
    """One address of a delivery and how it fared. Sent means that the next server took it, no more."""

    pii = labels(contact="address folded", link="field state at", content="detail")

    QUEUED, SENT, FAILED, BOUNCED, COMPLAINED = "queued", "sent", "failed", "bounced", "complained"
    LOST = [FAILED, BOUNCED]

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="recipients")
    field = models.CharField(max_length=3)  # to | cc | bcc
    address = models.CharField(max_length=254)
    folded = models.CharField(max_length=254)
    state = models.CharField(max_length=10, default=QUEUED)
    detail = models.CharField(max_length=500, default="")
    at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["folded", "-id"], name="recipient_by_address")]
