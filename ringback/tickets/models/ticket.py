from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from ringback.access.models import Team, User
from ringback.access.policy import Reach, reaches
from ringback.access.standing import standing
from ringback.channels.models import Line
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.people.models import Contact, Organization
from ringback.tickets.models.grant import Grant
from ringback.tickets.models.participant import Participant
from ringback.tickets.models.status import Category, Status

# Sorts by a moment that may be absent need it explicit: never is later than everything.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Tickets(models.QuerySet["Ticket"]):
    def visible_to(self, actor: Actor) -> "Tickets":
        """The one road to tickets. Narrow actors start from their grants or participation, broad ones filter
        (DESIGN)."""
        far = reaches(actor, "ticket.read")
        if Reach.ALL in far:
            return self
        who = standing(actor)
        seen = Q(pk__in=[])
        if Reach.TEAM in far:
            seen |= Q(team_id__in=who.teams)
        if far & {Reach.TEAM, Reach.GRANTED}:
            seen |= Q(pk__in=Grant.objects.to(who.user_id, who.teams).values("ticket_id"))
        if Reach.OWN in far:
            seen |= Q(pk__in=Participant.taken_by(who.user_id))
        return self.filter(seen)

    # SQLite proves that a partial index fits only from literals, never from parameters.
    def on_the_desk(self) -> "Tickets":
        return self.filter(shelf=RawSQL("''", ()))

    def put_away(self) -> "Tickets":
        return self.exclude(shelf=RawSQL("''", ()))

    def open(self) -> "Tickets":
        return self.on_the_desk().filter(category__lt=RawSQL(str(int(Category.RESOLVED)), ()))  # noqa: S611  (a constant)


_DESK = Q(shelf="")
_OPEN = Q(shelf="", category__lt=int(Category.RESOLVED))


class Ticket(Base):
    """A request and everything about it. Its number is its id. The team is its scope."""

    pii = labels(
        link="category closing_reason type priority shelf language is_silent is_outbound created_at updated_at "
        "waiting_since attention_at scheduled_for resolved_at closed_at last_message_id message_count merged_count "
        "transfers version",
        content="subject folded_subject excerpt",
    )

    TYPES = ["question", "fault", "service_request", "feedback", "order", "sales_lead"]
    REASONS = ["confirmed", "silence", "unreachable", "withdrawn", "declined", "duplicate", "no_case"]
    SPAM, TRASH, MERGED = "spam", "trash", "merged"

    subject = models.CharField(max_length=500, default="")
    folded_subject = models.CharField(max_length=200, default="")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="tickets")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.SET_NULL)
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT)
    # Without an index of its own, on purpose: SQLite would collect and sort all of a team instead of walking
    # a sort's index.
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="owned")
    assignee = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="assigned")
    status = models.ForeignKey(Status, on_delete=models.PROTECT)
    category = models.SmallIntegerField(choices=Category.choices)  # the status's, kept here for the indexes
    closing_reason = models.CharField(max_length=12, default="")
    type = models.CharField(max_length=20, default="question")
    priority = models.SmallIntegerField(default=3)  # 1 urgent, 2 high, 3 normal, 4 low
    # Empty: on the desk. Merged ones leave it by this column, which the indexes of lists exclude already.
    shelf = models.CharField(max_length=6, default="")
    # The ticket that this one was merged into, which was merged into none itself (tickets/merging.py).
    canonical = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="members", db_index=False
    )
    merged_count = models.IntegerField(default=0)  # how many point here
    language = models.CharField(max_length=12, default="")
    is_silent = models.BooleanField(default=False)
    is_outbound = models.BooleanField(db_default=False, default=False)  # we wrote first
    created_at = models.DateTimeField()  # receipt at our line
    updated_at = models.DateTimeField()  # last word or note
    waiting_since = models.DateTimeField(default=NEVER)  # oldest customer message not yet answered
    attention_at = models.DateTimeField(default=NEVER)
    scheduled_for = models.DateTimeField(null=True)  # agreed with the customer, while the status is scheduled
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_message_id = models.BigIntegerField(default=0)
    message_count = models.IntegerField(default=0)
    excerpt = models.CharField(max_length=200, default="")
    transfers = models.SmallIntegerField(
        db_default=0
    )  # how often the customer was handed on (handing_over.py)
    version = models.IntegerField(default=1)

    objects = Tickets.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="ticket_activity", condition=_DESK),
            models.Index(fields=["waiting_since", "id"], name="ticket_waiting", condition=_DESK),
            models.Index(fields=["attention_at", "id"], name="ticket_attention", condition=_DESK),
            models.Index(fields=["-created_at", "-id"], name="ticket_created", condition=_DESK),
            models.Index(fields=["priority", "-updated_at", "-id"], name="ticket_priority", condition=_DESK),
            models.Index(fields=["folded_subject", "id"], name="ticket_subject", condition=_DESK),
            models.Index(fields=["-updated_at", "-id"], name="ticket_open_activity", condition=_OPEN),
            models.Index(fields=["waiting_since", "id"], name="ticket_open_waiting", condition=_OPEN),
            models.Index(fields=["attention_at", "id"], name="ticket_open_attention", condition=_OPEN),
            models.Index(fields=["-created_at", "-id"], name="ticket_open_created", condition=_OPEN),
            models.Index(
                fields=["priority", "-updated_at", "-id"], name="ticket_open_priority", condition=_OPEN
            ),
            models.Index(fields=["folded_subject", "id"], name="ticket_open_subject", condition=_OPEN),
            models.Index(fields=["assignee", "-updated_at", "-id"], name="ticket_assigned", condition=_OPEN),
            models.Index(fields=["owner", "-updated_at", "-id"], name="ticket_owned", condition=_OPEN),
            models.Index(fields=["shelf", "-updated_at", "-id"], name="ticket_shelved", condition=~_DESK),
            models.Index(fields=["contact", "-id"], name="ticket_by_contact"),
            models.Index(
                fields=["canonical", "id"], name="ticket_family", condition=Q(canonical__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(canonical__isnull=True) & ~Q(shelf="merged")
                | Q(canonical__isnull=False) & Q(shelf="merged"),
                name="merged_has_canonical",
            ),
            models.CheckConstraint(condition=~Q(canonical=models.F("id")), name="no_merge_into_itself"),
        ]

    @property
    def number(self) -> int:
        return self.pk

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @staticmethod
    def seen_by(actor: Actor) -> models.Exists:
        """For rows with a `ticket_id`: theirs is visible to the actor.

        Asked row by row, by the ticket's key: an IN would first collect every ticket that the actor may see.
        """
        return models.Exists(Ticket.objects.visible_to(actor).filter(pk=models.OuterRef("ticket_id")))
