"""The acknowledgement: once a ticket, never a reply, in the customer's language where the line has words in it, and
without a word of what the customer wrote (TRUST A21)."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from ringback.access.prepared import prepared
from ringback.channels import outbox
from ringback.channels.adapters.email.compose import Outgoing
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Greeting
from ringback.company import house
from ringback.kit.clock import now
from ringback.kit.inserting import insert
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.greeting import Words, greet
from ringback.tickets.models import Acknowledgement, Message, Ticket

# Later than this after its arrival, whether to say so at all is for a person to decide.
PROMPT = timedelta(hours=1)


def acknowledge(ticket_id: int, message_id: int) -> None:
    """Tell the requester that we have it, if the ticket's line does so. After an outage the acknowledgement is
    written and withheld: it waits for a person's go. Limits on automatic mail are the outbox's to keep."""
    message: Any = _message(message_id)[0]
    ticket = message.ticket
    if ticket.line is None or not ticket.line.acknowledges or not message.author_address:
        return
    by = Actor("line", ticket.line.pk)
    outgoing = _outgoing(ticket, message, greet(ticket.line, message, message.in_more_languages))
    delivery, queued = outbox.written(
        ticket.line, outgoing, purpose="acknowledgement", automatic=True, withheld=_too_late(message)
    )
    insert(Acknowledgement(ticket=ticket, delivery=delivery, at=now()))
    told = Fact("ticket.acknowledged", "ticket", ticket.pk, ticket.pk, {"delivery": delivery.pk})
    append(by, queued, told)


@prepared("pk")
def _message(pk: int) -> QuerySet[Message]:
    # Most lines speak one language, and then nobody asks for other texts, nor what the mail is written in.
    whole = Message.objects.select_related("ticket__line", "ticket__contact")
    others = Exists(Greeting.objects.filter(line=OuterRef("ticket__line")))
    lean = whole.defer("text", "html", "folds", "ticket__contact__notes")
    return lean.annotate(in_more_languages=others).filter(pk=pk)


def _too_late(message: Message) -> str:
    late = now() - message.at
    return (
        _("It was taken in %(hours)s hours after it arrived: send this if it still helps.")
        % {"hours": max(1, round(late / timedelta(hours=1)))}
        if late > PROMPT
        else ""
    )


def _outgoing(ticket: Ticket, message: Message, words: Words) -> Outgoing:
    line = ticket.line
    if line is None:
        raise ValueError("a ticket without a line can't be acknowledged")
    return Outgoing(
        from_name=house.get("name"),
        from_address=line.address,
        to=[Address("", message.author_address)],
        subject=words.subject,
        text=words.text,
        html=words.html,
        in_reply_to=message.message_id,
        references=[message.message_id] if message.message_id else [],
        automatic=True,
        date=now(),
    )
