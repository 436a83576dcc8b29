"""How a request goes: a customer asks, colleagues answer, both come back to it, it ends. Or not yet.

Each conversation is a generator that yields the moment at which it goes on; life.py calls it when that has come.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ringback.channels.adapters.email.compose import OutFile
from ringback.demo.company import PEOPLE
from ringback.demo.customers import Customer
from ringback.demo.desk import Desk
from ringback.demo.hours import within_hours
from ringback.demo.letters import Letter
from ringback.demo.pictures import pdf, photo
from ringback.demo.topics import Topic
from ringback.kit.clock import now
from ringback.tickets import assigning, linking, statuses
from ringback.tickets.models import Category, Message, Status

Conversation = Iterator[datetime]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who speaks, about what; `number` tells conversations apart and is the number of the order spoken of."""

    desk: Desk
    topic: Topic
    customer: Customer
    number: int
    dice: random.Random


def conversation(cast: Cast, start: datetime) -> Conversation:
    """All of it, as far as the month goes."""
    desk, topic, dice = cast.desk, cast.topic, cast.dice
    yield start
    inbound = desk.arrives(_first(cast), topic.team)
    message = Message.objects.filter(inbound=inbound).first()
    if message is None:
        return
    ticket, who = message.ticket_id, _agent(cast)
    yield within_hours(now() + timedelta(minutes=dice.randint(5, 300)))
    _sort(cast, ticket, who)
    if topic.note and dice.random() < 0.7:
        yield within_hours(now() + timedelta(minutes=dice.randint(2, 30)))
        desk.note(who, ticket, topic.note, *_called(topic))
    yield within_hours(now() + timedelta(minutes=dice.randint(10, 600)))
    answer = desk.reply(who, ticket, _said(topic.answer, cast), _enclosed(cast))
    _set(desk, who, ticket, Category.WAITING_FOR_CUSTOMER)
    yield from _more(cast, ticket, who, answer)


def _more(cast: Cast, ticket: int, who: str, answer: Message) -> Conversation:
    desk, topic, dice = cast.desk, cast.topic, cast.dice
    if topic.more and dice.random() < 0.85:
        yield now() + timedelta(minutes=dice.randint(20, 2500))
        desk.arrives(_second(cast, answer), topic.team)
        yield within_hours(now() + timedelta(minutes=dice.randint(10, 500)))
        if topic.closing:
            desk.reply(who, ticket, _said(topic.closing, cast))
    yield within_hours(now() + timedelta(hours=dice.randint(2, 60)))
    _set(desk, who, ticket, Category.RESOLVED)
    yield within_hours(now() + timedelta(days=dice.randint(2, 5)))
    status = Status.objects.filter(category=Category.CLOSED).order_by("position")[0]
    statuses.set_status(
        desk.by(who), ticket, status, reason=dice.choice(["confirmed", "confirmed", "silence"])
    )


def letter(cast: Cast, subject: str, text: str, suffix: str = "1") -> Letter:
    """A mail of the conversation's customer, of this moment."""
    domain = cast.customer.address.rpartition("@")[2]
    return Letter(
        sender=cast.customer,
        to=cast.desk.lines[cast.topic.team].address,
        subject=subject,
        text=text,
        at=now(),
        message_id=f"{cast.number:05d}.{suffix}.{now():%Y%m%d%H%M%S}@{domain}",
        is_html=cast.number % 3 != 0,
    )


def _first(cast: Cast) -> Letter:
    topic = cast.topic
    first = letter(cast, _said(topic.subject, cast), _said(topic.asks, cast))
    if topic.kind == "fault" and cast.number % 2:
        inline = "" if cast.number % 4 == 1 else f"photo{cast.number}@mail.example"
        first = first.with_file(OutFile(f"photo-{cast.number}.png", "image/png", photo(cast.number), inline))
    return first


def _second(cast: Cast, answer: Message) -> Letter:
    again = letter(cast, answer.subject, cast.topic.more, "2")
    quoted = (answer.message_id, answer.at, answer.text)
    return replace(again, subject=f"Re: {answer.subject.removeprefix('Re: ')}", answers=quoted)


def _said(text: str, cast: Cast) -> str:
    return text.replace("{n}", str(24_000 + cast.number * 7)).replace("{name}", cast.customer.name)


def _enclosed(cast: Cast) -> list[OutFile]:
    if not {"invoice", "quote", "measures"} & set(cast.topic.tags.split()):
        return []
    number = 24_000 + cast.number * 7
    lines = [f"For {cast.customer.address}", "Haul, slate blue", "Amount due: none, thank you"]
    return [OutFile(f"document-{number}.pdf", "application/pdf", pdf(f"Brindlewick no. {number}", lines))]


def _agent(cast: Cast) -> str:
    inside = [
        p.key for p in PEOPLE if cast.topic.team in p.teams.replace("*", "").split() and "agent" in p.roles
    ]
    return cast.dice.choice(inside)


def _called(topic: Topic) -> list[str]:
    return [person.key for person in PEOPLE if person.name.split()[0] in topic.note]


def _sort(cast: Cast, ticket: int, who: str) -> None:
    by, topic = cast.desk.by(who), cast.topic
    assigning.assign(by, ticket, cast.desk.users[who])
    linking.edit(by, ticket, {"type": topic.kind, "priority": topic.priority})
    if topic.tags:
        linking.tag(by, ticket, topic.tags.split())


def _set(desk: Desk, who: str, ticket: int, category: Category) -> None:
    statuses.set_status(desk.by(who), ticket, statuses.default_status(category))
