"""Contacts: the people who ask us."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from pydantic import Field

from ringback.access.models import User
from ringback.api.call import Call, etag
from ringback.api.found import chosen, find, newest_first
from ringback.api.operations import operation
from ringback.api.resources.contact_shapes import (
    ContactOut,
    ContactPage,
    ProfileOut,
    ProfilePage,
    contacts_out,
    listed,
    loaded,
    profile_out,
)
from ringback.api.schemas import Cursor, Id, In, Limit, Line, Text, Word
from ringback.api.shapes import asks_as_customer
from ringback.kit.addresses import with_ascii_domain
from ringback.kit.errors import Refusal
from ringback.people import contacts
from ringback.people.models import Contact, Organization
from ringback.people.opening import must_be_open

Key = Annotated[str, Field(max_length=40, pattern="^[a-z][a-z0-9_]*$")]
Attributes = Annotated[dict[Key, Text | int | bool | None], Field(max_length=200)]
Channel = Literal["", "email", "phone", "chat", "sms", "social", "visit", "letter"]
Language = Annotated[str, Field(max_length=12, pattern="^[A-Za-z0-9-]*$")]
_CONTACT = {"contact_id": "contact"}


class IdentityIn(In):
    kind: Literal["email", "phone", "handle"]
    value: Word


class ContactNew(In):
    name: Line = ""
    form_of_address: Annotated[Word, Field(max_length=100)] = ""
    language: Language = ""
    time_zone: Annotated[Word, Field(max_length=60)] = ""
    preferred_channel: Channel = ""
    notes: Text = ""
    organization: Id | None = None
    attributes: Attributes = {}
    identities: Annotated[list[IdentityIn], Field(max_length=20)] = []


class ContactChange(In):
    """What is left out stays, also in `attributes`; null there for none. `organization` null takes them out of theirs.
    `user`: who signs in as them, a user without roles, or null for nobody (administrators only)."""

    name: Line = ""
    form_of_address: Annotated[Word, Field(max_length=100)] = ""
    language: Language = ""
    time_zone: Annotated[Word, Field(max_length=60)] = ""
    preferred_channel: Channel = ""
    notes: Text = ""
    organization: Id | None = None
    attributes: Attributes = {}
    user: Id | None = None


@operation("GET", "/contacts", scope="contacts:read", verb="contact.read", answers=ContactPage | ProfilePage)
def index(
    request: Call,
    email: Word | None = None,
    organization: Id | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> ContactPage | ProfilePage:
    """Contacts the caller may see, newest first, but those who were merged into another; by address or organization
    where asked. Of those whom to open takes a reason there is the name only. Customers find themselves."""
    narrowed: dict[str, Any] = {}
    if email is not None:
        known = contacts.known_by("email", with_ascii_domain(email))
        narrowed |= {"pk": known and (known.canonical_id or known.pk)}
    if organization is not None:
        narrowed |= {"organization_id": organization}
    found, more = newest_first(_seen(request).filter(_listed(request), **narrowed), cursor, limit)
    if asks_as_customer(request):
        return ProfilePage(items=[profile_out(contact) for contact in found], next=more)
    return ContactPage(items=listed(request.actor, found), next=more)


@operation("POST", "/contacts", scope="contacts:write", verb="contact.write", answers=ContactOut, status=201)
def create(request: Call, body: ContactNew) -> ContactOut | ProfileOut:
    """A new contact with their identities."""
    words = body.model_dump(exclude={"organization", "attributes", "identities"})
    organization = chosen(Organization.objects.visible_to(request.actor), body.organization, "organization")
    made = contacts.create(request.actor, words, _pairs(body.identities), organization, body.attributes)
    request.say["Location"] = f"/api/v1/contacts/{made.pk}"
    return shown(request, made.pk)


@operation(
    "GET",
    "/contacts/{int:contact_id}",
    scope="contacts:read",
    verb="contact.read",
    answers=ContactOut | ProfileOut,
    objects=_CONTACT,
)
def show(request: Call, contact_id: int) -> ContactOut | ProfileOut:
    """One contact. 403 `reason-needed`: neither the caller nor their teams have to do with them at the moment; POST a
    reason to `/contacts/{id}/openings`, which opens them for an hour."""
    return shown(request, contact_id)


@operation(
    "PATCH",
    "/contacts/{int:contact_id}",
    scope="contacts:write",
    verb="contact.write",
    answers=ContactOut | ProfileOut,
    objects=_CONTACT,
    versioned=True,
)
def update(request: Call, contact_id: int, body: ContactChange) -> ContactOut | ProfileOut:
    """Change what is known about a contact. Customers change their own name, form of address,
    language and preferred channel."""
    contact = find(Contact.objects.visible_to(request.actor), pk=contact_id)
    must_be_open(request.actor, contact)
    if asks_as_customer(request):
        _only_own(body)
    changes = body.model_dump(exclude_unset=True)
    if "organization" in changes:
        organizations = Organization.objects.visible_to(request.actor)
        changes["organization"] = chosen(organizations, body.organization, "organization")
    if "user" in changes:
        changes["user"] = chosen(User.objects.visible_to(request.actor), body.user, "user")
    contacts.change(request.actor, contact, changes, request.version)
    return shown(request, contact_id)


def shown(request: Call, contact_id: int) -> ContactOut | ProfileOut:
    """The contact as the caller may see them, with their version as ETag. Raises Unseen."""
    contact = find(_seen(request), pk=contact_id)
    must_be_open(request.actor, contact)
    request.say |= etag(contact.version)
    return profile_out(contact) if asks_as_customer(request) else contacts_out(request.actor, [contact])[0]


def _only_own(body: ContactChange) -> None:
    ours = body.model_fields_set - set(contacts.OWN)
    if ours:
        raise Refusal("Only staff may say this.", field=sorted(ours)[0], code="not-yours")


def _seen(request: Call) -> QuerySet[Contact]:
    return loaded(Contact.objects.visible_to(request.actor))


def _listed(request: Call) -> Q:
    """A customer who was merged into another finds themselves all the same."""
    return Q() if asks_as_customer(request) else Q(canonical=None)


def _pairs(identities: Sequence[IdentityIn]) -> list[tuple[str, str]]:
    return [(identity.kind, identity.value) for identity in identities]
