"""How long things are kept: one table of rules, each with its period among the settings of the house, what is over it
by now, and what is done with that. A period of 0 days keeps for good."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ringback.access.policy import require
from ringback.channels.models import Attempt, Raw
from ringback.company import house
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event, EventDetail
from ringback.tickets.models import Category, Ticket
from ringback.transfer.personal import empty, empty_ticket

LONGEST: Final = 36_500  # days
_PIECE = 200
_EMPTIED = "ticket.emptied"

Due = Callable[[datetime], "QuerySet[Any]"]
Apply = Callable[[Sequence[int]], object]


@dataclass(frozen=True, slots=True)
class Rule:
    """`due`: what is over its period, given the moment before which it must have been. `apply`: done with some of them,
    by key, in a transaction of its own."""

    name: str
    about: Promise
    due: Due
    apply: Apply


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of the table, for a person: `due` is how many things are over their period now."""

    name: str
    about: str
    days: int
    due: int


def _full() -> "QuerySet[Ticket]":
    """Tickets that were not emptied yet."""
    emptied = Event.objects.filter(kind=_EMPTIED, subject_kind="ticket", subject_id=OuterRef("pk"))
    return Ticket.objects.exclude(Exists(emptied))


def _closed(before: datetime) -> "QuerySet[Ticket]":
    return _full().filter(category=Category.CLOSED, closed_at__lt=before)


def _shelved(before: datetime) -> "QuerySet[Ticket]":
    return _full().exclude(shelf="").filter(updated_at__lt=before)


def _raw_of_closed(before: datetime) -> "QuerySet[Raw]":
    closed = Raw.objects.filter(inbound__message__ticket__closed_at__lt=before)
    return closed.filter(Q(blob__isnull=False) | ~Q(bytes=b""))


def _words(before: datetime) -> "QuerySet[EventDetail]":
    old = Event.objects.filter(pk=OuterRef("event_id"), at__lt=before)
    return EventDetail.objects.filter(Exists(old))


def _empty_tickets(numbers: Sequence[int]) -> None:
    for ticket in Ticket.objects.filter(pk__in=numbers).order_by("pk").select_for_update():
        empty_ticket(ticket.pk)
        append(SYSTEM, Fact(_EMPTIED, "ticket", ticket.pk, topic_id=ticket.pk))


RULES: Final = (
    Rule(
        "keep_closed_tickets",
        _("Closed tickets: afterwards what was said in them and who asked is taken out"),
        _closed,
        _empty_tickets,
    ),
    Rule("keep_spam", _("Spam and trash: afterwards emptied likewise"), _shelved, _empty_tickets),
    Rule(
        "keep_raw_mail",
        _("Original mails, from the closing of their ticket; 0: as long as what was said in it"),
        _raw_of_closed,
        lambda keys: empty(Raw.objects.filter(pk__in=keys), bytes=b""),
    ),
    Rule(
        "keep_delivery_log",
        _("What mail servers answered to each attempt to send"),
        lambda before: Attempt.objects.filter(ended_at__lt=before),
        lambda keys: Attempt.objects.filter(pk__in=keys).delete(),
    ),
    Rule(
        "keep_event_words",
        _("People's words in the ledger; what happened, when and by whom stays"),
        _words,
        lambda keys: EventDetail.objects.filter(pk__in=keys).delete(),
    ),
)


def table(actor: Actor) -> list[Kept]:
    """Every rule with its period and how much it would take now: counted, and nothing done. Raises Forbidden."""
    require(actor, "setting.write")
    at = now()
    return [Kept(rule.name, str(rule.about), _days(rule), _count(rule, at)) for rule in RULES]


@transaction.atomic
def change(by: Actor, periods: Mapping[str, int]) -> list[Kept]:
    """Change some periods, all or none, and agree to all of them: from now on they are kept to. Raises Refusal for an
    unknown name or a period that is none; Forbidden."""
    require(by, "setting.write")
    for name, days in periods.items():
        if name not in house.RETENTION:
            raise Refusal(gettext("There is no setting %(name)s.") % {"name": name}, field=name)
        if not 0 <= days <= LONGEST:
            words = gettext("A period is 0 (for good) to %(most)s days.") % {"most": LONGEST}
            raise Refusal(words, field=name, code="period")
        if days != house.get(name):
            house.put(by, name, days)
    if not is_agreed():
        house.put(by, house.RETENTION_AGREED, True)
    return table(by)


def is_agreed() -> bool:
    """Whether an administrator has set or confirmed the periods. Until then nothing goes by itself: history brought in
    from elsewhere may be over them on its first day."""
    return bool(house.get(house.RETENTION_AGREED))


def keep_to(at: datetime, goes_on: Callable[[], bool] = lambda: True) -> dict[str, int]:
    """Do what the rules say, in pieces of a transaction each, as long as it `goes_on`; how much by rule."""
    return {rule.name: _apply(rule, at, goes_on) for rule in RULES}


def _apply(rule: Rule, at: datetime, goes_on: Callable[[], bool]) -> int:
    done = 0
    while _days(rule) and goes_on():
        with transaction.atomic():
            keys = list(_due(rule, at).order_by("pk").values_list("pk", flat=True)[:_PIECE])
            if not keys:
                break
            rule.apply(keys)
        done += len(keys)
    return done


def _count(rule: Rule, at: datetime) -> int:
    return _due(rule, at).count() if _days(rule) else 0


def _due(rule: Rule, at: datetime) -> "QuerySet[Any]":
    return rule.due(at - timedelta(days=_days(rule)))


def _days(rule: Rule) -> int:
    return int(house.get(rule.name))
