"""What tests of confirmations share: a resolved case, the link in the mail, moments."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy

from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Delivery
from ringback.resolution.resolving import Resolved, resolve
from ringback.tickets.models import Message, Ticket
from ringback.tickets.replying import Written
from tests.world import World, mail

COLIN = Address("Colin", "colin@mail.example")


def resolved(world: World, text: str = "<p>We sent you a new kettle.</p>") -> Resolved:
    """Anna states the outcome of North's ticket, and it leaves the house."""
    found = resolve(world.actor("anna"), world.near.ticket.pk, Written(text))
    sent(found)
    return found


def sent(found: Resolved) -> None:
    Delivery.objects.filter(message=found.message).update(state=Delivery.SENT)


def ticket(world: World) -> Ticket:
    return Ticket.objects.get(pk=world.near.ticket.pk)


def parts(found: Resolved | Message) -> tuple[str, str]:
    """Text and HTML of the mail as it leaves."""
    delivery = (found if isinstance(found, Message) else found.message).delivery
    assert delivery
    whole = message_from_bytes(bytes(delivery.content or b""), policy=policy.default)
    text, html = whole.get_body(("plain",)), whole.get_body(("html",))
    assert text and html
    return text.get_content(), html.get_content()


def secret_of(found: Resolved | Message) -> str:
    links: set[str] = set(re.findall(r"/confirm/([0-9a-f]{64})", parts(found)[0]))
    assert len(links) == 1
    return links.pop()


def back(world: World, found: Resolved, text: str, **more: object) -> None:
    """Colin replies by mail."""
    ids = [found.message.message_id]
    mail(world.near.line, COLIN, "Re: Kettle leaks", text, in_reply_to=ids, **more)


def after(found: Resolved, **span: int) -> datetime:
    assert found.question
    return found.question.ends_at + timedelta(**span)
