"""What follows what: the one page. `NOW` runs in the event's own transaction, database only, quick
(ledger.reacting)."""

import json

from ringback.ledger.models import Event
from ringback.ledger.reacting import Reaction
from ringback.people import reaching
from ringback.resolution import silence
from ringback.tickets import acknowledging, offers
from ringback.tickets.models import Ticket


def reach_follows_ticket(event: Event) -> None:
    """The ticket's team serves its contact."""
    data = json.loads(event.data)
    reaching.reach(data["contact"], data["to"])


def acknowledge_new_ticket(event: Event) -> None:
    """Whoever wrote hears that it has arrived."""
    data = json.loads(event.data)
    if data.get("may_answer"):
        acknowledging.acknowledge(event.subject_id, data["message"])


def question_follows_status(event: Event) -> None:
    """Whoever was asked whether it is settled is no longer, once the ticket has moved on."""
    data = json.loads(event.data)
    if data["from"] == "resolved" and data["to"] != "resolved":
        silence.withdraw(event.subject_id)


def question_returns_with_undo(event: Event) -> None:
    """A reply that was never sent has overtaken no question."""
    if event.topic_id:
        silence.restore(event.topic_id, json.loads(event.data)["sent"])


def offer_lapses_with_ticket(event: Event) -> None:
    """What is closed, put away, or was merged into another, is nobody's to take over."""
    if event.kind == "ticket.merged" or json.loads(event.data)["to"] in ("closed", Ticket.SPAM, Ticket.TRASH):
        offers.lapse_with_ticket(event.subject_id)


def offer_lapses_with_owner(event: Event) -> None:
    """What somebody has taken meanwhile is theirs to offer."""
    offers.lapse_with_owner(event.subject_id, json.loads(event.data)["to"])


def offer_follows_ticket(event: Event) -> None:
    """Whom a ticket is offered to reads it in whatever team it is."""
    offers.stay_open(event.subject_id, json.loads(event.data)["to"])


def offer_lapses_with_user(event: Event) -> None:
    """Who was deactivated answers no offer."""
    offers.lapse_with_user(event.subject_id)


NOW: dict[str, tuple[Reaction, ...]] = {
    "ticket.opened": (reach_follows_ticket, acknowledge_new_ticket),
    "ticket.status_changed": (question_follows_status, offer_lapses_with_ticket),
    "message.undone": (question_returns_with_undo,),
    "ticket.shelved": (offer_lapses_with_ticket,),
    "ticket.owner_changed": (offer_lapses_with_owner,),
    "ticket.merged": (offer_lapses_with_ticket,),
    "user.deactivated": (offer_lapses_with_user,),
    "ticket.team_changed": (reach_follows_ticket, offer_follows_ticket),
}
