"""How contacts look to programs: to staff, and to themselves."""

from ringback.api.schemas import Moment, Out, Page, Version
from ringback.api.shapes import Named, named_or_none
from ringback.people.models import Contact, Identity


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
    """`user`: who signs in as them."""

    id: int
    name: str
    form_of_address: str
    language: str
    time_zone: str
    organization: Named | None
    user: Named | None
    notes: str
    identities: list[IdentityOut]
    created_at: Moment
    version: Version


class ProfileOut(Out):
    """A contact to themselves."""

    id: int
    name: str
    form_of_address: str
    language: str
    time_zone: str
    identities: list[OwnIdentity]
    version: Version


class ContactPage(Page[ContactOut]):
    pass


class ProfilePage(Page[ProfileOut]):
    pass


def contact_out(contact: Contact) -> ContactOut:
    """A contact loaded with organization and identities."""
    return ContactOut(
        id=contact.pk,
        name=contact.name,
        form_of_address=contact.form_of_address,
        language=contact.language,
        time_zone=contact.time_zone,
        organization=named_or_none(contact.organization),
        user=named_or_none(contact.user),
        notes=contact.notes,
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
