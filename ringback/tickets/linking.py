"""Links between tickets, tags on them, and the other ways of sorting them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Unseen
from ringback.kit.text import fold, one_line
from ringback.kit.turns import MERGING, take_turn
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.indexing import index_subject
from ringback.tickets.locking import locked, merged, touch
from ringback.tickets.models import Link, Tag, Ticket, TicketTag

MOST_TAGS = 30


@transaction.atomic
def link(
    by: Actor, ticket_id: int, other_id: int, kind: str = Link.RELATED, version: int | None = None
) -> Link:
    """Say that two tickets have to do with each other; both must be the actor's to see. Doing it twice changes nothing.
    `incident`: the ticket is one of the incidents of the other, a problem, its parent; it has one parent, and problem
    and incident are two levels. Stale when the ticket has moved on since `version`, here and below."""
    if kind not in Link.KINDS:
        raise Refusal(gettext("A link is %(names)s.") % {"names": ", ".join(Link.KINDS)}, field="kind")
    if ticket_id == other_id:
        raise Refusal(gettext("A ticket can't be linked to itself."), field="other")
    if kind == Link.INCIDENT:
        take_turn(MERGING)
    ticket = locked(by, ticket_id, "ticket.link", version)
    other = Ticket.objects.visible_to(by).filter(pk=other_id).first()
    if other is None:
        raise Refusal(gettext("There is no such ticket."), field="other", code="not-found")
    if kind == Link.INCIDENT:
        return _make_incident(by, ticket, other)
    row, made = Link.objects.get_or_create(ticket=ticket, other=other, defaults={"kind": kind, "at": now()})
    if made:
        append(by, Fact("ticket.linked", "ticket", ticket.pk, ticket.pk, {"other": other.pk, "kind": kind}))
        touch(ticket)
    return row


@transaction.atomic
def unlink(by: Actor, ticket_id: int, link_id: int, version: int | None = None) -> None:
    """Take a link away again, from either end."""
    ticket = locked(by, ticket_id, "ticket.link", version)
    row = Link.objects.filter(pk=link_id).first()
    if row is None or ticket.pk not in (row.ticket_id, row.other_id):
        raise Unseen()
    other = row.other_id if row.ticket_id == ticket.pk else row.ticket_id
    row.delete()
    append(by, Fact("ticket.unlinked", "ticket", ticket.pk, ticket.pk, {"other": other}))
    touch(ticket)


def links_of(actor: Actor, ticket: Ticket) -> list[tuple[Link, Ticket]]:
    """The ticket's links from either end, with the ticket at the other; those to tickets the actor may not
    see are left out."""
    rows = Link.objects.filter(Q(ticket=ticket) | Q(other=ticket)).order_by("id")
    others = {row.pk: row.other_id if row.ticket_id == ticket.pk else row.ticket_id for row in rows}
    seen = (
        Ticket.objects.visible_to(actor).select_related("status").in_bulk(set(others.values()))
        if others
        else {}
    )
    return [(row, seen[others[row.pk]]) for row in rows if others[row.pk] in seen]


@transaction.atomic
def tag(by: Actor, ticket_id: int, names: Sequence[str]) -> list[str]:
    """Give the ticket exactly these tags; gives their names back, in order."""
    ticket = locked(by, ticket_id, "ticket.tag")
    wanted = {fold(name)[:50]: one_line(name, 50) for name in names if name.strip()}
    if len(wanted) > MOST_TAGS:
        raise Refusal(gettext("%(most_tags)s tags at most.") % {"most_tags": MOST_TAGS}, field="tags")
    current = dict(TicketTag.objects.filter(ticket=ticket).values_list("tag__folded", "tag_id"))
    added = [_tag(folded, name) for folded, name in wanted.items() if folded not in current]
    gone = [pk for folded, pk in current.items() if folded not in wanted]
    if added or gone:
        TicketTag.objects.bulk_create(TicketTag(ticket=ticket, tag=t) for t in added)
        TicketTag.objects.filter(ticket=ticket, tag_id__in=gone).delete()
        data = {"added": [t.pk for t in added], "removed": gone}
        append(by, Fact("ticket.tagged", "ticket", ticket.pk, ticket.pk, data))
        touch(ticket)
    return list(
        TicketTag.objects.filter(ticket=ticket).order_by("tag__folded").values_list("tag__name", flat=True)
    )


@transaction.atomic
def edit(by: Actor, ticket_id: int, changes: Mapping[str, Any], version: int | None = None) -> Ticket:
    """Change subject, type or priority. Refusal for a value that is none of the choices."""
    ticket = locked(by, ticket_id, "ticket.edit", version)
    if "subject" in changes:
        _rename(ticket, changes["subject"])
    if changes.get("type", ticket.type) not in Ticket.TYPES:
        raise Refusal(
            gettext("A type is one of %(names)s.") % {"names": ", ".join(Ticket.TYPES)}, field="type"
        )
    if changes.get("priority", ticket.priority) not in (1, 2, 3, 4):
        raise Refusal(gettext("A priority is 1 (urgent), 2, 3 (normal) or 4."), field="priority")
    ticket.type, ticket.priority = changes.get("type", ticket.type), changes.get("priority", ticket.priority)
    data = {key: value for key, value in changes.items() if key in ("type", "priority")}
    detail = {"subject": ticket.subject} if "subject" in changes else {}
    append(by, Fact("ticket.edited", "ticket", ticket.pk, ticket.pk, data, detail))
    touch(ticket, "subject", "folded_subject", "type", "priority")
    return ticket


@transaction.atomic
def shelve(by: Actor, ticket_id: int, shelf: str) -> Ticket:
    """Put a ticket among spam or trash, or (empty) back on the desk. Nothing is deleted by it."""
    ticket = locked(by, ticket_id, "ticket.shelve")
    if shelf not in ("", Ticket.SPAM, Ticket.TRASH):
        raise Refusal(gettext("A ticket goes to spam or trash, or back on the desk."), field="shelf")
    if shelf != ticket.shelf:
        append(
            by, Fact("ticket.shelved", "ticket", ticket.pk, ticket.pk, {"from": ticket.shelf, "to": shelf})
        )
        ticket.shelf = shelf
        touch(ticket, "shelf")
    return ticket


def _make_incident(by: Actor, ticket: Ticket, problem: Ticket) -> Link:
    """Part of `link`, one at a time: two that made each other's parent at once would end in a circle."""
    families = Link.objects.filter(kind=Link.INCIDENT)
    own = families.filter(ticket=ticket).first()
    if own and own.other_id == problem.pk:
        return own
    if own:
        words = gettext("It is an incident of #%(number)s already.") % {"number": own.other_id}
        raise Refusal(words, field="other", code="has-parent")
    if problem.canonical_id is not None:
        raise merged(by, problem)
    if families.filter(other=ticket).exists() or families.filter(ticket=problem).exists():
        words = gettext("A problem has incidents, and those have none: two levels, and no circle.")
        raise Refusal(words, field="other", code="circle")
    row, _ = Link.objects.update_or_create(
        ticket=ticket, other=problem, defaults={"kind": Link.INCIDENT, "at": now()}
    )
    data = {"other": problem.pk, "kind": Link.INCIDENT}
    append(by, Fact("ticket.linked", "ticket", ticket.pk, ticket.pk, data))
    touch(ticket)
    return row


def _rename(ticket: Ticket, subject: str) -> None:
    ticket.subject = one_line(subject, 500)
    if not ticket.subject:
        raise Refusal(gettext("A ticket needs a subject."), field="subject")
    ticket.folded_subject = fold(ticket.subject)[:200]
    index_subject(ticket)


def _tag(folded: str, name: str) -> Tag:
    return Tag.objects.get_or_create(folded=folded, defaults={"name": name})[0]
