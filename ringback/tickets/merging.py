"""Merging tickets, and taking them apart again. It rewrites nothing (DESIGN): the merged one points at the other, every
row stays where it came in, and reads follow the pointer."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.policy import require
from ringback.kit.errors import Refusal, Unseen
from ringback.kit.turns import MERGING, take_turn
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event
from ringback.people.families import one_person
from ringback.tickets import families, statuses
from ringback.tickets.families import COUNTERS
from ringback.tickets.locking import check, locked, touch
from ringback.tickets.models import Category, Ticket
from ringback.tickets.models.ticket import NEVER

_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_MERGED = ("canonical", "shelf", "merged_count")


@transaction.atomic
def merge(
    by: Actor, ticket_id: int, into_id: int, version: int | None = None, *, other_contact: bool = False
) -> Ticket:
    """Merge a ticket into another, or into the one that this was merged into; gives that one. What had been merged into
    the first comes along. `other_contact`: it is meant, though they are different customers'.

    Unseen and Forbidden for either; Stale (`merged`) for a ticket that is merged already. Refusal with the code
    `itself`, `team` for another team's, `shelved` for spam and trash, `contact` for different customers that were not
    meant.

    Merges take turns, and lock what is merged before what it is merged into, as mail does: so nobody waits in a circle.
    """
    require(by, "ticket.merge")
    _must_be_theirs(by, ticket_id)
    take_turn(MERGING)
    into_id = _target(by, ticket_id, into_id)
    members = families.locked_members(ticket_id)
    ticket = locked(by, ticket_id, "ticket.merge", version)
    into = locked(by, into_id, "ticket.merge")
    _must_fit(ticket, into, other_contact)
    _point(ticket, into, members)
    _take_over(by, ticket, into)
    data = {"into": into.pk, "members": [member.pk for member in members]}
    merged = Fact("ticket.merged", "ticket", ticket.pk, ticket.pk, data)
    append(by, merged, Fact("ticket.took_in", "ticket", into.pk, into.pk, _took_in(into, ticket)))
    into.created_at = min(into.created_at, ticket.created_at)
    for member in members:
        touch(member, "canonical")
    touch(ticket, *_MERGED)
    touch(into, "merged_count", "created_at", *COUNTERS, *statuses.STEP_FIELDS)
    return into


@transaction.atomic
def unmerge(by: Actor, ticket_id: int) -> Ticket:
    """Take a merged ticket out again: it is as it was, with every row that came in by it, before and since; those that
    came along with it come back with it. Unseen, Forbidden; Refusal (`not-merged`) for one that is not."""
    require(by, "ticket.merge")
    _must_be_theirs(by, ticket_id)
    take_turn(MERGING)
    came_along = _came_along(ticket_id)
    ticket = locked(by, ticket_id, "ticket.merge", even_merged=True)
    if ticket.canonical_id is None:
        raise Refusal(gettext("This ticket was not merged."), field="ticket", code="not-merged")
    into = families.head(ticket)
    answered, waited = families.newest_reply(families.whole_family(into)), into.waiting_since != NEVER
    back = [member for member in came_along if member.canonical_id == into.pk]
    ticket.canonical, ticket.shelf, ticket.merged_count = None, "", len(back)
    into.merged_count -= 1 + len(back)
    for member in back:
        member.canonical = ticket
        touch(member, "canonical")
    touch(ticket, *_MERGED)
    for each in (ticket, into):
        families.recount(each, families.whole_family(each), answered, waited)
        each.created_at = _opened(each)
    append(
        by,
        Fact("ticket.unmerged", "ticket", ticket.pk, ticket.pk, {"from": into.pk}),
        Fact("ticket.gave_back", "ticket", into.pk, into.pk, {"other": ticket.pk}),
    )
    touch(ticket, "created_at", *COUNTERS)
    touch(into, "merged_count", "created_at", *COUNTERS)
    return ticket


def merged_into(actor: Actor, ticket: Ticket) -> Sequence[Ticket]:
    """Those merged into a ticket that was found for the actor, as far as the actor may see them."""
    if not ticket.merged_count:
        return []
    seen = Ticket.objects.visible_to(actor).filter(canonical_id=ticket.pk)
    return list(seen.select_related("contact", "status").order_by("id"))


def _must_be_theirs(by: Actor, ticket_id: int) -> None:
    """Before anybody has to wait for it, or is told what is wrong with the rest."""
    ticket = Ticket.objects.visible_to(by).filter(pk=ticket_id).first()
    if ticket is None:
        raise Unseen()
    check(by, ticket, "ticket.merge")


def _target(by: Actor, ticket_id: int, into_id: int) -> int:
    """Where it goes: read without a lock, for nobody else merges meanwhile."""
    if ticket_id == into_id:
        raise Refusal(gettext("A ticket can't be merged into itself."), field="into", code="itself")
    into = Ticket.objects.visible_to(by).filter(pk=into_id).first()
    if into is None or not Ticket.objects.visible_to(by).filter(pk=into.canonical_id or into_id).exists():
        raise Refusal(gettext("There is no such ticket."), field="into", code="no-such")
    above = into.canonical_id or into_id
    if above == ticket_id:
        words = gettext("That one was merged into this ticket: take it out first.")
        raise Refusal(words, field="into", code="circle")
    return above


def _must_fit(ticket: Ticket, into: Ticket, other_contact: bool) -> None:
    if ticket.team_id != into.team_id:
        words = gettext("They are different teams' tickets: move one of them first.")
        raise Refusal(words, field="into", code="team")
    if ticket.shelf or into.shelf:
        words = gettext("One of them is among spam or trash: put it back on the desk first.")
        raise Refusal(words, field="into", code="shelved")
    if not other_contact and into.contact_id not in one_person(ticket.contact_id):
        words = gettext(
            "They are different customers': whoever answers then answers both. Say that it is meant, or make them"
            " incidents of one problem."
        )
        raise Refusal(words, field="other_contact", code="contact")


def _point(ticket: Ticket, into: Ticket, members: Sequence[Ticket]) -> None:
    into.merged_count += 1 + len(members)
    ticket.canonical, ticket.shelf, ticket.merged_count = into, Ticket.MERGED, 0
    for member in members:
        member.canonical = into


def _take_over(by: Actor, ticket: Ticket, into: Ticket) -> None:
    """What lists show of the one is what there is to say of both."""
    if ticket.last_message_id > into.last_message_id:
        into.excerpt = ticket.excerpt
    into.last_message_id = max(ticket.last_message_id, into.last_message_id)
    into.message_count += ticket.message_count
    into.updated_at = max(ticket.updated_at, into.updated_at)
    if ticket.category < Category.RESOLVED <= into.category:
        # Or somebody who still waits would be put away with what is done.
        statuses.step(by, into, statuses.default_status(Category.OPEN))
    into.waiting_since = min(ticket.waiting_since, into.waiting_since)


def _took_in(into: Ticket, ticket: Ticket) -> dict[str, object]:
    return {
        "other": ticket.pk,
        "opened": _ticks(into.created_at),
        "other_opened": _ticks(ticket.created_at),
    }


def _came_along(ticket_id: int) -> list[Ticket]:
    """What had been merged into this one when it was merged, locked before it is."""
    merged = _last("ticket.merged", ticket_id)
    numbers = merged["members"] if merged else []
    rows = Ticket.objects.filter(pk__in=numbers).order_by("id")
    return list(rows.select_for_update(of=("self",))) if numbers else []


def _opened(ticket: Ticket) -> datetime:
    """When a ticket was opened: the earliest of what is one with it, each by what the ledger kept when they merged."""
    own = {ticket.pk: _own_beginning(ticket)}
    for member in ticket.members.all():
        own[member.pk] = _own_beginning(member)
    return min(own.values())


def _own_beginning(ticket: Ticket) -> datetime:
    first = Event.objects.filter(kind="ticket.took_in", subject_kind="ticket", subject_id=ticket.pk)
    event = first.order_by("id").first()
    return _EPOCH + int(json.loads(event.data)["opened"]) * _TICK if event else ticket.created_at


def _last(kind: str, ticket_id: int) -> dict[str, list[int]] | None:
    event = (
        Event.objects.filter(kind=kind, subject_kind="ticket", subject_id=ticket_id).order_by("-id").first()
    )
    found: dict[str, list[int]] | None = json.loads(event.data) if event else None
    return found


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _TICK
