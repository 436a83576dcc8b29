"""Merging rewrites nothing: the family is read as one, and taken apart it is as it was."""

from typing import Any

import pytest

from ringback.access.policy import POLICY
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from ringback.tickets import (
    assigning,
    drafting,
    holding,
    lists,
    merging,
    noting,
    opening,
    searching,
    statuses,
)
from ringback.tickets.addressing import default_recipients
from ringback.tickets.models import Category, Draft, Grant, Message, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.replying import Written, reply
from ringback.tickets.statuses import default_status
from ringback.tickets.timeline import timeline
from tests.world import ARRIVED, CANARY, World, build, mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


def _again(world: World) -> tuple[Ticket, Ticket]:
    """Colin's first ticket with all that is in it, and his second."""
    return Ticket.objects.get(pk=world.near.ticket.pk), Ticket.objects.get(pk=world.near.other.pk)


def _rows() -> dict[str, list[tuple[int, int]]]:
    """Which ticket every row that can be in one stands in."""
    tables: list[Any] = [Message, Draft, Grant]
    return {
        table.__name__: list(table.objects.order_by("pk").values_list("pk", "ticket_id")) for table in tables
    }


def _listed(world: World, who: str = "anna", view: str = "all") -> list[int]:
    return sorted(row.number for row in lists.page(world.actor(who), lists.Wanted(view)).rows)


def _said(world: World, who: str, ticket: Ticket) -> list[int]:
    entries = timeline(world.actor(who), Ticket.objects.get(pk=ticket.pk))
    return [entry.body.pk for entry in entries if entry.kind == "message"]


def test_merging_and_taking_apart_leaves_every_row_where_it_was(world: World) -> None:
    first, second = _again(world)
    before, anna = _rows(), world.actor("anna")
    assert merging.merge(anna, second.pk, first.pk).pk == first.pk
    assert _rows() == before
    assert merging.unmerge(anna, second.pk).pk == second.pk
    assert _rows() == before
    for was in (first, second):
        now_is = Ticket.objects.get(pk=was.pk)
        for name in ("shelf", "message_count", "last_message_id", "waiting_since", "created_at", "category"):
            assert getattr(now_is, name) == getattr(was, name), name


def test_the_page_of_the_one_shows_what_was_said_in_both(world: World) -> None:
    first, second = _again(world)
    own = {"anna": _said(world, "anna", first), "second": _said(world, "anna", second)}
    merging.merge(world.actor("anna"), second.pk, first.pk)
    assert sorted(_said(world, "anna", first)) == sorted(own["anna"] + own["second"])
    entries = timeline(world.actor("anna"), Ticket.objects.get(pk=first.pk))
    assert {entry.origin for entry in entries} == {first.pk, second.pk}
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)


def test_lists_counts_and_search_show_the_one_only(world: World) -> None:
    first, second = _again(world)
    assert second.pk in _listed(world)
    merging.merge(world.actor("anna"), second.pk, first.pk)
    assert second.pk not in _listed(world) and first.pk in _listed(world)
    found = searching.search(world.actor("anna"), "thing").results  # stands in the second's message
    assert {result.ticket.pk for result in found} == {first.pk}
    found = searching.search(world.actor("anna"), f"number:{second.pk}").results
    assert {result.ticket.pk for result in found} == {first.pk}


def test_the_one_counts_what_is_in_both_and_waits_for_the_longest(world: World) -> None:
    first, second = _again(world)
    into = merging.merge(world.actor("anna"), second.pk, first.pk)
    into.refresh_from_db()
    ids = [first.pk, second.pk]
    said = Message.objects.filter(ticket_id__in=ids, state="accepted")
    assert into.message_count == said.count()
    assert into.last_message_id == said.order_by("-id")[0].pk
    assert into.waiting_since == second.waiting_since != NEVER
    assert into.created_at == min(first.created_at, second.created_at)


def test_a_mail_with_the_secret_of_the_merged_one_goes_on_with_the_other(world: World) -> None:
    first, second = _again(world)
    anna = world.actor("anna")
    answer = reply(anna, second.pk, Written("<p>Which thing?</p>"))
    merging.merge(anna, second.pk, first.pk)
    statuses.set_status(anna, first.pk, default_status(Category.RESOLVED))
    colin = Address("Colin", "colin@mail.example")
    came = mail(world.near.line, colin, "Re: again", "The lid.", in_reply_to=[answer.message_id])
    message = Message.objects.get(inbound=came)
    assert (came.end, message.ticket_id) == ("threaded", second.pk)
    first.refresh_from_db()
    assert (first.category, first.last_message_id) == (Category.OPEN, message.pk)
    assert message.pk in _said(world, "anna", first)
    merging.unmerge(anna, second.pk)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.last_message_id, second.waiting_since) == (message.pk, message.at)
    assert first.last_message_id < message.pk
    assert message.pk not in _said(world, "anna", first)


def test_after_the_one_was_closed_such_a_mail_opens_a_ticket_that_follows_it(world: World) -> None:
    first, second = _again(world)
    anna = world.actor("anna")
    answer = reply(anna, second.pk, Written("<p>Which thing?</p>"))
    merging.merge(anna, second.pk, first.pk)
    statuses.set_status(anna, first.pk, default_status(Category.CLOSED), reason="confirmed")
    colin = Address("Colin", "colin@mail.example")
    came = mail(world.near.line, colin, "Re: again", "The lid.", in_reply_to=[answer.message_id])
    opened = Message.objects.get(inbound=came).ticket
    assert opened.links.get().other_id == first.pk
    assert opened.links.get().kind == "follows"


def test_a_stranger_with_the_secret_of_the_merged_one_is_held_and_accepted_there(world: World) -> None:
    first, second = _again(world)
    anna = world.actor("anna")
    merging.merge(anna, first.pk, second.pk)
    message = holding.accept(anna, world.near.held.pk)
    assert message.ticket_id == first.pk
    second.refresh_from_db()
    assert (
        second.message_count
        == Message.objects.filter(ticket_id__in=[first.pk, second.pk], state="accepted").count()
    )


@pytest.mark.parametrize("name", ["itself", "circle", "team", "shelved", "no-such", "contact"])
def test_what_can_not_be_merged_is_refused_by_name(name: str, world: World) -> None:
    first, second = _again(world)
    anna, lena = world.actor("anna"), world.actor("lena")
    pair = (second.pk, first.pk)
    if name == "itself":
        pair = (first.pk, first.pk)
    elif name == "circle":
        merging.merge(anna, second.pk, first.pk)
        pair = (first.pk, second.pk)
    elif name == "team":
        assigning.move_to_team(anna, first.pk, world.teams["Engineers"])
        Grant.objects.create(ticket=first, team=world.teams["North"], reason=Grant.CONSULTED, at=ARRIVED)
    elif name == "shelved":
        Ticket.objects.filter(pk=first.pk).update(shelf="spam")
    elif name == "no-such":
        pair = (second.pk, world.far.ticket.pk)
    elif name == "contact":
        pair = (_daves(world).pk, first.pk)
    with pytest.raises(Refusal) as refused:
        merging.merge(lena if name == "contact" else anna, *pair)
    assert refused.value.code == name


def _daves(world: World) -> Ticket:
    came = mail(world.near.line, Address("Dave", "dave@mail.example"), "Kettle", "Leaks.")
    return Message.objects.get(inbound=came).ticket


def test_a_merged_one_is_merged_no_further_and_into_it_means_into_the_other(world: World) -> None:
    first, second = _again(world)
    anna, third = world.actor("anna"), _daves(world)
    merging.merge(anna, second.pk, first.pk)
    with pytest.raises(Stale) as stale:
        merging.merge(anna, second.pk, third.pk, other_contact=True)
    assert (stale.value.code, stale.value.more["canonical"]) == ("merged", first.pk)
    assert merging.merge(anna, third.pk, second.pk, other_contact=True).pk == first.pk
    assert {t.canonical_id for t in Ticket.objects.filter(pk__in=[second.pk, third.pk])} == {first.pk}


def test_what_was_merged_into_one_comes_along_and_back_with_it(world: World) -> None:
    first, second = _again(world)
    anna, third = world.actor("anna"), _daves(world)
    merging.merge(anna, second.pk, first.pk)
    merging.merge(anna, first.pk, third.pk, other_contact=True)
    assert set(Ticket.objects.exclude(canonical=None).values_list("canonical_id", flat=True)) == {third.pk}
    merging.unmerge(anna, first.pk)
    assert Ticket.objects.get(pk=second.pk).canonical_id == first.pk
    assert Ticket.objects.get(pk=first.pk).merged_count == 1
    assert Ticket.objects.get(pk=third.pk).merged_count == 0


@pytest.mark.parametrize(
    ("who", "no"), [("pia", Forbidden), ("sid", Forbidden), ("bo", Unseen), ("max", Forbidden)]
)
def test_who_may_not_merge(who: str, no: type[Exception], world: World) -> None:
    first, second = _again(world)
    with pytest.raises(no):
        merging.merge(world.actor(who), second.pk, first.pk)
    with pytest.raises(no):
        merging.unmerge(world.actor(who), second.pk)
    assert "partner" not in POLICY["ticket.merge"]


def test_a_verb_on_a_merged_one_says_where_to_go_on(world: World) -> None:
    first, second = _again(world)
    anna = world.actor("anna")
    merging.merge(anna, second.pk, first.pk)
    for act in (
        lambda: noting.note(anna, second.pk, "<p>Hm</p>"),
        lambda: statuses.set_status(anna, second.pk, default_status(Category.RESOLVED)),
        lambda: assigning.move_to_team(anna, second.pk, world.teams["Engineers"]),
    ):
        with pytest.raises(Stale) as stale:
            act()
        assert stale.value.more["canonical"] == first.pk


def test_a_reply_that_was_being_written_is_kept_and_gone_on_with_at_the_one(world: World) -> None:
    first, second = _again(world)
    anna, lena = world.actor("anna"), world.actor("lena")
    merging.merge(lena, second.pk, first.pk)
    with pytest.raises(Stale):
        reply(anna, second.pk, Written("<p>Half an hour of work</p>"))
    drafting.discard(anna, world.near.draft.pk)
    [draft] = [d for d in drafting.own_drafts(anna, Ticket.objects.get(pk=first.pk)) if d.kind == "reply"]
    assert (draft.ticket_id, draft.is_held) == (second.pk, True)
    saved = drafting.save(anna, first.pk, Draft.REPLY, "<p>Nearly an hour</p>", version=draft.version)
    assert saved.pk == draft.pk
    reply(anna, first.pk, Written(saved.html))
    assert not Draft.objects.filter(kind="reply", author_id=anna.id).exists()


def test_a_reply_goes_to_those_who_take_part_in_either(world: World) -> None:
    first, third = world.near.ticket, _daves(world)
    anna = world.actor("anna")
    merging.merge(anna, third.pk, first.pk, other_contact=True)
    to, _ = default_recipients(anna, Ticket.objects.get(pk=first.pk))
    assert [address.address for address in to] == ["colin@mail.example", "dave@mail.example"]


def test_a_customer_sees_what_is_in_the_tickets_in_which_they_take_part(world: World) -> None:
    """Colin's is merged into Dave's: he keeps his own, and reads nothing of Dave's."""
    first, third = world.near.ticket, _daves(world)
    own = _said(world, "colin", first)
    merging.merge(world.actor("anna"), first.pk, third.pk, other_contact=True)
    assert _said(world, "colin", first) == own
    assert not Ticket.objects.visible_to(world.actor("colin")).filter(pk=third.pk).exists()
    assert first.pk in _listed(world, "colin")
    statuses.set_status(world.actor("anna"), third.pk, default_status(Category.RESOLVED))
    row = next(
        row for row in lists.page(world.actor("colin"), lists.Wanted("all")).rows if row.number == first.pk
    )
    assert row.category == Category.RESOLVED
    word = opening.add_word(world.actor("colin"), first.pk, "<p>Still leaks</p>")
    assert word.ticket_id == first.pk
    assert Ticket.objects.get(pk=third.pk).category == Category.OPEN


def test_a_customer_of_the_one_reads_nothing_of_the_other(world: World) -> None:
    first, third = world.near.ticket, _daves(world)
    merging.merge(world.actor("anna"), third.pk, first.pk, other_contact=True)
    theirs = set(Message.objects.filter(ticket=third).values_list("pk", flat=True))
    assert theirs & set(_said(world, "anna", first))
    assert not theirs & set(_said(world, "colin", first))


def test_notes_stay_internal(world: World) -> None:
    first, second = _again(world)
    merging.merge(world.actor("anna"), first.pk, second.pk)
    for who in ("colin", "pia"):
        entries = timeline(world.actor(who), Ticket.objects.get(pk=second.pk))
        assert not [e for e in entries if e.kind == "note" and CANARY in e.body.text]


def test_what_is_in_one_that_was_opened_to_a_partner_stays_all_they_see(world: World) -> None:
    first, second = _again(world)
    merging.merge(world.actor("anna"), second.pk, first.pk)
    assert not set(Message.objects.filter(ticket=second).values_list("pk", flat=True)) & set(
        _said(world, "pia", first)
    )


def test_the_other_is_moved_with_the_one(world: World) -> None:
    first, second = _again(world)
    merging.merge(world.actor("anna"), second.pk, first.pk)
    assigning.move_to_team(world.actor("anna"), first.pk, world.teams["South"])
    second.refresh_from_db()
    assert second.team == world.teams["South"]
    assert sorted(_said(world, "bo", first)) == sorted(
        Message.objects.filter(ticket_id__in=[first.pk, second.pk]).values_list("pk", flat=True)
    )


def test_one_who_still_waits_is_not_put_away_with_what_is_done(world: World) -> None:
    first, second = _again(world)
    anna = world.actor("anna")
    statuses.set_status(anna, first.pk, default_status(Category.CLOSED), reason="confirmed")
    merging.merge(anna, second.pk, first.pk)
    first.refresh_from_db()
    assert (first.category, first.waiting_since) == (Category.OPEN, second.waiting_since)


def test_each_ticket_gets_one_event(world: World) -> None:
    first, second = _again(world)
    merging.merge(SYSTEM, second.pk, first.pk)
    merging.unmerge(SYSTEM, second.pk)
    last = Event.objects.order_by("-id").values_list("kind", "subject_id")[:4]
    assert list(last)[::-1] == [
        ("ticket.merged", second.pk),
        ("ticket.took_in", first.pk),
        ("ticket.unmerged", second.pk),
        ("ticket.gave_back", first.pk),
    ]
