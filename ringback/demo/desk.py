"""The demo desk as its people and customers use it: mail comes in for real, colleagues call the verbs."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from ringback.access.identify import actor_of
from ringback.access.models import Team, User
from ringback.channels.adapters.email.compose import OutFile
from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.demo import post
from ringback.demo.customers import Customer
from ringback.demo.letters import Letter, paragraphs
from ringback.kit.clock import now
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.people.models import Contact, Identity
from ringback.tickets import drafting, noting, replying
from ringback.tickets.intake import Parses, process
from ringback.tickets.models import Draft, Message, Note, Ticket
from ringback.tickets.opening import Request, open_for
from ringback.tickets.replying import Written


@dataclass(slots=True)
class Desk:
    """Users and teams by the keys of company.py, lines by their team's."""

    parser: Parses
    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    received: int = 0

    def by(self, who: str) -> Actor:
        """Somebody of the house, as an actor."""
        return actor_of(self.users[who])

    def arrives(self, letter: Letter, team: str) -> Inbound:
        """A customer's mail reaches a line now; returns its receipt with the end it got."""
        return self.handed(letter.raw(), team)

    def handed(self, raw: bytes, team: str) -> Inbound:
        """Bytes reach a line now, whatever they are."""
        self.received += 1
        ref = f"INBOX/1/{self.received}"
        inbound = take_in(self.lines[team], Handed(raw, "imap", now(), ref=f"{team}/{ref}"))
        # One transaction, so that no worker of a running desk comes between mail and acknowledgement.
        with transaction.atomic():
            process(inbound, self.parser)
            post.carry()
        return Inbound.objects.get(pk=inbound.pk)

    def reply(self, who: str, ticket: int, text: str, files: Sequence[OutFile] = ()) -> Message:
        """A colleague answers, and the mail leaves."""
        keys = [self._attached(who, ticket, Draft.REPLY, file) for file in files]
        with transaction.atomic():
            message = replying.reply(self.by(who), ticket, Written(paragraphs(text), files=keys))
            post.carry()
        return message

    def note(self, who: str, ticket: int, text: str, *called: str) -> Note:
        """A colleague writes a note and calls others into it."""
        users = [self.users[key] for key in called if key in self.users]
        return noting.note(self.by(who), ticket, paragraphs(text), users=users)

    def begins(self, who: str, ticket: int, text: str) -> Draft:
        """A colleague begins a reply and leaves it lying."""
        return drafting.save(self.by(who), ticket, Draft.REPLY, paragraphs(text))

    def asks_by_portal(self, customer: Customer, team: str, subject: str, text: str) -> Ticket:
        """A customer who signs in opens a request of their own."""
        contact = self._contact(customer)
        if contact.user is None:
            raise LookupError(f"{customer.name} does not sign in")
        request = Request(subject, paragraphs(text), self.lines[team])
        return open_for(actor_of(contact.user), contact, request)

    def recorded(self, who: str, customer: Customer, team: str, subject: str, text: str) -> Ticket:
        """A colleague writes a request down for a customer."""
        request = Request(subject, paragraphs(text), self.lines[team])
        return open_for(self.by(who), self._contact(customer), request)

    def _contact(self, customer: Customer) -> Contact:
        return Identity.objects.select_related("contact__user").get(folded=fold(customer.address)).contact

    def _attached(self, who: str, ticket: int, kind: str, file: OutFile) -> str:
        content = io.BytesIO(file.data)
        return drafting.attach(
            self.by(who), ticket, kind, file.name, file.media_type, content, len(file.data)
        ).key
