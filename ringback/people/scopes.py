"""What of people an actor may see, entered in the register of access."""

from ringback.access import scopes
from ringback.people.models import Contact, Organization, Segment

scopes.register |= {
    "contact": lambda actor: Contact.objects.visible_to(actor),
    "organization": lambda actor: Organization.objects.visible_to(actor),
    "segment": lambda actor: Segment.objects.visible_to(actor),
}
