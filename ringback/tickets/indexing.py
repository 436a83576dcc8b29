"""What of tickets can be searched: messages with their subject, people and file names, and notes."""

import json
from collections.abc import Sequence

from ringback.search.put import put
from ringback.tickets.models import Message, Note, Ticket

# A word nobody writes, put beside messages with files: what "has:attachment" looks for.
ATTACHMENT = "hasattachment"


def index_message(message: Message, ticket: Ticket, file_names: Sequence[str]) -> None:
    """Make a message findable, in the transaction that writes it."""
    words = [
        message.subject or ticket.subject,
        f"#{ticket.pk}",
        message.author_name,
        message.author_address,
        _recipients(message),
        *file_names,
        *([ATTACHMENT] if file_names else []),
        message.text,
    ]
    if put("message", message.pk, message.at, "\n".join(words), topic=ticket.pk):
        message.is_truncated = True
        message.save(update_fields=["is_truncated"])


def _recipients(message: Message) -> str:
    fields: dict[str, list[list[str]]] = json.loads(message.addresses)
    # Blind copies are found by nobody but through the message itself.
    return " ".join(f"{name} {address}" for key in ("to", "cc") for name, address in fields.get(key, []))


def index_note(note: Note) -> None:
    """Make a note findable for those who may read notes."""
    put("note", note.pk, note.at, note.text, topic=note.ticket_id)


def index_subject(ticket: Ticket) -> None:
    """A subject that was changed later is found as well."""
    put("ticket", ticket.pk, ticket.created_at, f"{ticket.subject}\n#{ticket.pk}", topic=ticket.pk)
