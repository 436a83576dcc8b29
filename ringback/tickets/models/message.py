from collections.abc import Sequence

from django.db import models
from django.db.models.functions import Now

from ringback.access.standing import standing
from ringback.channels.models import Delivery, Inbound
from ringback.channels.models.delivery import GIVE_UP
from ringback.files.models import Blob
from ringback.interactions.models import Interaction
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.tickets.models.participant import Participant
from ringback.tickets.models.ticket import Ticket


class Messages(models.QuerySet["Message"]):
    def visible_to(self, actor: Actor) -> "Messages":
        """Those of visible tickets; customers see no held ones, and nothing from before they took part."""
        return self.filter(Ticket.seen_by(actor))._as_seen_by(actor)

    def said_in(self, tickets: Sequence[int], actor: Actor) -> "Messages":
        """`visible_to` within tickets (a family) that were found for this actor: they are not asked for again."""
        return self.filter(ticket_id__in=tickets)._as_seen_by(actor)

    def _as_seen_by(self, actor: Actor) -> "Messages":
        who = standing(actor)
        if not who.is_customer:
            return self
        since = models.Subquery(
            Participant.objects.filter(
                ticket_id=models.OuterRef("ticket_id"), contact__user_id=who.user_id, is_confirmed=True
            ).values("from_message_id")[:1]
        )
        # What its author may still take back has reached nobody yet. What was to leave and waits for its line again was
        # shown already, and is not hidden for that.
        left = (
            models.Q(delivery=None)
            | models.Q(delivery__due_at__lte=Now())
            | models.Q(delivery__attempts__gt=0)
            | models.Q(delivery__give_up_at__lte=Now() + GIVE_UP)
        )
        return self.filter(left, state="accepted", pk__gte=since)


class MessageFiles(models.QuerySet["MessageFile"]):
    def visible_to(self, actor: Actor) -> "MessageFiles":
        """Files of visible messages."""
        return self.filter(
            models.Exists(Message.objects.visible_to(actor).filter(pk=models.OuterRef("message_id")))
        )


class Message(Base):
    """One thing said between the customer and us. Held ones are for agents only until somebody accepts them."""

    pii = labels(
        link="direction state author_kind author_id at is_automatic is_truncated is_authentic",
        identity="author_name",
        contact="author_address addresses",
        content="subject text html folds message_id withheld flags invitation signature",
    )

    IN, OUT = "in", "out"
    ACCEPTED, HELD, REJECTED = "accepted", "held", "rejected"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    interaction = models.ForeignKey(
        Interaction, null=True, on_delete=models.SET_NULL, related_name="messages"
    )
    inbound = models.OneToOneField(Inbound, null=True, on_delete=models.PROTECT, related_name="message")
    delivery = models.OneToOneField(Delivery, null=True, on_delete=models.PROTECT, related_name="message")
    direction = models.CharField(max_length=3)
    state = models.CharField(max_length=8, default=ACCEPTED)
    # The true author, whoever's ticket it is.
    author_kind = models.CharField(max_length=10)  # contact | user | system
    author_id = models.BigIntegerField()
    author_name = models.CharField(max_length=200, default="")
    author_address = models.CharField(max_length=254, default="")
    addresses = models.TextField(default="{}")  # JSON {"to": [[name, address]], "cc": [], "bcc": []}
    at = models.DateTimeField()
    subject = models.CharField(max_length=500, default="")
    text = models.TextField(default="")
    html = models.TextField(default="")  # normalised, safe to show as it is
    folds = models.TextField(default="[]")  # JSON [[start, end, kind]] over the lines of text
    message_id = models.CharField(max_length=500, default="")
    is_automatic = models.BooleanField(default=False)
    is_truncated = models.BooleanField(default=False)  # for the search: only its first 20,000 words are found
    is_authentic = models.BooleanField(null=True)  # sender authentication; null: not looked at
    withheld = models.CharField(max_length=300, default="")
    flags = models.CharField(max_length=200, default="")  # words with one space between
    invitation = models.TextField(null=True)  # JSON, an adapters.email Invitation
    signature = models.TextField(
        null=True
    )  # JSON, an adapters.email Signature: what it was worth when it came

    objects = Messages.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="message_thread"),
            models.Index(fields=["message_id"], name="message_by_id", condition=~models.Q(message_id="")),
            models.Index(fields=["state", "-id"], name="message_held", condition=models.Q(state="held")),
        ]


class MessageFile(Base):
    """A file of a message. Its address is random; whoever may read the message may fetch it."""

    pii = labels(link="key media_type size is_inline", content="name content_id")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=300, default="")
    is_inline = models.BooleanField(default=False)

    objects = MessageFiles.as_manager()
