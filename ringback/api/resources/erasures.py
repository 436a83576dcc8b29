"""Forgetting a person: asked for, carried out fourteen days later, and until then taken back."""

from ringback.api.call import Call
from ringback.api.found import find, stretch
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Limit, Moment, Out, Page
from ringback.people import erasures
from ringback.people.models import Contact, Erasure

_CONTACT = {"contact_id": "contact"}


class ErasureOut(Out):
    """Open while it has neither been cancelled nor done."""

    id: int
    contact: int
    asked_at: Moment
    due_at: Moment
    cancelled_at: Moment | None
    done_at: Moment | None


class ErasurePage(Page[ErasureOut]):
    pass


@operation(
    "GET",
    "/contacts/{int:contact_id}/erasures",
    scope="contacts:read",
    verb="contact.erase",
    answers=ErasurePage,
    objects=_CONTACT,
)
def index(request: Call, contact_id: int, cursor: Cursor = "", limit: Limit = 50) -> ErasurePage:
    """What was asked for, first to last."""
    contact = find(Contact.objects.visible_to(request.actor), pk=contact_id)
    asked = list(Erasure.objects.visible_to(request.actor).filter(contact=contact).order_by("id"))
    found, more = stretch(asked, lambda one: [one.pk], cursor, limit)
    return ErasurePage(items=[_out(one) for one in found], next=more)


@operation(
    "POST",
    "/contacts/{int:contact_id}/erasures",
    scope="contacts:write",
    verb="contact.erase",
    answers=ErasureOut,
    status=201,
    objects=_CONTACT,
)
def create(request: Call, contact_id: int) -> ErasureOut:
    """Let the person be erased in fourteen days. Make sure first that it is they who ask."""
    return _out(erasures.ask(request.actor, contact_id))


@operation(
    "POST",
    "/contacts/{int:contact_id}/erasures/{int:erasure_id}/cancellations",
    scope="contacts:write",
    verb="contact.erase",
    answers=ErasureOut,
    objects={"contact_id": "contact", "erasure_id": "erasure"},
)
def cancel(request: Call, contact_id: int, erasure_id: int) -> ErasureOut:
    """Take it back before its day."""
    contact = find(Contact.objects.visible_to(request.actor), pk=contact_id)
    asked = find(Erasure.objects.visible_to(request.actor).filter(contact=contact), pk=erasure_id)
    return _out(erasures.cancel(request.actor, asked.pk))


def _out(one: Erasure) -> ErasureOut:
    return ErasureOut(
        id=one.pk,
        contact=one.contact_id,
        asked_at=one.asked_at,
        due_at=one.due_at,
        cancelled_at=one.cancelled_at,
        done_at=one.done_at,
    )
