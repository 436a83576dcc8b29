"""Asking the DNS about a sender takes time, so it is asked only where the end of a mail hangs on it."""

import pytest

from ringback.channels.adapters.email.parsed import ParsedMail
from ringback.channels.models import Inbound, Line
from ringback.ledger.actor import Actor
from ringback.tickets.finding import needs_authentication
from ringback.tickets.replying import Written, reply
from tests.tickets.mails import arrive, mail, ticket_of

pytestmark = pytest.mark.django_db
ADA, EVE = "ada@example.org", "eve@evil.example"


def _asks(parsed: ParsedMail) -> bool:
    return needs_authentication(Inbound(), parsed)


def test_a_hint_from_somebody_who_takes_part_is_worth_asking_about(support: Line) -> None:
    first = arrive(support, mail(ADA))
    number = ticket_of(first).pk
    assert _asks(mail(ADA, f"Re: Boiler shows E4 [#{number}]"))
    assert _asks(mail(ADA, "Re: Boiler shows E4", references=[first.message_id]))


def test_no_stranger_and_no_other_subject_is(support: Line, nora: Actor) -> None:
    number = ticket_of(arrive(support, mail(ADA))).pk
    assert not _asks(mail(EVE, f"Re: Boiler shows E4 [#{number}]"))
    assert not _asks(mail(ADA, f"Another thing [#{number}]"))
    assert not _asks(mail("", f"Re: Boiler shows E4 [#{number}]"))
    assert not _asks(mail(ADA, "Re: Boiler shows E4"))
    sent = reply(nora, number, Written("<p>Please turn it off.</p>"))
    assert not _asks(mail(ADA, f"Re: Boiler shows E4 [#{number}]", in_reply_to=[sent.message_id]))


def test_another_address_of_the_same_contact_takes_part_too(support: Line) -> None:
    ticket = ticket_of(arrive(support, mail(ADA)))
    ticket.contact.identities.create(
        kind="email", value="ada@home.example", folded="ada@home.example", created_at=ticket.created_at
    )
    assert _asks(mail("ada@home.example", f"Re: Boiler shows E4 [#{ticket.pk}]"))
