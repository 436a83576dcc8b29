from ringback.tickets.models.acknowledgement import Acknowledgement
from ringback.tickets.models.coding import Coding
from ringback.tickets.models.distinct import DistinctTickets
from ringback.tickets.models.draft import Draft, DraftFile
from ringback.tickets.models.follower import Follower
from ringback.tickets.models.grant import Grant
from ringback.tickets.models.handover import Handover
from ringback.tickets.models.link import Link
from ringback.tickets.models.message import Message, MessageFile
from ringback.tickets.models.note import Mention, Note, NoteFile
from ringback.tickets.models.participant import Participant
from ringback.tickets.models.party import Party
from ringback.tickets.models.read_mark import ReadMark
from ringback.tickets.models.signature import Signature
from ringback.tickets.models.status import Category, Status
from ringback.tickets.models.tag import Tag, TicketTag
from ringback.tickets.models.ticket import Ticket
from ringback.tickets.models.ticket_interaction import TicketInteraction

__all__ = [
    "Acknowledgement",
    "Category",
    "Coding",
    "DistinctTickets",
    "Draft",
    "DraftFile",
    "Follower",
    "Grant",
    "Handover",
    "Link",
    "Mention",
    "Message",
    "MessageFile",
    "Note",
    "NoteFile",
    "Participant",
    "Party",
    "ReadMark",
    "Signature",
    "Status",
    "Tag",
    "Ticket",
    "TicketInteraction",
    "TicketTag",
]
