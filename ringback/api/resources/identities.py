"""Identities: the addresses, numbers and handles that a contact is reached by."""

from ringback.api.call import Call
from ringback.api.found import find
from ringback.api.operations import operation
from ringback.api.resources.contact_shapes import IdentityOut, identity_out
from ringback.api.resources.contacts import IdentityIn
from ringback.people import contacts
from ringback.people.models import Contact
from ringback.people.opening import must_be_open


@operation(
    "POST",
    "/contacts/{int:contact_id}/identities",
    scope="contacts:write",
    verb="contact.write",
    answers=IdentityOut,
    status=201,
    objects={"contact_id": "contact"},
)
def create(request: Call, contact_id: int, body: IdentityIn) -> IdentityOut:
    """One more way to reach a contact."""
    contact = find(Contact.objects.visible_to(request.actor), pk=contact_id)
    must_be_open(request.actor, contact)
    return identity_out(contacts.add_identity(request.actor, contact, body.kind, body.value))


@operation(
    "DELETE",
    "/contacts/{int:contact_id}/identities/{int:identity_id}",
    scope="contacts:write",
    verb="contact.write",
    answers=None,
    status=204,
    objects={"contact_id": "contact", "identity_id": "identity"},
)
def destroy(request: Call, contact_id: int, identity_id: int) -> None:
    """Forget one way to reach a contact. What came by it stays."""
    contact = find(Contact.objects.visible_to(request.actor), pk=contact_id)
    must_be_open(request.actor, contact)
    contacts.remove_identity(request.actor, find(contact.identities.all(), pk=identity_id))
