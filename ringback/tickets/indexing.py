"""What of tickets can be searched: messages with their subject, people and file names, and notes."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ringback.search.put import put
from ringback.tickets.models import Message, MessageFile, Note, Ticket

# A word nobody writes, put beside messages with files: what "has:attachment" looks for.
ATTACHMENT = "hasattachment"


def index_message(message: Message, ticket: Ticket, file_names: Sequence[str]) -> None:
    """Make a message findable, in the transaction that writes it."""
    text = _words_of(message, ticket, file_names)
    if put("message", message.pk, message.at, text, topic=ticket.pk):
        message.is_truncated = True
        message.save(update_fields=["is_truncated"])


def _words_of(message: Message, ticket: Ticket, file_names: Sequence[str]) -> str:
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
    return "\n".join(words)


def _recipients(message: Message) -> str:
    fields: dict[str, list[list[str]]] = json.loads(message.addresses)
    # Blind copies are found by nobody but through the message itself.
    return " ".join(f"{name} {address}" for key in ("to", "cc") for name, address in fields.get(key, []))


def index_note(note: Note) -> None:
    """Make a note findable for those who may read notes."""
    put("note", note.pk, note.at, note.text, topic=note.ticket_id)


def index_subject(ticket: Ticket) -> None:
    """A subject that was changed later is found as well."""
    put("ticket", ticket.pk, ticket.created_at, _words_of_ticket(ticket), topic=ticket.pk)


def _words_of_ticket(ticket: Ticket) -> str:
    return f"{ticket.subject}\n#{ticket.pk}"


def texts_of_messages(ids: Sequence[int]) -> Mapping[int, str]:
    """By what these messages are found, for making the index again."""
    names: dict[int, list[str]] = defaultdict(list)
    files = MessageFile.objects.filter(message_id__in=ids).order_by("id")
    for message_id, name in files.values_list("message_id", "name"):
        names[message_id].append(name)
    found = Message.objects.filter(pk__in=ids).select_related("ticket").defer("html", "folds")
    return {message.pk: _words_of(message, message.ticket, names[message.pk]) for message in found}


def texts_of_notes(ids: Sequence[int]) -> Mapping[int, str]:
    """By what these notes are found."""
    return dict(Note.objects.filter(pk__in=ids).values_list("pk", "text"))


def texts_of_subjects(ids: Sequence[int]) -> Mapping[int, str]:
    """By what these tickets are found whose subject was changed."""
    return {ticket.pk: _words_of_ticket(ticket) for ticket in Ticket.objects.filter(pk__in=ids)}
