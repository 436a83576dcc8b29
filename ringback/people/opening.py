"""Opening a customer with whom one has nothing to do at the moment takes a reason, which others can read afterwards
(PRODUCT O2, TRUST "Reach"). Higher areas enter what counts as having to do with somebody: an open ticket, an
exchange."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from ringback.access.models import User
from ringback.access.policy import Reach as Far
from ringback.access.policy import reaches, require
from ringback.access.standing import standing
from ringback.company import house
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event, EventDetail
from ringback.people.families import one_person
from ringback.people.models import Contact

HOUR = timedelta(hours=1)
SHORTEST, LONGEST = 5, 300
# (actor, contacts, since when an exchange counts) -> those with whom the actor or their teams have to do.
Ground = Callable[[Actor, set[int], datetime], set[int]]
grounds: list[Ground] = []


class ReasonNeeded(Forbidden):
    """The contact is there for the actor, once they have said why."""

    code = "reason-needed"

    def __init__(self, contact_id: int) -> None:
        words = gettext("You have nothing to do with this customer at the moment: say why you open them.")
        super().__init__(words, contact=contact_id)


class Opening(NamedTuple):
    """Who opened a contact, when and why; `reason` is empty where it was erased."""

    id: int
    at: datetime
    user_id: int
    user: str
    reason: str


def opened(actor: Actor, contacts: Iterable[int]) -> set[int]:
    """Of these contacts, which the actor may see, those that are open to them: nobody of the house needs a reason for
    one with whom they or their teams have to do, who was written down by them, or for whom they gave one within the
    hour; nor does anybody for themselves. At most five statements, whatever the number."""
    wanted = set(contacts)
    far = reaches(actor, "contact.read")
    if not wanted or standing(actor).everything or not far & {Far.ALL, Far.TEAM}:
        return wanted
    since = now() - timedelta(days=house.get("reason_after_days"))
    free = _said_or_made(actor, wanted, since)
    for ground in grounds:
        if wanted - free:
            free |= ground(actor, wanted - free, since)
    return free


def must_be_open(actor: Actor, contact: Contact) -> None:
    """Before what is known of a contact is shown or changed. Raises ReasonNeeded."""
    if not opened(actor, [contact.pk]) and not opened(actor, one_person(contact.pk)):
        raise ReasonNeeded(contact.pk)


@transaction.atomic
def open_contact(by: Actor, contact_id: int, reason: str) -> Contact:
    """Open a contact to the actor for an hour. The reason is theirs to word and others' to read. Raises Unseen, and
    Refusal for a reason that says nothing."""
    require(by, "contact.read")
    contact = Contact.objects.visible_to(by).filter(pk=contact_id).first()
    if contact is None:
        raise Unseen()
    said = one_line(reason, LONGEST)
    if len(said) < SHORTEST:
        raise Refusal(gettext("Say in a few words why: others will read it."), field="reason", code="reason")
    data = {"user": standing(by).user_id, "minutes": 60}
    append(by, Fact("contact.opened", "contact", contact.pk, data=data, detail={"reason": said}))
    return contact


def openings(actor: Actor, contact_id: int, before: int | None = None, limit: int = 50) -> list[Opening]:
    """Who opened a contact for a reason of their own, newest first (those before event `before`). Raises Forbidden for
    all but managers and administrators, and Unseen."""
    require(actor, "contact.openings")
    if not Contact.objects.visible_to(actor).filter(pk=contact_id).exists():
        raise Unseen()
    events = _openings_of([contact_id])
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events.order_by("-id")[:limit])
    reasons = EventDetail.objects.in_bulk([event.pk for event in found])
    people = User.objects.in_bulk({_user_of(event) for event in found})
    return [_opening(event, people.get(_user_of(event)), reasons.get(event.pk)) for event in found]


def _said_or_made(actor: Actor, wanted: set[int], since: datetime) -> set[int]:
    me = standing(actor).user_id
    mine = Q(actor_kind="user", actor_id=me) | Q(for_kind="user", for_id=me)
    said = Q(kind="contact.opened", at__gt=now() - HOUR)
    made = Q(kind="contact.created", at__gt=since)
    rows = Event.objects.filter(mine, said | made, subject_kind="contact", subject_id__in=wanted)
    return set(rows.values_list("subject_id", flat=True))


def _openings_of(contacts: Iterable[int]) -> "QuerySet[Event]":
    return Event.objects.filter(subject_kind="contact", subject_id__in=contacts, kind="contact.opened")


def _user_of(event: Event) -> int:
    return int(json.loads(event.data)["user"])


def _opening(event: Event, user: User | None, detail: EventDetail | None) -> Opening:
    reason = str(json.loads(detail.text).get("reason", "")) if detail else ""
    return Opening(event.pk, event.at, _user_of(event), str(user or ""), reason)
