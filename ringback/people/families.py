"""A contact and those merged into them: one person (DESIGN, "Merging rewrites nothing")."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from ringback.access.prepared import prepared
from ringback.people.models import Contact, Identity


def one_person(contact_id: int) -> list[int]:
    """The ids of all contacts that are this person, whichever of them is asked for; the one they were merged into comes
    first. Two statements."""
    above = next(iter(_canonical(contact_id)), None) or contact_id
    return [above, *_members(above)]


@prepared("contact")
def _canonical(contact: int) -> QuerySet[Contact, int | None]:
    return Contact.objects.filter(pk=contact).values_list("canonical_id", flat=True)


@prepared("contact")
def _members(contact: int) -> QuerySet[Contact, int]:
    return Contact.objects.filter(canonical_id=contact).order_by("id").values_list("pk", flat=True)


def identities_of(contact: Contact) -> "QuerySet[Identity]":
    """By what a contact who was found for the actor can be reached, under whichever of their names."""
    found = Identity.objects.filter(contact_id__in=one_person(contact.pk)).select_related("contact")
    return found.order_by("id")


def canonical_of(contact: Contact) -> Contact:
    """The contact under whom this one is found now. One statement where they were merged, none otherwise."""
    return contact if contact.canonical_id is None else Contact.objects.get(pk=contact.canonical_id)


def everybody_in(ids: Sequence[int]) -> list[int]:
    """These contacts and those merged into them."""
    return list(Contact.objects.filter(Q(pk__in=ids) | Q(canonical_id__in=ids)).values_list("pk", flat=True))
