"""What a yes or a no does: settled and closed, or back to whoever answers for it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.models import User
from ringback.access.standing import standing
from ringback.interactions.models import Interaction
from ringback.interactions.recording import recorded
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Unseen
from ringback.kit.ids import digest
from ringback.kit.markup import from_text
from ringback.kit.text import clean
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.resolution.models import Confirmation
from ringback.tickets import assigning, statuses
from ringback.tickets.continuing import continue_ticket
from ringback.tickets.indexing import index_message
from ringback.tickets.locking import locked, row, touch
from ringback.tickets.models import Category, Message, Ticket

MOST_WORDS = 4000
_FIELDS = ("assignee", "owner", *statuses.STEP_FIELDS)


def asked_by(secret: str) -> Confirmation | None:
    """The question whose link holds this secret, as long as the link lives; looking changes nothing."""
    if len(secret) != 64:
        return None
    rows = Confirmation.objects.filter(digest=digest(secret), link_until__gt=now())
    return rows.select_related("ticket", "message").first()


@transaction.atomic
def answer(secret: str, is_yes: bool, words: str = "") -> Confirmation:
    """The customer's answer by the link in their mail; `words`: what is missing, kept in the thread. The first answer
    stands: Refusal for a second one, and where the ticket has gone on meanwhile. Unseen for a link that opens nothing.
    """
    found = asked_by(secret)
    if found is None:
        raise Unseen()
    ticket = row(found.ticket_id)
    question = Confirmation.objects.select_for_update().get(pk=found.pk)
    if question.answer in (Confirmation.YES, Confirmation.NO):
        raise Refusal(gettext("You have answered already. Thank you."), code="answered")
    if not question.is_open(now()) or not _fits(ticket, question):
        raise Refusal(gettext("Your request has gone on meanwhile."), code="overtaken")
    by = Actor("contact", ticket.contact_id)
    _note(question, Confirmation.YES if is_yes else Confirmation.NO, Confirmation.PAGE)
    _decide(by, ticket, question, words)
    return question


@transaction.atomic
def spoken(by: Actor, ticket_id: int, is_yes: bool, version: int | None = None) -> Confirmation:
    """What the customer said on the phone or at the counter about a resolved ticket. It answers the question that
    waits, or stands by itself; nothing is mailed. Raises Unseen, Forbidden, Stale, and Refusal where nothing is
    resolved."""
    ticket = locked(by, ticket_id, "ticket.confirm", version)
    if ticket.category != Category.RESOLVED:
        raise Refusal(gettext("Only a resolved ticket can be confirmed."), field="answer", code="transition")
    question = Confirmation.objects.waiting().filter(ticket=ticket).order_by("-id").first() or _unasked(
        ticket
    )
    question.noted_by_id = standing(by).user_id or None
    _note(question, Confirmation.YES if is_yes else Confirmation.NO, Confirmation.SPOKEN)
    _decide(by, ticket, question, "")
    return question


def can_answer(question: Confirmation, moment: datetime) -> bool:
    """Whether the link may still answer: of a question found with its ticket."""
    return question.is_open(moment) and _fits(question.ticket, question)


def settle_by_silence(by: Actor, ticket: Ticket, question: Confirmation) -> None:
    """Part of a verb that holds the lock: nobody said anything until the period was over."""
    _note(question, Confirmation.SILENCE, Confirmation.CLOCK)
    _close(by, ticket, "silence")
    append(by, _fact(ticket, question, {}))


def _fits(ticket: Ticket, question: Confirmation) -> bool:
    """Whether the ticket still stands where the question left it."""
    if ticket.canonical_id is not None or ticket.shelf:
        return False
    if question.answer == Confirmation.SILENCE:
        return ticket.category == Category.CLOSED and ticket.closing_reason == "silence"
    return ticket.category == Category.RESOLVED


def _unasked(ticket: Ticket) -> Confirmation:
    at = now()
    number = Confirmation.objects.filter(ticket=ticket).count() + 1
    return Confirmation(ticket=ticket, number=number, asked_at=at, ends_at=at, link_until=at)


def _note(question: Confirmation, said: str, way: str) -> None:
    question.answer, question.way, question.answered_at = said, way, now()
    question.save()


def _decide(by: Actor, ticket: Ticket, question: Confirmation, words: str) -> None:
    if question.answer == Confirmation.YES:
        _close(by, ticket, "confirmed")
        append(by, _fact(ticket, question, {}))
        return
    nos = Confirmation.objects.filter(ticket=ticket, answer=Confirmation.NO).count()
    statuses.step(by, ticket, statuses.default_status(Category.OPEN))
    ticket.waiting_since = now()
    _hand_back(by, ticket, nos)
    touch(ticket, *_FIELDS, active=True)
    append(by, _fact(ticket, question, {"nos": nos}))
    if words.strip():
        _say(by, ticket, words)


def _close(by: Actor, ticket: Ticket, reason: str) -> None:
    statuses.step(by, ticket, statuses.default_status(Category.CLOSED), reason)
    touch(ticket, *statuses.STEP_FIELDS)


def _hand_back(by: Actor, ticket: Ticket, nos: int) -> None:
    """The first time whoever answers for it goes on; the second time somebody who leads looks at it."""
    if nos > 1:
        leader = _leader(ticket.team_id)
        ticket.attention_at = now()
        if ticket.assignee_id != (leader.pk if leader else None):
            assigning.give(by, ticket, leader)
    elif (
        (ticket.assignee is None or not ticket.assignee.is_active) and ticket.owner and ticket.owner.is_active
    ):
        assigning.give(by, ticket, ticket.owner)


def _leader(team: int) -> User | None:
    led = User.objects.filter(is_active=True, memberships__team_id=team, memberships__is_leader=True)
    return led.order_by("id").first()


def _say(by: Actor, ticket: Ticket, words: str) -> None:
    """What the customer adds on the page stands in the thread."""
    at, text = now(), clean(words).strip()[:MOST_WORDS]
    interaction = Interaction(
        channel="portal",
        direction=Interaction.IN,
        line=ticket.line,
        team_id=ticket.team_id,
        contact_id=ticket.contact_id,
        offered_at=at,
        ended_at=at,
    )
    interaction.save(force_insert=True)
    message = Message(
        ticket=ticket,
        interaction=interaction,
        direction=Message.IN,
        author_kind="contact",
        author_id=ticket.contact_id,
        author_name=ticket.contact.name,
        at=at,
        subject=ticket.subject,
        text=text,
        html=from_text(text),
    )
    message.save(force_insert=True)
    index_message(message, ticket, [])
    append(
        by,
        Fact("message.received", "message", message.pk, ticket.pk),
        recorded(interaction, ticket.pk),
    )
    continue_ticket(by, ticket, message)


def _fact(ticket: Ticket, question: Confirmation, more: dict[str, int]) -> Fact:
    data = {"answer": question.answer, "way": question.way, "number": question.number, **more}
    return Fact("confirmation.answered", "confirmation", question.pk, ticket.pk, data)
