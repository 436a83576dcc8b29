"""How contacts look to programs: to staff, and to themselves."""

from collections.abc import Mapping, Sequence
from typing import Literal

from django.db.models import QuerySet

from ringback.access.policy import holds
from ringback.api.schemas import Moment, Out, Page, Version
from ringback.api.shapes import Named, named, named_or_none
from ringback.company.attribute_values import Value
from ringback.ledger.actor import Actor
from ringback.people.attributing import values_of
from ringback.people.models import Contact, Identity
from ringback.people.opening import opened
from ringback.people.segments import segments_of


class IdentityOut(Out):
    """`failing_since`: mail to it came back, and nothing has come from it since."""

    id: int
    kind: str
    value: str
    verified_at: Moment | None
    failing_since: Moment | None
    failure: str


class OwnIdentity(Out):
    kind: str
    value: str


class ContactOut(Out):
    """`canonical`: the contact into whom this one was merged. `user`: who signs in as them. `attributes`: the fields
    that the house has defined, null for none. `segments`: those they are in, for tokens that may read segments."""

    id: int
    canonical: int | None
    name: str
    form_of_address: str
    language: str
    time_zone: str
    preferred_channel: str
    organization: Named | None
    user: Named | None
    notes: str
    attributes: dict[str, str | int | bool | None]
    segments: list[Named]
    identities: list[IdentityOut]
    created_at: Moment
    version: Version


class ContactName(Out):
    """All that a list says of a contact whom to open takes a reason: see `/contacts/{id}/openings`."""

    id: int
    name: str
    needs_reason: Literal[True] = True


class ProfileOut(Out):
    """A contact to themselves."""

    id: int
    name: str
    form_of_address: str
    language: str
    time_zone: str
    preferred_channel: str
    identities: list[OwnIdentity]
    version: Version


class ContactPage(Page[ContactOut | ContactName]):
    pass


class ProfilePage(Page[ProfileOut]):
    pass


def loaded(contacts: "QuerySet[Contact]") -> "QuerySet[Contact]":
    """With what the shapes show beside the row itself."""
    return contacts.select_related("organization", "user").prefetch_related("identities")


def listed(actor: Actor, contacts: Sequence[Contact]) -> list[ContactOut | ContactName]:
    """Contacts that were found for the actor, and loaded: in full those that are open to them, of others the name."""
    open_ones = opened(actor, [contact.pk for contact in contacts])
    full = contacts_out(actor, [contact for contact in contacts if contact.pk in open_ones])
    by_id = {out.id: out for out in full}
    return [by_id.get(contact.pk) or ContactName(id=contact.pk, name=contact.name) for contact in contacts]


def contacts_out(actor: Actor, contacts: Sequence[Contact]) -> list[ContactOut]:
    """Contacts that are open to the actor, and loaded."""
    values = values_of(contacts, "contact")
    pks = [contact.pk for contact in contacts] if holds(actor, "segments:read") else []
    segments = segments_of(actor, pks)
    return [
        _contact_out(each, values[each.pk], [named(one) for one in segments.get(each.pk, [])])
        for each in contacts
    ]


def _contact_out(
    contact: Contact, attributes: Mapping[str, Value | None], segments: list[Named]
) -> ContactOut:
    return ContactOut(
        id=contact.pk,
        canonical=contact.canonical_id,
        name=contact.name,
        form_of_address=contact.form_of_address,
        language=contact.language,
        time_zone=contact.time_zone,
        preferred_channel=contact.preferred_channel,
        organization=named_or_none(contact.organization),
        user=named_or_none(contact.user),
        notes=contact.notes,
        attributes=dict(attributes),
        segments=segments,
        identities=[identity_out(identity) for identity in contact.identities.all()],
        created_at=contact.created_at,
        version=contact.version,
    )


def profile_out(contact: Contact) -> ProfileOut:
    """What a customer reads about themselves: our remarks on them are not theirs to read."""
    return ProfileOut(
        id=contact.pk,
        name=contact.name,
        form_of_address=contact.form_of_address,
        language=contact.language,
        time_zone=contact.time_zone,
        preferred_channel=contact.preferred_channel,
        identities=[OwnIdentity(kind=each.kind, value=each.value) for each in contact.identities.all()],
        version=contact.version,
    )


def identity_out(identity: Identity) -> IdentityOut:
    return IdentityOut(
        id=identity.pk,
        kind=identity.kind,
        value=identity.value,
        verified_at=identity.verified_at,
        failing_since=identity.failing_since,
        failure=identity.failure,
    )
