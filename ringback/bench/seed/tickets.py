"""Seeded tickets with what was said in them, in pieces so that memory stays flat."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ringback.bench.load import load, stamp
from ringback.bench.seed.people import address_of, line_address
from ringback.bench.seed.plan import Planned
from ringback.channels.models import Delivery, Inbound, Recipient
from ringback.interactions.models import Interaction
from ringback.kit.ids import digest
from ringback.kit.text import excerpt, fold
from ringback.people.models import Reach
from ringback.tickets.models import Message, Participant, Status, Ticket
from ringback.tickets.models.ticket import NEVER


@dataclass(frozen=True, slots=True)
class Told:
    """A planned ticket with its words: a text and its HTML for each message."""

    plan: Planned
    subject: str
    contact: str
    agent: str
    texts: Sequence[str]
    htmls: Sequence[str]

    def is_out(self, place: int) -> bool:
        return place % 2 == 1

    def messages(self) -> Iterator[tuple[int, int]]:
        """Place in the thread and id of each."""
        return enumerate(self.plan.message_ids)


def tickets(told: Sequence[Told]) -> None:
    """Load the tickets and everything that belongs to them, apart from ledger and search."""
    load(Ticket, _TICKET, map(_ticket(), told))
    load(Participant, _PARTICIPANT, map(_participant, told))
    load(Interaction, _INTERACTION, (row for one in told for row in _interactions(one)))
    load(Inbound, _INBOUND, (row for one in told for row in _inbounds(one)))
    load(Delivery, _DELIVERY, (row for one in told for row in _deliveries(one)))
    load(Recipient, _RECIPIENT, (row for one in told for row in _recipients(one)))
    load(Message, _MESSAGE, (row for one in told for row in _messages(one)))


def reach(pairs: set[tuple[int, int]], at: float) -> None:
    """Which team serves which contact."""
    moment = stamp(at)
    load(
        Reach,
        ("contact_id", "team_id", "since"),
        ((contact, team, moment) for contact, team in sorted(pairs)),
    )


def message_id_of(pk: int) -> str:
    """The Message-ID of a seeded message; of ours, with its delivery's secret."""
    return f"{secret_of(pk)}@desk.example"


def secret_of(pk: int) -> str:
    """What stands for 128 random bits in a seed that is always the same."""
    return sha256(b"%d" % pk).hexdigest()[:32]


_TICKET = [
    "id",
    "subject",
    "folded_subject",
    "contact_id",
    "line_id",
    "team_id",
    "owner_id",
    "assignee_id",
    "status_id",
    "category",
    "created_at",
    "updated_at",
    "waiting_since",
    "attention_at",
    "closed_at",
    "last_message_id",
    "message_count",
    "excerpt",
]


class _ticket:  # noqa: N801  (a row maker with the statuses in hand)
    def __init__(self) -> None:
        self.statuses: dict[int, int] = dict(Status.objects.values_list("category", "pk"))
        self.never = stamp(NEVER.timestamp())

    def __call__(self, told: Told) -> tuple[object, ...]:
        one, last = told.plan, stamp(told.plan.last_at)
        agent = one.agent if one.is_assigned else None
        waits = one.is_open and not told.is_out(one.messages - 1)
        return (
            one.number,
            told.subject,
            fold(told.subject)[:200],
            one.contact,
            one.team,
            one.team,
            agent,
            agent,
            self.statuses[one.category],
            one.category,
            stamp(one.created),
            last,
            last if waits else self.never,
            self.never,
            None if one.is_open else last,
            one.message_ids[-1],
            one.messages,
            excerpt(told.texts[-1], 200),
        )


_PARTICIPANT = ["ticket_id", "contact_id", "name", "address", "folded", "role", "at"]


def _participant(told: Told) -> tuple[object, ...]:
    one, address = told.plan, address_of(told.plan.contact)
    return (
        one.number,
        one.contact,
        told.contact,
        address,
        address,
        Participant.REQUESTER,
        stamp(one.created),
    )


# Interaction, receipt and delivery of a message share its id: that spares looking them up.
_INTERACTION = [
    "id",
    "channel",
    "direction",
    "line_id",
    "team_id",
    "contact_id",
    "user_id",
    "offered_at",
    "ended_at",
]


def _interactions(told: Told) -> Iterator[tuple[object, ...]]:
    one = told.plan
    for place, pk in told.messages():
        out, at = told.is_out(place), stamp(one.said_at(place))
        agent = one.agent if out else None
        yield pk, "email", "out" if out else "in", one.team, one.team, one.contact, agent, at, at


_INBOUND = [
    "id",
    "line_id",
    "source",
    "source_ref",
    "sha256",
    "content_key",
    "size",
    "received_at",
    "taken_at",
    "end",
    "kind",
    "message_id",
    "sender",
    "subject",
    "ref_kind",
    "ref_id",
]


def _inbounds(told: Told) -> Iterator[tuple[object, ...]]:
    one = told.plan
    for place, pk in told.messages():
        if told.is_out(place):
            continue
        key, at = sha256(b"%d" % pk).hexdigest(), stamp(one.said_at(place))
        end = Inbound.THREADED if place else Inbound.OPENED
        yield (
            *(pk, one.team, "imap", f"INBOX/1/{pk}", key, key, 4000, at, at, end, "normal"),
            *(message_id_of(pk), address_of(one.contact), told.subject, "message", pk),
        )


_DELIVERY = [
    "id",
    "line_id",
    "purpose",
    "envelope_from",
    "message_id",
    "secret",
    "secret_digest",
    "subject",
    "state",
    "due_at",
    "give_up_at",
    "attempts",
    "created_at",
    "sent_at",
]


def _deliveries(told: Told) -> Iterator[tuple[object, ...]]:
    one = told.plan
    for place, pk in told.messages():
        if not told.is_out(place):
            continue
        secret, at = secret_of(pk), stamp(one.said_at(place))
        sender = line_address(one.team)
        yield (
            *(
                pk,
                one.team,
                "reply",
                sender,
                message_id_of(pk),
                secret,
                digest(secret),
                f"Re: {told.subject}",
            ),
            *(Delivery.SENT, at, at, 1, at, at),
        )


_RECIPIENT = ["delivery_id", "field", "address", "folded", "state", "at"]


def _recipients(told: Told) -> Iterator[tuple[object, ...]]:
    one, address = told.plan, address_of(told.plan.contact)
    for place, pk in told.messages():
        if told.is_out(place):
            yield pk, "to", address, address, Recipient.SENT, stamp(one.said_at(place))


_MESSAGE = [
    "id",
    "ticket_id",
    "interaction_id",
    "inbound_id",
    "delivery_id",
    "direction",
    "author_kind",
    "author_id",
    "author_name",
    "author_address",
    "addresses",
    "at",
    "subject",
    "text",
    "html",
    "message_id",
]


def _messages(told: Told) -> Iterator[tuple[object, ...]]:
    one = told.plan
    customer, line = (told.contact, address_of(one.contact)), (f"Team {one.team}", line_address(one.team))
    for place, pk in told.messages():
        text, html, at = told.texts[place], told.htmls[place], stamp(one.said_at(place))
        if told.is_out(place):
            who = (Message.OUT, "user", one.agent, told.agent, line[1], json.dumps({"to": [customer]}))
            yield pk, one.number, pk, None, pk, *who, at, f"Re: {told.subject}", text, html, message_id_of(pk)
        else:
            who = (Message.IN, "contact", one.contact, *customer, json.dumps({"to": [line]}))
            yield pk, one.number, pk, pk, None, *who, at, told.subject, text, html, message_id_of(pk)
