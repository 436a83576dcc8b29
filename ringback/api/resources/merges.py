"""Merges: tickets that are one matter, contacts that are one person; and what may be."""

from ringback.api.call import Call
from ringback.api.found import find, stretch
from ringback.api.operations import operation
from ringback.api.resources.contact_shapes import ContactOut, ProfileOut
from ringback.api.resources.contacts import shown as shown_contact
from ringback.api.resources.ticket_shapes import RequestOut, TicketOut
from ringback.api.resources.tickets import shown
from ringback.api.schemas import Cursor, Id, In, Limit, Out, Page
from ringback.api.shapes import Named, named
from ringback.people import duplicates as people_duplicates
from ringback.people import merging as people_merging
from ringback.people.models import Contact
from ringback.people.opening import must_be_open
from ringback.tickets import duplicates, merging
from ringback.tickets.models import Category, Ticket

_TICKET = {"number": "ticket"}
_CONTACT = {"contact_id": "contact"}


class MergeNew(In):
    """`into`: the ticket that stays; one that was merged itself stands for that into which it was. `other_contact`: it
    is meant, though they are different customers'."""

    into: Id
    other_contact: bool = False


class ContactMergeNew(In):
    into: Id


class Other(In):
    other: Id


class MemberOut(Out):
    number: int
    subject: str
    contact: Named
    category: str


class MemberPage(Page[MemberOut]):
    pass


class DuplicateOut(Out):
    """`subject` and `text`: how near they are, of 100; 0 for not near."""

    number: int
    title: str
    category: str
    subject: int
    text: int


class DuplicatePage(Page[DuplicateOut]):
    pass


class ContactDuplicateOut(Out):
    """`evidence`: address (the same but for what stands behind a plus), number, name, organization, domain.
    `name_score`: how near the names are, of 100; 0 for not near."""

    contact: Named
    evidence: list[str]
    name_score: int


class ContactDuplicatePage(Page[ContactDuplicateOut]):
    pass


@operation(
    "GET",
    "/tickets/{int:number}/merges",
    scope="tickets:read",
    verb="ticket.draft",
    answers=MemberPage,
    objects=_TICKET,
)
def index(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> MemberPage:
    """The tickets that were merged into this one, as far as the caller may see them."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    merged = merging.merged_into(request.actor, ticket)
    rows, more = stretch(merged, lambda row: (row.pk,), cursor, limit)
    items = [
        MemberOut(
            number=row.pk,
            subject=row.subject,
            contact=named(row.contact),
            category=Category(row.category).label,
        )
        for row in rows
    ]
    return MemberPage(items=items, next=more)


@operation(
    "POST",
    "/tickets/{int:number}/merges",
    scope="tickets:write",
    verb="ticket.merge",
    answers=TicketOut | RequestOut,
    objects=_TICKET,
    versioned=True,
)
def create(request: Call, number: int, body: MergeNew) -> TicketOut | RequestOut:
    """Merge this ticket into another; the answer is that one."""
    into = merging.merge(request.actor, number, body.into, request.version, other_contact=body.other_contact)
    return shown(request, into.pk)


@operation(
    "POST",
    "/tickets/{int:number}/unmerges",
    scope="tickets:write",
    verb="ticket.merge",
    answers=TicketOut | RequestOut,
    objects=_TICKET,
)
def undo(request: Call, number: int) -> TicketOut | RequestOut:
    """Take this ticket, which was merged, out of the other again, with everything that came in by it."""
    return shown(request, merging.unmerge(request.actor, number).pk)


@operation(
    "GET",
    "/tickets/{int:number}/duplicates",
    scope="tickets:read",
    verb="ticket.merge",
    answers=DuplicatePage,
    objects=_TICKET,
)
def suggestions(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> DuplicatePage:
    """Tickets that may be the same matter, with what speaks for it; the nearest comes first."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    ranked = list(enumerate(duplicates.suggested(request.actor, ticket)))
    found, more = stretch(ranked, lambda each: (each[0],), cursor, limit)
    items = [
        DuplicateOut(
            number=each.ticket.pk,
            title=each.ticket.subject,
            category=Category(each.ticket.category).label,
            subject=each.subject,
            text=each.text,
        )
        for _place, each in found
    ]
    return DuplicatePage(items=items, next=more)


@operation(
    "POST",
    "/tickets/{int:number}/duplicates/dismissals",
    scope="tickets:write",
    verb="ticket.merge",
    answers=None,
    status=204,
    objects=_TICKET,
)
def dismiss(request: Call, number: int, body: Other) -> None:
    """They are not the same: they are suggested no more."""
    duplicates.dismiss(request.actor, number, body.other)


@operation(
    "POST",
    "/contacts/{int:contact_id}/merges",
    scope="contacts:write",
    verb="contact.merge",
    answers=ContactOut | ProfileOut,
    objects=_CONTACT,
    versioned=True,
)
def create_of_contact(request: Call, contact_id: int, body: ContactMergeNew) -> ContactOut | ProfileOut:
    """Merge this contact into another; the answer is that one."""
    into = people_merging.merge(request.actor, contact_id, body.into, request.version)
    return shown_contact(request, into.pk)


@operation(
    "POST",
    "/contacts/{int:contact_id}/unmerges",
    scope="contacts:write",
    verb="contact.merge",
    answers=None,
    status=204,
    objects=_CONTACT,
)
def undo_of_contact(request: Call, contact_id: int) -> None:
    """They are two people after all. Whom it leaves may be one whom the caller sees no more, so nothing is answered."""
    people_merging.unmerge(request.actor, contact_id)


@operation(
    "GET",
    "/contacts/{int:contact_id}/duplicates",
    scope="contacts:read",
    verb="contact.merge",
    answers=ContactDuplicatePage,
    objects=_CONTACT,
)
def suggestions_of_contact(
    request: Call, contact_id: int, cursor: Cursor = "", limit: Limit = 50
) -> ContactDuplicatePage:
    """Contacts that may be the same person, with what speaks for it."""
    contact = find(Contact.objects.visible_to(request.actor), pk=contact_id)
    must_be_open(request.actor, contact)
    ranked = list(enumerate(people_duplicates.suggested(request.actor, contact)))
    found, more = stretch(ranked, lambda each: (each[0],), cursor, limit)
    items = [
        ContactDuplicateOut(contact=named(each.contact), evidence=list(each.evidence), name_score=each.name)
        for _place, each in found
    ]
    return ContactDuplicatePage(items=items, next=more)


@operation(
    "POST",
    "/contacts/{int:contact_id}/duplicates/dismissals",
    scope="contacts:write",
    verb="contact.merge",
    answers=None,
    status=204,
    objects=_CONTACT,
)
def dismiss_contact(request: Call, contact_id: int, body: Other) -> None:
    """They are two people: they are suggested no more."""
    people_duplicates.dismiss(request.actor, contact_id, body.other)
