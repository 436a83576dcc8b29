"""Tickets that may be the same matter, with what speaks for it. Nothing is merged by itself."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from rapidfuzz import fuzz

from ringback.access.policy import may
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.people.families import one_person
from ringback.tickets.locking import locked
from ringback.tickets.models import Category, DistinctTickets, Ticket

WINDOW = timedelta(days=14)
NEAR = 75  # of 100: "kettle leaks" and "kettle leaks, again" are
MOST = 5
_LOOKED_AT = 30
_SHORTEST = 12  # characters of a text that says anything


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`subject` and `text`: how near, of 100; what is not near enough is 0."""

    ticket: Ticket
    subject: int
    text: int


def suggested(actor: Actor, ticket: Ticket) -> list[Suggestion]:
    """Of a ticket found for the actor: those of the same customer at the same contact point within a fortnight that are
    worded nearly as it is, nearest first. Three statements."""
    if ticket.canonical_id is not None or ticket.line is None or not may(actor, "ticket.merge"):
        return []
    within = (ticket.created_at - WINDOW, ticket.created_at + WINDOW)
    seen = Ticket.objects.visible_to(actor).on_the_desk()
    same = seen.filter(
        contact_id__in=one_person(ticket.contact_id),
        line=ticket.line,
        team_id=ticket.team_id,
        category__lt=Category.CLOSED,
        created_at__range=within,
    )
    found = same.exclude(pk=ticket.pk).exclude(_distinct("first", "second", ticket))
    found = found.exclude(_distinct("second", "first", ticket)).select_related("status").order_by("-id")
    near = [_compared(ticket, other) for other in found[:_LOOKED_AT]]
    near = [each for each in near if each.subject or each.text]
    return sorted(near, key=lambda each: (-max(each.subject, each.text), each.ticket.pk))[:MOST]


@transaction.atomic
def dismiss(by: Actor, ticket_id: int, other_id: int) -> None:
    """They are not the same: they are suggested to nobody any more. Doing it twice changes nothing."""
    ticket = locked(by, ticket_id, "ticket.merge")
    other = Ticket.objects.visible_to(by).filter(pk=other_id).exclude(pk=ticket.pk).first()
    if other is None:
        raise Refusal(gettext("There is no such ticket."), field="other", code="no-such")
    first, second = sorted((ticket.pk, other.pk))
    DistinctTickets.objects.get_or_create(
        first_id=first, second_id=second, defaults={"by_id": standing(by).user_id, "at": now()}
    )


def nearness(subject: str, other_subject: str, text: str, other_text: str) -> tuple[int, int]:
    """How near two subjects and two texts are, of 100; 0 for what is not near enough to say so."""
    return _near(subject, other_subject), _near(text, other_text, _SHORTEST)


def _compared(ticket: Ticket, other: Ticket) -> Suggestion:
    texts = (fold(ticket.excerpt), fold(other.excerpt))
    return Suggestion(other, *nearness(ticket.folded_subject, other.folded_subject, *texts))


def _near(one: str, other: str, shortest: int = 1) -> int:
    if min(len(one), len(other)) < shortest:
        return 0
    score = round(fuzz.token_sort_ratio(one, other))
    return score if score >= NEAR else 0


def _distinct(own: str, others: str, ticket: Ticket) -> Exists:
    said = DistinctTickets.objects.filter(**{f"{own}_id": ticket.pk, f"{others}_id": OuterRef("pk")})
    return Exists(said)
