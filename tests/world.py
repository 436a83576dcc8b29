"""The cast that tests share: a small house, its customers, two tickets with all that can be in them.

North and South are teams of the house, Helpline works for an outsourced provider. Ticket `near` is
North's and Colin's, `far` South's and Dora's. Nobody of one side sees anything of the other without a grant.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from ringback.access import glass, staff, teams
from ringback.access.identify import actor_of
from ringback.access.models import Team, User
from ringback.channels.adapters.email.parsed import Address, File, ParsedMail
from ringback.channels.models import Inbound, Line, Raw
from ringback.channels.take_in import Handed, take_in
from ringback.files import store
from ringback.kit.ids import digest
from ringback.kit.text import fold
from ringback.ledger.actor import SYSTEM, Actor
from ringback.people import contacts, organizations
from ringback.people.models import Contact, Organization
from ringback.tickets import drafting, linking, noting
from ringback.tickets.models import Draft, DraftFile, Grant, Message, MessageFile, Note, NoteFile, Ticket
from ringback.tickets.receiving import Mail, receive
from ringback.tickets.replying import Written, reply

ARRIVED = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)
# Stands in what the house writes for itself: nothing that a customer or a partner gets may contain it.
CANARY = "heliotrope-canary"
# Stands in what was written for the partner: no customer may get it.
PARTNER_CANARY = "larkspur-canary"
# Stands in the words by which the house and its partners sort their work: no customer may get it.
CODE_CANARY = "goldfinch-canary"
# Stands where secrets are: nobody at all may get it.
SECRET = "planted-secret"

# name: roles, teams (a star: leads it). No roles: a customer.
CAST: Mapping[str, tuple[str, str]] = {
    "ada": ("administrator", ""),
    "gail": ("administrator", ""),
    "max": ("manager", ""),
    "lena": ("team_leader", "North*"),
    "anna": ("agent", "North"),
    "bo": ("agent", "South"),
    "sid": ("specialist", "Engineers"),
    "pia": ("partner", "Helpline"),
    "quinn": ("partner", "Helpline"),
    "colin": ("", ""),
    "dora": ("", ""),
}


@dataclass(slots=True)
class Scene:
    """A ticket and what is in it."""

    team: Team
    agent: User
    customer: User
    ticket: Ticket
    contact: Contact
    line: Line
    inbound: Inbound
    message: Message  # the customer's first word, with a file
    answer: Message  # ours, with its delivery
    held: Message
    note: Note
    partner_note: Note
    draft: Draft
    file: MessageFile
    note_file: NoteFile
    draft_file: DraftFile
    other: Ticket  # a second ticket of the same team and customer, linked
    link_id: int
    unread: Inbound  # could not be read, waits for a decision


@dataclass(slots=True)
class World:
    """Everybody by name. `near` is North's ticket, `far` South's."""

    users: dict[str, User]
    teams: dict[str, Team]
    organization: Organization
    near: Scene
    far: Scene
    contacts: dict[str, Contact] = field(default_factory=dict)

    def scenes(self) -> tuple[Scene, Scene]:
        return self.near, self.far

    def actor(self, name: str) -> Actor:
        """Somebody of the cast, with their standing as it is now."""
        return actor_of(User.objects.get(pk=self.users[name].pk))


@pytest.fixture
def world(db: None) -> World:
    """The cast, for one test; a conftest imports this name to offer it."""
    return build()


def build() -> World:
    """The whole cast. Wants an empty desk; some 400 statements."""
    users = {name: _user(name, roles) for name, (roles, _) in CAST.items()}
    groups = {name: _team(name, users) for name in ("North", "South", "Engineers", "Helpline")}
    glass.break_glass(actor_of(users["gail"]), "Testing what an hour of it opens")
    organization = organizations.found(SYSTEM, "Acme Ropes", f"Pays late: {CANARY}")
    near = _scene(groups["North"], users["anna"], users["colin"], "Kettle leaks", organization)
    far = _scene(groups["South"], users["bo"], users["dora"], "Bicycle squeaks", None)
    _grant(near.ticket, groups["Engineers"], Grant.CONSULTED)
    _grant(near.ticket, groups["Helpline"], Grant.PARTNER)
    people = {"colin": near.contact, "dora": far.contact}
    return World(users, groups, organization, near, far, contacts=people)


def line_of(team: Team, address: str) -> Line:
    """A contact point as its verb would leave it, without servers behind it."""
    return Line.objects.create(
        name=address,
        folded=fold(address),
        address=address,
        folded_address=fold(address),
        team=team,
        imap_secret=f"{SECRET}-imap",
        smtp_secret=f"{SECRET}-smtp",
        live_from=ARRIVED,
        created_at=ARRIVED,
    )


def mail(line: Line, sender: Address, subject: str, text: str, **more: Any) -> Inbound:
    """A mail that came in, with its end. `more`: fields of ParsedMail, and `files` [(name, type, bytes)]."""
    files = more.pop("files", ())
    unique = f"{sender.address} {subject} {text} {more}"
    raw = f"From: {sender.address}\r\nSubject: {subject}\r\n\r\n{unique}".encode()
    parsed = ParsedMail(
        subject=subject,
        sender=sender,
        to=[Address("", line.address)],
        text=text,
        html=f"<p>{text}</p>",
        message_id=f"{digest(unique)}@mail.example",
        **more,
    )
    # In one transaction: the worker of a desk that runs would read the raw bytes by itself.
    with transaction.atomic():
        inbound = take_in(line, Handed(raw, "file", ARRIVED))
        kept = [(File(n, t, len(b), "", ""), store.keep(io.BytesIO(b))) for n, t, b in files]
        receive(Mail(inbound, parsed, kept))
    return Inbound.objects.get(pk=inbound.pk)


def _user(name: str, roles: str) -> User:
    return staff.add(SYSTEM, f"{name}@house.example", name.title(), roles.split())


def _team(name: str, users: Mapping[str, User]) -> Team:
    team = teams.found(SYSTEM, name, is_partner=name == "Helpline")
    inside = {who: place for who, (_, place) in CAST.items() if name in place}
    teams.set_members(SYSTEM, team.pk, {users[who].pk: "*" in place for who, place in inside.items()})
    return team


def _scene(team: Team, agent: User, customer: User, subject: str, organization: Organization | None) -> Scene:
    line = line_of(team, f"{team.name.lower()}@desk.example")
    sender = Address(customer.name, f"{customer.name.lower()}@mail.example")
    by = actor_of(agent)
    friend = Address("Friend", f"friend-of-{customer.name.lower()}@mail.example")
    photo = ("photo.png", "image/png", subject.encode())
    inbound = mail(line, sender, subject, f"{subject} since May.", files=[photo], cc=[friend])
    message = Message.objects.get(inbound=inbound)
    belongs = {"user": customer, "organization": organization, "notes": f"Grumbles: {CANARY}"}
    contact = contacts.change(SYSTEM, message.ticket.contact, belongs)
    answer = reply(by, message.ticket_id, Written("<p>We are looking into it.</p>"))
    stranger = Address("Mallory", "mallory@elsewhere.example")
    held = mail(line, stranger, f"Re: {subject}", "Let me in.", in_reply_to=[answer.message_id])
    note, partner_note = _notes(by, message.ticket_id, team)
    draft, draft_file = _draft(by, message.ticket_id)
    again = mail(line, sender, f"{subject}, again", "And one more thing.")
    second = Message.objects.get(inbound=again).ticket
    link = linking.link(by, message.ticket_id, second.pk)
    linking.tag(by, message.ticket_id, ["urgent", team.name])
    return Scene(
        team=team,
        agent=agent,
        customer=customer,
        ticket=Ticket.objects.get(pk=message.ticket_id),
        contact=contact,
        line=line,
        inbound=inbound,
        message=message,
        answer=answer,
        held=Message.objects.get(inbound=held),
        note=note,
        partner_note=partner_note,
        draft=draft,
        file=message.files.get(),
        note_file=note.files.get(),
        draft_file=draft_file,
        other=second,
        link_id=link.pk,
        unread=_unread(line),
    )


def _notes(by: Actor, ticket_id: int, team: Team) -> tuple[Note, Note]:
    plan = io.BytesIO(team.name.encode())
    file = drafting.attach(by, ticket_id, Draft.NOTE, "plan.txt", "text/plain", plan, 5)
    note = noting.note(by, ticket_id, f"<p>Not for customers: {CANARY}</p>", teams=[team], files=[file.key])
    return note, noting.note(by, ticket_id, f"<p>For the helpline: {PARTNER_CANARY}</p>", is_for_partner=True)


def _draft(by: Actor, ticket_id: int) -> tuple[Draft, DraftFile]:
    file = drafting.attach(by, ticket_id, Draft.REPLY, "offer.txt", "text/plain", io.BytesIO(b"offer"), 5)
    return drafting.save(by, ticket_id, Draft.REPLY, f"<p>Half a thought: {CANARY}</p>"), file


def _unread(line: Line) -> Inbound:
    raw = f"\x00\x01 not a mail at all {line.address}".encode()
    with transaction.atomic():
        inbound = take_in(line, Handed(raw, "file", ARRIVED))
        receive(Mail(inbound, ParsedMail(unreadable="neither sender nor headers can be read")))
    return Inbound.objects.get(pk=inbound.pk)


def _grant(ticket: Ticket, team: Team, reason: str) -> None:
    Grant.objects.create(ticket=ticket, team=team, reason=reason, at=ARRIVED)


def said_by_our_server(message: Message, server: str) -> None:
    """As if the server that the line trusts had written that the mail is really its sender's."""
    assert message.inbound
    Line.objects.filter(pk=message.inbound.line_id).update(trusted_server=server)
    raw = Raw.objects.get(inbound=message.inbound)
    domain = message.author_address.partition("@")[2]
    field = f"Authentication-Results: {server}; dmarc=pass header.from={domain}\r\n".encode()
    Raw.objects.filter(pk=raw.pk).update(bytes=field + bytes(raw.bytes or b""))
