"""What a customer's word does to the ticket it continues."""

from ringback.kit.text import excerpt
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets import statuses
from ringback.tickets.locking import touch
from ringback.tickets.models import Category, Message, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.thanks import is_thanks
from ringback.tickets.unfolded import shown

# In these we wait for somebody else, or believe that we are done: a word of the customer brings the ticket
# back. To a closed one nothing is added but what an agent accepts.
_BACK = {Category.WAITING_FOR_CUSTOMER, Category.SCHEDULED, Category.RESOLVED, Category.CLOSED}
_FIELDS = ("last_message_id", "message_count", "excerpt", "updated_at", "shelf")


def continue_ticket(by: Actor, ticket: Ticket, message: Message) -> None:
    """Part of a verb that wrote an accepted message of the customer's: thread, waiting and status follow.

    An automatic message (vacation notice) reopens nothing, and nobody waits for an answer to it; nor to history
    that comes in silently.
    """
    # A held message may be older than what was said before it was accepted.
    is_newest = message.pk >= ticket.last_message_id
    ticket.last_message_id = max(ticket.last_message_id, message.pk)
    ticket.message_count += 1
    if not message.is_automatic:
        if is_newest:
            ticket.excerpt = excerpt(shown(message.text, message.folds), 200)
        ticket.updated_at = max(ticket.updated_at, message.at)
        if message.inbound is None or not message.inbound.is_silent:
            _wait_for_us(by, ticket, message)
    touch(ticket, *_FIELDS, *statuses.STEP_FIELDS)


def _wait_for_us(by: Actor, ticket: Ticket, message: Message) -> None:
    waiting = message.at if ticket.waiting_since == NEVER else ticket.waiting_since
    if ticket.shelf == Ticket.TRASH:
        _take_out_of_trash(by, ticket)
    if ticket.category == Category.RESOLVED and _only_thanks(message):
        return
    if ticket.category in _BACK:
        statuses.step(by, ticket, statuses.default_status(Category.OPEN))
    ticket.waiting_since = waiting


def _only_thanks(message: Message) -> bool:
    """Nothing is left to do then; nor has anybody said that the outcome holds."""
    said = shown(message.text, message.folds)
    return is_thanks(said, message.author_name) and not message.files.exists()


def _take_out_of_trash(by: Actor, ticket: Ticket) -> None:
    """Somebody still has to say about it: it must not wait where nobody looks."""
    append(by, Fact("ticket.shelved", "ticket", ticket.pk, ticket.pk, {"from": ticket.shelf, "to": ""}))
    ticket.shelf = ""
