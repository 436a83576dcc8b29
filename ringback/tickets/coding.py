"""The codes of a ticket: contact reason, resolution code, root cause."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext

from ringback.access.standing import standing
from ringback.company.models import Code, Reason, ReasonVersion
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Coding, Ticket

# By the name of what is given: in which column it stands, and of which list it is.
_LISTS: Final = {"resolution_code": ("resolution", Code.RESOLUTION), "root_cause": ("cause", Code.CAUSE)}
NAMES: Final = ("contact_reason", *_LISTS)
# Nothing was done there that a reason would tell of.
_WITHOUT: Final = frozenset({"duplicate", "no_case"})
_LATELY: Final = timedelta(days=180)


@transaction.atomic
def code(by: Actor, ticket_id: int, given: Mapping[str, int | None], version: int | None = None) -> Coding:
    """Set the codes that are named (NAMES), each an id or None. Raises Unseen, Forbidden, Stale, and Refusal for an id
    of another list, and for one that is retired and was not chosen before."""
    ticket = locked(by, ticket_id, "ticket.code", version)
    coding = Coding.objects.filter(ticket=ticket).first() or Coding(ticket=ticket)
    before = _ids(coding)
    if "contact_reason" in given:
        coding.reason = _reason(given["contact_reason"], coding.reason)
    for name, (column, kind) in _LISTS.items():
        if name in given:
            setattr(coding, column, _code(name, kind, given[name], getattr(coding, f"{column}_id")))
    after = _ids(coding)
    if after != before:
        coding.at = now()
        coding.save()
        append(by, Fact("ticket.coded", "ticket", ticket.pk, ticket.pk, after))
        touch(ticket)
    return coding


def coding_of(ticket: Ticket) -> Coding | None:
    """The codes of a ticket that the caller has found for its reader."""
    rows = Coding.objects.select_related("reason", "resolution", "cause")
    return rows.filter(ticket_id=ticket.pk).first()


def must_be_coded(by: Actor, ticket: Ticket, reason: str = "") -> None:
    """Part of a verb that resolves a ticket, or closes it for `reason`. Raises Refusal where it has no contact reason
    although the house has some; customers are not asked for it."""
    if reason in _WITHOUT or ticket.shelf == Ticket.SPAM or standing(by).is_customer:
        return
    if not Reason.objects.filter(is_active=True).exists():
        return
    if not Coding.objects.filter(ticket_id=ticket.pk, reason__isnull=False).exists():
        raise Refusal(
            gettext("Say first why the customer came: the contact reason."),
            field="contact_reason",
            code="uncoded",
        )


def suggested(ticket: Ticket) -> list[Reason]:
    """The contact reasons in use that were chosen most often within half a year for the same customer and contact
    point, the customer's first; three at most."""
    lately = Coding.objects.filter(reason__reason__is_active=True, at__gte=now() - _LATELY)
    lately = lately.exclude(ticket_id=ticket.pk)
    found: list[int] = []
    for alike in ({"ticket__contact_id": ticket.contact_id}, {"ticket__line_id": ticket.line_id}):
        counted = lately.filter(**alike).values("reason__reason_id").annotate(times=Count("id"))
        found += [row["reason__reason_id"] for row in counted.order_by("-times", "reason__reason_id")[:3]]
    best = list(dict.fromkeys(found))[:3]
    rows = Reason.objects.in_bulk(best)
    return [rows[pk] for pk in best]


def _reason(pk: int | None, before: ReasonVersion | None) -> ReasonVersion | None:
    if pk is None:
        return None
    if before is not None and before.reason_id == pk:
        return before
    found = Reason.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise _none("contact_reason")
    return ReasonVersion.objects.get(reason=found, number=found.number)


def _code(name: str, kind: str, pk: int | None, before: int | None) -> Code | None:
    if pk is None:
        return None
    found = Code.objects.filter(pk=pk, kind=kind).first()
    if found is None or not (found.is_active or found.pk == before):
        raise _none(name)
    return found


def _none(field: str) -> Refusal:
    return Refusal(gettext("This code can't be chosen."), field=field, code="no-such")


def _ids(coding: Coding) -> dict[str, Any]:
    version = coding.reason
    return {
        "contact_reason": version.reason_id if version else None,
        "reason_version": version.number if version else None,
        "resolution_code": coding.resolution_id,
        "root_cause": coding.cause_id,
    }
