"""Asking that a person be forgotten, and taking that back. What is done on the day is `transfer.erasing`."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from ringback.access.locking import row_to_change
from ringback.access.policy import require
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people.models import Contact, Erasure

COOL_OFF: Final = timedelta(days=14)


@transaction.atomic
def ask(by: Actor, contact_id: int) -> Erasure:
    """Let the person be erased in fourteen days. The caller has made sure that it is the person who asks. Unseen;
    Refusal while it was asked for already, or is done."""
    require(by, "contact.erase")
    contact = row_to_change(Contact.objects.visible_to(by), contact_id)
    earlier = contact.erasures.filter(cancelled_at__isnull=True).first()
    if earlier:
        done = gettext("This person was erased already.")
        raise Refusal(done if earlier.done_at else gettext("It was asked for already."), code="asked")
    at = now()
    erasure = Erasure.objects.create(contact=contact, asked_at=at, due_at=at + COOL_OFF)
    append(by, Fact("contact.erasure_asked", "contact", contact.pk, data={"erasure": erasure.pk}))
    return erasure


@transaction.atomic
def cancel(by: Actor, erasure_id: int) -> Erasure:
    """Take it back. Unseen; Refusal when it was taken back or done already."""
    require(by, "contact.erase")
    erasure = row_to_change(Erasure.objects.visible_to(by), erasure_id)
    if erasure.done_at or erasure.cancelled_at:
        raise Refusal(gettext("It is too late for that: this was done, or taken back."), code="over")
    erasure.cancelled_at = now()
    erasure.save(update_fields=["cancelled_at"])
    append(by, Fact("contact.erasure_cancelled", "contact", erasure.contact_id, data={"erasure": erasure.pk}))
    return erasure


def due(at: datetime) -> "QuerySet[Erasure]":
    """Those whose day has come."""
    waiting = Erasure.objects.filter(cancelled_at__isnull=True, done_at__isnull=True)
    return waiting.filter(due_at__lte=at).order_by("due_at", "id")
