"""What of tickets an actor may see, and which blobs are linked here: entered in the registers of access and
files."""

from collections.abc import Iterable

from ringback.access import scopes
from ringback.files import sweep
from ringback.tickets.models import Draft, DraftFile, Handover, Message, MessageFile, Note, NoteFile, Ticket

scopes.register |= {
    "ticket": lambda actor: Ticket.objects.visible_to(actor),
    "message": lambda actor: Message.objects.visible_to(actor),
    "note": lambda actor: Note.objects.visible_to(actor),
    "draft": lambda actor: Draft.objects.visible_to(actor),
    "handover": lambda actor: Handover.objects.visible_to(actor),
}


def linked_blobs(ids: Iterable[int]) -> set[int]:
    """Of these blobs, those that a message, a note or a draft holds."""
    wanted = list(ids)
    return {
        blob
        for table in (MessageFile, NoteFile, DraftFile)
        for blob in table._default_manager.filter(blob_id__in=wanted).values_list("blob_id", flat=True)
    }


sweep.links.append(linked_blobs)
