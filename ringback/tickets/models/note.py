from collections.abc import Sequence

from django.db import models

from ringback.access.models import Team, User
from ringback.access.policy import Reach, reaches
from ringback.files.models import Blob
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.tickets.models.ticket import Ticket


class Notes(models.QuerySet["Note"]):
    def visible_to(self, actor: Actor) -> "Notes":
        """Those of visible tickets; partners only what is marked for them; customers none."""
        return self.filter(Ticket.seen_by(actor))._as_seen_by(actor)

    def said_in(self, tickets: Sequence[int], actor: Actor) -> "Notes":
        """`visible_to` within tickets (a family) that were found for this actor: they are not asked for again."""
        return self.filter(ticket_id__in=tickets)._as_seen_by(actor)

    def _as_seen_by(self, actor: Actor) -> "Notes":
        far = reaches(actor, "note.read")
        if not far:
            return self.none()
        return self.filter(is_for_partner=True) if far == {Reach.GRANTED} else self


class NoteFiles(models.QuerySet["NoteFile"]):
    def visible_to(self, actor: Actor) -> "NoteFiles":
        """Files of visible notes."""
        return self.filter(
            models.Exists(Note.objects.visible_to(actor).filter(pk=models.OuterRef("note_id")))
        )


class Note(Base):
    """What colleagues say to each other about a ticket. Customers never see one: nothing public imports this
    table."""

    pii = labels(content="text html", link="at edited_at is_for_partner version")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    text = models.TextField()
    html = models.TextField(default="")
    is_for_partner = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    # Whether it is worth looking for them; a query that knows better says no.
    has_files: bool = True
    has_mentions: bool = True

    objects = Notes.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="note_thread")]


class Mention(Base):
    """Somebody, or a team, was called into a note."""

    pii = labels(link="at seen_at")

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="mention_by_user"),
            models.Index(fields=["team", "-id"], name="mention_by_team"),
        ]


class NoteFile(Base):
    """A file of a note, with an address of its own; whoever may read the note may fetch it."""

    pii = labels(link="key media_type size", content="name")

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()

    objects = NoteFiles.as_manager()
