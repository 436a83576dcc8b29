"""What follows what: the one page. `NOW` runs in the event's own transaction, database only, quick
(ledger.reacting)."""

import json

from ringback.ledger.models import Event
from ringback.ledger.reacting import Reaction
from ringback.people import reaching
from ringback.resolution import silence
from ringback.tickets import acknowledging


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


NOW: dict[str, tuple[Reaction, ...]] = {
    "ticket.opened": (reach_follows_ticket, acknowledge_new_ticket),
    "ticket.status_changed": (question_follows_status,),
    "ticket.team_changed": (reach_follows_ticket,),
}
