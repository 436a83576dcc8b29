"""Merging contacts, and taking them apart again: the merged one points at the other, identities and tickets stay where
they are, and reads follow the pointer (DESIGN, "Merging rewrites nothing")."""

import json
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.policy import Reach as Far
from ringback.access.policy import require
from ringback.access.standing import standing
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.kit.turns import MERGING, take_turn
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event
from ringback.people.families import one_person
from ringback.people.models import Contact, Reach
from ringback.people.opening import must_be_open


@transaction.atomic
def merge(by: Actor, contact_id: int, into_id: int, version: int | None = None) -> Contact:
    """Two contacts are one person: the first is merged into the other, or into whom that was merged into; gives that
    one. Whoever had been merged into the first comes along. It changes what agents see, not who may sign in to what.

    Unseen; Forbidden for one that none of the actor's teams serves; Stale (`merged`) for one that is merged already;
    Refusal with the code `itself`, `circle`, or `no-such`.
    """
    require(by, "contact.merge")
    take_turn(MERGING)
    contact = _seen(by, contact_id)
    if contact_id == into_id:
        raise Refusal(gettext("A contact can't be merged into itself."), field="into", code="itself")
    into = _target(by, into_id)
    if into.pk == contact.pk:
        words = gettext("That one was merged into this contact: take it out first.")
        raise Refusal(words, field="into", code="circle")
    if contact.canonical_id is not None:
        raise Stale(
            gettext("This contact was merged already."), code="merged", canonical=contact.canonical_id
        )
    if version is not None and version != contact.version:
        raise Stale(gettext("This contact was changed meanwhile."), version=contact.version)
    for one in (contact, into):
        _may(by, one)
    members = list(contact.members.values_list("pk", flat=True))
    Contact.objects.filter(canonical=contact).update(canonical=into)
    _point(contact, into)
    data = {"into": into.pk, "members": members}
    append(
        by,
        Fact("contact.merged", "contact", contact.pk, data=data),
        Fact("contact.took_in", "contact", into.pk, data={"other": contact.pk}),
    )
    return into


@transaction.atomic
def unmerge(by: Actor, contact_id: int) -> Contact:
    """They are two people after all: the contact is as it was, with its identities and its tickets, those before and
    those since; whoever came along with it comes back with it. Unseen, Forbidden; Refusal (`not-merged`) for one that
    is not."""
    require(by, "contact.merge")
    take_turn(MERGING)
    contact = _seen(by, contact_id)
    if contact.canonical_id is None:
        raise Refusal(gettext("This contact was not merged."), field="contact", code="not-merged")
    into = Contact.objects.get(pk=contact.canonical_id)
    _may(by, into)
    came_along = Event.objects.filter(kind="contact.merged", subject_kind="contact", subject_id=contact.pk)
    members = json.loads(came_along.order_by("-id")[:1].get().data)["members"]
    _point(contact, None)
    Contact.objects.filter(pk__in=members, canonical=into).update(canonical=contact)
    append(
        by,
        Fact("contact.unmerged", "contact", contact.pk, data={"from": into.pk}),
        Fact("contact.gave_back", "contact", into.pk, data={"other": contact.pk}),
    )
    return contact


def merged_into(contact: Contact) -> Sequence[Contact]:
    """Those merged into a contact that was found for the actor."""
    return list(contact.members.order_by("id"))


def _seen(by: Actor, contact_id: int) -> Contact:
    contact = Contact.objects.select_for_update(of=("self",)).filter(pk=contact_id).first()
    above = contact.canonical_id or contact.pk if contact else contact_id
    # One that was merged is seen through whom it was merged into.
    if contact is None or not Contact.objects.visible_to(by).filter(pk__in={contact_id, above}).exists():
        raise Unseen()
    return contact


def _target(by: Actor, into_id: int) -> Contact:
    try:
        into = _seen(by, into_id)
        return into if into.canonical_id is None else _seen(by, into.canonical_id)
    except Unseen as unseen:
        raise Refusal(gettext("There is no such contact."), field="into", code="no-such") from unseen


def _may(by: Actor, contact: Contact) -> None:
    must_be_open(by, contact)
    served = Reach.objects.filter(contact_id__in=one_person(contact.pk), team_id__in=standing(by).teams)
    if Far.ALL not in require(by, "contact.merge") and not served.exists():
        raise Forbidden(gettext("Another team serves this contact."))


def _point(contact: Contact, into: Contact | None) -> None:
    contact.canonical = into
    contact.version += 1
    contact.save(update_fields=["canonical", "version"])
    if into:
        into.version += 1
        into.save(update_fields=["version"])
