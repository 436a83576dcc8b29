from django.db import models

from ringback.access.models import Team
from ringback.access.policy import may
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor


class Lines(models.QuerySet["Line"]):
    def visible_to(self, actor: Actor) -> "Lines":
        """House staff see every line (never its secrets); partners and customers none."""
        return self if may(actor, "line.read") else self.none()


class Line(Base):
    """A contact point: one address people reach us at, with the servers behind it."""

    pii = labels(
        link="name folded channel is_active imap_host imap_port imap_tls imap_user imap_folder after move_to live_from "
        "smtp_host smtp_port smtp_tls smtp_user plus_addresses trusted_server acknowledges uid_validity last_uid "
        "checked_at failing_since left_count server_count desk_count reconciled_at sent_at send_failing_since "
        "language created_at version",
        contact="address folded_address",
        secret="imap_secret smtp_secret",
        content="failure notice send_failure greeting opening_hours",
    )

    MOVE, DELETE, SEEN = "move", "delete", "seen"
    AFTER = [(MOVE, "move it to a folder"), (DELETE, "delete it"), (SEEN, "mark it as seen")]
    TLS = [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "no encryption")]

    name = models.CharField(max_length=100)
    folded = models.CharField(max_length=100, unique=True)
    channel = models.CharField(max_length=10, default="email")
    address = models.CharField(max_length=254)
    folded_address = models.CharField(max_length=254, unique=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="lines")
    is_active = models.BooleanField(default=True)

    imap_host = models.CharField(max_length=253, default="", blank=True)
    imap_port = models.IntegerField(default=993)
    imap_tls = models.CharField(max_length=10, choices=TLS, default="tls")
    imap_user = models.CharField(max_length=254, default="", blank=True)
    imap_secret = models.TextField(default="", blank=True)  # sealed, see kit.crypto
    imap_folder = models.CharField(max_length=200, default="INBOX")
    after = models.CharField(max_length=10, choices=AFTER, default=MOVE)
    move_to = models.CharField(max_length=200, default="Processed")
    # Mail that reached the server before this moment comes in silently. Null: when the line was added.
    live_from = models.DateTimeField()

    smtp_host = models.CharField(max_length=253, default="", blank=True)
    smtp_port = models.IntegerField(default=465)
    smtp_tls = models.CharField(max_length=10, choices=TLS, default="tls")
    smtp_user = models.CharField(max_length=254, default="", blank=True)
    smtp_secret = models.TextField(default="", blank=True)
    plus_addresses = models.BooleanField(default=False)
    # The authserv-id whose Authentication-Results we believe: the house's own mail server.
    trusted_server = models.CharField(max_length=253, default="", blank=True)

    acknowledges = models.BooleanField(default=True)
    # The acknowledgement where no Greeting fits: its language, its text (empty: the desk's own words), and when we are
    # there, as it is to be read.
    language = models.CharField(max_length=12, default="en", db_default="en")
    greeting = models.TextField(default="", blank=True)
    opening_hours = models.TextField(default="", db_default="", blank=True)

    # What the reader of the mailbox knows.
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=1000, default="")
    notice = models.CharField(max_length=1000, default="")  # mail flows, but an administrator should know
    left_count = models.IntegerField(default=0, db_default=0)  # mails that cannot be taken in or put away
    server_count = models.IntegerField(null=True)
    desk_count = models.IntegerField(null=True)
    reconciled_at = models.DateTimeField(null=True)
    # What the sender knows.
    sent_at = models.DateTimeField(null=True)
    send_failing_since = models.DateTimeField(null=True)
    send_failure = models.CharField(max_length=1000, default="")

    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Lines.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def trouble(self) -> str:
        """What is wrong, in plain words; empty where mail flows."""
        return self.failure or self.send_failure or (self.notice if self.left_count else "")
