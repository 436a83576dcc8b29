"""Breakers (TRUST A20): when so much goes to and fro that it looks like a loop, automatic mail is withheld
(automatic_limits) and people are told, until the traffic has run dry."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, Max, Model, QuerySet

from ringback.channels import automatic_limits as limits
from ringback.channels.models import Breaker, Delivery, Inbound, Recipient
from ringback.kit.clock import now
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

Row = TypeVar("Row", bound=Model)
WINDOW = timedelta(minutes=10)
# A line and an address; for the whole desk neither.
Pair = tuple[int | None, str]
DESK: Pair = (None, "")


@transaction.atomic
def look(by: Actor) -> int:
    """Trip the breakers that the traffic of the last minutes asks for, and clear those it asks for no more; returns
    how many changed. Whoever calls sees to it that nobody else does (`schedule`)."""
    at = now()
    loud = _loud(at)
    known = {(row.line_id, row.address): row for row in Breaker.objects.select_for_update()}
    facts = [_trip(pair, mails, at) for pair, mails in loud.items() if pair not in known]
    facts += [_clear(row) for pair, row in known.items() if pair not in loud]
    for pair in loud.keys() & known.keys():
        Breaker.objects.filter(pk=known[pair].pk).exclude(mails=loud[pair]).update(mails=loud[pair])
    if facts:
        append(by, *facts)
    return len(facts)


def _trip(pair: Pair, mails: int, at: datetime) -> Fact:
    line, address = pair
    reason = Breaker.FLOOD if pair == DESK else Breaker.LOOP
    row = Breaker.objects.create(line_id=line, address=address, reason=reason, mails=mails, since=at)
    return _fact("breaker.tripped", row)


def _clear(row: Breaker) -> Fact:
    fact = _fact("breaker.cleared", row)
    row.delete()
    return fact


def _fact(kind: str, row: Breaker) -> Fact:
    data = {"reason": row.reason, "line": row.line_id, "mails": row.mails}
    return Fact(kind, "breaker", row.pk, data=data, detail={"address": row.address} if row.address else {})


def _loud(at: datetime) -> Mapping[Pair, int]:
    """Who is over a limit, and with how many mails: the same limits that withhold automatic mail."""
    counted = _traffic(at - WINDOW)
    loud = {pair: mails for pair, mails in counted.items() if mails > limits.TO_AND_FRO}
    if (automatic := _automatic(at - timedelta(hours=1))) >= limits.AN_HOUR:
        loud[DESK] = automatic
    return loud


def _traffic(since: datetime) -> Counter[Pair]:
    """Mails both ways since then, by line and address."""
    counted: Counter[Pair] = Counter()
    came = _lately(Inbound.objects.exclude(sender=""), "taken_at", since).values_list("line_id", "sender")
    for line, sender, mails in came.annotate(n=Count("pk")).order_by():
        counted[line, fold(sender)] += mails
    sent = _lately(Delivery.objects.filter(line__isnull=False), "created_at", since)
    went = Recipient.objects.filter(delivery__in=sent).values_list("delivery__line_id", "folded")
    for line, address, mails in went.annotate(n=Count("pk")).order_by():
        counted[line, address] += mails
    return counted


def _automatic(since: datetime) -> int:
    """Automatic mails that went out since then: of themselves, or because somebody let them go."""
    sent = Delivery.objects.filter(is_automatic=True).exclude(state__in=Delivery.UNSENT)
    made, let_go = (
        sent.filter(released_at=None, created_at__gt=since),
        Delivery.objects.filter(released_at__gt=since),
    )
    return made.count() + let_go.count()


def _lately(rows: "QuerySet[Row]", column: str, since: datetime) -> "QuerySet[Row]":
    """Rows are numbered as they come, so the search for the last that is too old ends after those that are not: no
    index on the time is needed."""
    old = rows.model._default_manager.filter(**{f"{column}__lte": since}).aggregate(last=Max("pk"))["last"]
    return rows.filter(pk__gt=old or 0, **{f"{column}__gt": since})
