"""Held messages: our secret, but a sender who does not take part. Agents decide."""

from django.db import transaction
from django.utils.translation import gettext

from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Inbound
from ringback.kit.errors import Stale, Unseen
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people.models import Contact
from ringback.tickets import families, participating
from ringback.tickets.continuing import continue_ticket
from ringback.tickets.following import follow
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Message, Participant, Ticket


@transaction.atomic
def accept(by: Actor, message_id: int) -> Message:
    """The held message belongs here: it joins the thread, and its sender takes part from now on. So do the teams of
    the contact points it was written to."""
    ticket, message = _held(by, message_id)
    message.state = Message.ACCEPTED
    message.save(update_fields=["state"])
    append(by, Fact("message.accepted", "message", message.pk, ticket.pk))
    _let_take_part(by, ticket, message)
    above = families.head(ticket)
    for team_id in _written_to(message):
        follow(above, team_id)
    families.tell(by, ticket, above, message)
    continue_ticket(by, above, message)
    return message


@transaction.atomic
def reject(by: Actor, message_id: int) -> Message:
    """The held message does not belong here: it stays for the record, folded away, and customers never see
    it."""
    ticket, message = _held(by, message_id)
    message.state = Message.REJECTED
    message.save(update_fields=["state"])
    append(by, Fact("message.rejected", "message", message.pk, ticket.pk))
    touch(families.head(ticket))
    return message


def _held(by: Actor, message_id: int) -> tuple[Ticket, Message]:
    message = Message.objects.visible_to(by).filter(pk=message_id).first()
    if message is None:
        raise Unseen()
    ticket = locked(by, message.ticket_id, "ticket.accept_held", even_merged=True)
    message.refresh_from_db()
    if message.state != Message.HELD:
        raise Stale(gettext("Somebody has decided about this message already."), state=message.state)
    return ticket, message


def _let_take_part(by: Actor, ticket: Ticket, message: Message) -> None:
    part = Participant.objects.filter(ticket=ticket, folded=fold(message.author_address)).first()
    if part is None:
        address = Address(message.author_name, message.author_address)
        part = participating.part_of(ticket, address)
        part.contact = Contact.objects.filter(pk=message.author_id).first()
    # What was said while it was held is not theirs to see.
    is_newest = message.pk >= ticket.last_message_id
    participating.confirm_rows(by, ticket, [part], from_message_id=message.pk if is_newest else 0)


def _written_to(message: Message) -> set[int]:
    inbound = message.inbound
    if inbound is None:
        return set()
    same = Inbound.objects.filter(content_key=inbound.content_key, first=None, end=Inbound.HELD)
    return set(same.values_list("line__team_id", flat=True))
