"""A reply that goes out by itself: at its time, once, as its author may by then; or not, and everybody is told."""

import json
from datetime import timedelta, timezone
from io import BytesIO

import pytest

from ringback.access import staff, teams
from ringback.access.models import Membership
from ringback.kit import clock
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Stale, Unseen
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from ringback.tickets import drafting, lists, merging, scheduling, statuses
from ringback.tickets.models import Category, Draft, Grant, Message, Ticket
from ringback.tickets.opening import add_word
from ringback.tickets.replying import Written, reply
from ringback.tickets.statuses import default_status
from ringback.tickets.timeline import timeline
from tests.world import World, build

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def draft(world: World) -> Draft:
    """Anna's, to go out tomorrow and leave the ticket waiting for the customer."""
    by, ticket = world.actor("anna"), world.near.other
    to = {"to": [["Colin", "colin@mail.example"]]}
    saved = drafting.save(by, ticket.pk, Draft.REPLY, "<p>As agreed: today.</p>", to, ticket.last_message_id)
    waits = default_status(Category.WAITING_FOR_CUSTOMER)
    return scheduling.schedule(by, saved.pk, now() + TOMORROW, waits)


def _a_day_later(times: int = 1, days: int = 1) -> list[int]:
    with clock.at(now() + days * TOMORROW + timedelta(minutes=2)):
        return [scheduling.send_scheduled(now()) for _ in range(times)]


def _replies(ticket: Ticket) -> list[str]:
    said = Message.objects.filter(ticket=ticket, direction=Message.OUT, is_automatic=False)
    return list(said.values_list("text", flat=True))


def _told(ticket: Ticket) -> list[str]:
    events = Event.objects.filter(kind="ticket.reply_not_sent", subject_id=ticket.pk)
    return [json.loads(event.data)["code"] for event in events]


def test_it_goes_at_its_time_and_once(world: World, draft: Draft) -> None:
    ticket = draft.ticket
    assert scheduling.send_scheduled(now()) == 0
    assert _replies(ticket) == []
    assert _a_day_later(2) == [1, 0]
    assert _replies(ticket) == ["As agreed: today."]
    ticket.refresh_from_db()
    assert ticket.category == Category.WAITING_FOR_CUSTOMER
    assert not Draft.objects.filter(pk=draft.pk).exists()
    sent = Message.objects.get(ticket=ticket, direction=Message.OUT, is_automatic=False)
    assert (sent.author_kind, sent.author_id) == ("user", world.users["anna"].pk)


def test_its_files_go_with_it(world: World, draft: Draft) -> None:
    drafting.attach(
        world.actor("anna"), draft.ticket_id, Draft.REPLY, "a.txt", "text/plain", BytesIO(b"a"), 1
    )
    _a_day_later()
    sent = Message.objects.get(ticket=draft.ticket, direction=Message.OUT, is_automatic=False)
    assert [file.name for file in sent.files.all()] == ["a.txt"]


def test_it_goes_as_it_stands_by_then(world: World, draft: Draft) -> None:
    drafting.save(world.actor("anna"), draft.ticket_id, Draft.REPLY, "<p>Better so.</p>")
    _a_day_later()
    assert _replies(draft.ticket) == ["Better so."]


def test_who_is_still_writing_is_not_cut_short(world: World, draft: Draft) -> None:
    with clock.at(now() + TOMORROW + timedelta(seconds=5)):
        drafting.save(world.actor("anna"), draft.ticket_id, Draft.REPLY, "<p>Half a</p>")
        assert scheduling.send_scheduled(now() + timedelta(seconds=30)) == 0
    assert _replies(draft.ticket) == []


def test_a_word_of_the_customer_holds_it(world: World, draft: Draft) -> None:
    ticket = draft.ticket
    add_word(world.actor("colin"), ticket.pk, "<p>Never mind, it works.</p>")
    _a_day_later()
    kept = Draft.objects.get(pk=draft.pk)
    assert (kept.is_held, kept.send_at, kept.html) == (True, None, draft.html)
    assert _replies(ticket) == []
    assert _told(ticket) == ["stale"]


@pytest.mark.parametrize("how", ["left", "another team", "no role"])
def test_it_goes_with_the_rights_of_then(world: World, draft: Draft, how: str) -> None:
    anna = world.users["anna"]
    if how == "left":
        staff.deactivate(SYSTEM, anna.pk)
    elif how == "another team":
        Membership.objects.filter(user=anna).delete()
        teams.set_members(SYSTEM, world.teams["South"].pk, {anna.pk: False})
    else:
        anna.roles = ""
        anna.save(update_fields=["roles"])
    _a_day_later()
    assert _replies(draft.ticket) == []
    assert _told(draft.ticket) == ["author-left" if how == "left" else "not-found"]
    assert Draft.objects.get(pk=draft.pk).send_at is None


def _undelivered(world: World, name: str) -> list[int]:
    return [row.number for row in lists.page(world.actor(name), lists.Wanted(view="undelivered")).rows]


def test_what_has_not_gone_is_shown_to_its_author_until_they_settle_it(world: World, draft: Draft) -> None:
    ticket, by = draft.ticket, world.actor("anna")
    add_word(world.actor("colin"), ticket.pk, "<p>Never mind.</p>")
    assert _undelivered(world, "anna") == []
    _a_day_later()
    draft.refresh_from_db()
    assert (draft.unsent, _undelivered(world, "anna")) == ("stale", [ticket.pk])
    scheduling.schedule(by, draft.pk, now() + 2 * TOMORROW)
    assert _undelivered(world, "anna") == []
    _a_day_later(days=2)
    assert _undelivered(world, "anna") == [ticket.pk]
    reply(by, ticket.pk, Written(draft.html))
    assert _undelivered(world, "anna") == []


def test_what_somebody_who_left_has_not_sent_is_the_case_owners_until_it_is_answered(
    world: World, draft: Draft
) -> None:
    ticket = draft.ticket
    Ticket.objects.filter(pk=ticket.pk).update(owner=world.users["lena"])
    staff.deactivate(SYSTEM, world.users["anna"].pk)
    _a_day_later()
    assert (_undelivered(world, "lena"), _undelivered(world, "bo")) == ([ticket.pk], [])
    reply(world.actor("lena"), ticket.pk, Written("<p>From me, then.</p>"))
    assert _undelivered(world, "lena") == []


def test_a_partners_goes_only_while_their_grant_lasts(world: World) -> None:
    pia, ticket = world.actor("pia"), world.near.ticket
    sent = []
    for lasts in (True, False):
        seen = Ticket.objects.get(pk=ticket.pk).last_message_id
        saved = drafting.save(pia, ticket.pk, Draft.REPLY, f"<p>Lasts: {lasts}</p>", based_on=seen)
        scheduling.schedule(pia, saved.pk, now() + TOMORROW)
        if not lasts:
            Grant.objects.filter(ticket=ticket, team=world.teams["Helpline"]).update(until=now())
        _a_day_later()
        sent.append(Message.objects.filter(text=f"Lasts: {lasts}").exists())
    assert sent == [True, False]
    assert _told(ticket) == ["not-found"]


def test_a_status_that_does_not_follow_any_more_keeps_it(world: World, draft: Draft) -> None:
    closed = statuses.default_status(Category.CLOSED)
    statuses.set_status(world.actor("lena"), draft.ticket_id, closed, reason="withdrawn")
    _a_day_later()
    assert (_told(draft.ticket), _replies(draft.ticket)) == (["transition"], [])
    draft.refresh_from_db()
    assert draft.html == "<p>As agreed: today.</p>"


def test_customers_and_partners_learn_nothing_of_it(world: World, draft: Draft) -> None:
    ticket = draft.ticket
    for name in ("colin", "pia", "dora"):
        seen = Ticket.objects.visible_to(world.actor(name)).filter(pk=ticket.pk)
        for one in seen:
            told = timeline(world.actor(name), one)
            assert not [entry for entry in told if entry.kind == "event"]
    told = [entry.body.kind for entry in timeline(world.actor("lena"), ticket) if entry.kind == "event"]
    assert told.count("ticket.reply_scheduled") == 1


@pytest.mark.parametrize("how", ["thrown away", "held by hand"])
def test_whoever_counts_on_it_is_told_that_it_does_not_go(world: World, draft: Draft, how: str) -> None:
    by = world.actor("anna")
    if how == "thrown away":
        drafting.discard(by, draft.pk)
    else:
        add_word(world.actor("colin"), draft.ticket_id, "<p>Never mind.</p>")
        with pytest.raises(Stale):
            reply(by, draft.ticket_id, Written(draft.html, based_on=draft.based_on))
    assert Event.objects.filter(kind="ticket.reply_unscheduled", subject_id=draft.ticket_id).count() == 1
    assert _a_day_later() == [0]
    assert _told(draft.ticket) == []


def test_a_day_on_which_the_clock_was_put_on_changes_nothing(world: World, draft: Draft) -> None:
    """Every node goes by the clock of the database, and a moment has no zone."""
    zone = timezone(timedelta(hours=14))
    later = scheduling.schedule(world.actor("anna"), draft.pk, (now() + timedelta(hours=1)).astimezone(zone))
    later.refresh_from_db()
    assert later.send_at is not None
    with clock.at(later.send_at - timedelta(seconds=1)):
        assert scheduling.send_scheduled(now()) == 0
    with clock.at(later.send_at + scheduling.QUIET):
        assert scheduling.send_scheduled(now()) == 1


def test_of_a_merged_ticket_it_is_held(world: World, draft: Draft) -> None:
    merging.merge(world.actor("anna"), draft.ticket_id, world.near.ticket.pk)
    _a_day_later()
    assert _told(draft.ticket) == ["merged"]
    assert (
        Draft.objects.get(author=world.users["anna"], ticket=draft.ticket, kind=Draft.REPLY).html
        == draft.html
    )


def test_sent_by_hand_it_does_not_go_again(world: World, draft: Draft) -> None:
    reply(world.actor("anna"), draft.ticket_id, Written(draft.html))
    assert _a_day_later() == [0]
    assert len(_replies(draft.ticket)) == 1


def test_withdrawn_it_stays_a_draft(world: World, draft: Draft) -> None:
    by = world.actor("anna")
    assert scheduling.unschedule(by, draft.pk).send_at is None
    assert _a_day_later() == [0]
    with pytest.raises(Refusal) as refused:
        scheduling.unschedule(by, draft.pk)
    assert refused.value.code == "not-scheduled"


def test_colleagues_see_that_it_goes_and_not_what_it_says(world: World, draft: Draft) -> None:
    for name, sees in (("lena", True), ("anna", True), ("bo", False)):
        found = lists.page(world.actor(name), lists.Wanted(view="to_be_sent"))
        assert (draft.ticket_id in [row.number for row in found.rows]) == sees
    assert not Draft.objects.visible_to(world.actor("lena")).filter(pk=draft.pk).exists()
    told = Event.objects.get(kind="ticket.reply_scheduled")
    assert json.loads(told.data)["user"] == world.users["anna"].pk


def test_one_that_breaks_keeps_no_other(world: World, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    by, other = world.actor("anna"), world.near.ticket
    saved = drafting.save(by, other.pk, Draft.REPLY, "<p>Second.</p>", based_on=other.last_message_id)
    scheduling.schedule(by, saved.pk, now() + TOMORROW)
    real = scheduling.reply

    def breaks(by: object, number: int, written: Written) -> Message:
        if number == draft.ticket_id:
            raise RuntimeError("disk full")
        return real(by, number, written)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(scheduling, "reply", breaks)
        assert _a_day_later() == [1]
    assert _replies(draft.ticket) == []
    assert _a_day_later() == [1]  # nothing was lost
    assert _replies(draft.ticket) == ["As agreed: today."]


@pytest.mark.parametrize(
    ("after", "code"),
    [(timedelta(0), "past"), (timedelta(days=-1), "past"), (timedelta(days=400), "far")],
)
def test_only_a_time_ahead(world: World, draft: Draft, after: timedelta, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        scheduling.schedule(world.actor("anna"), draft.pk, now() + after)
    assert (refused.value.field, refused.value.code) == ("send_at", code)


def test_what_could_not_be_sent_is_not_scheduled(world: World) -> None:
    by, number, at = world.actor("anna"), world.near.other.pk, now() + TOMORROW
    for html, to, status, code in (
        ("<p> </p>", {}, None, "empty"),
        ("<p>Hi</p>", {"to": [["", "nobody"]]}, None, "address"),
        ("<p>Hi</p>", {}, default_status(Category.CLOSED), "closing"),
    ):
        saved = drafting.save(by, number, Draft.REPLY, html, to)
        with pytest.raises(Refusal) as refused:
            scheduling.schedule(by, saved.pk, at, status)
        assert refused.value.code == code
    note = drafting.save(by, number, Draft.NOTE, "<p>Hi</p>")
    with pytest.raises(Refusal) as refused:
        scheduling.schedule(by, note.pk, at)
    assert refused.value.code == "no-reply"


def test_it_is_its_authors_alone(world: World, draft: Draft) -> None:
    for name in ("lena", "bo", "max", "colin", "pia"):
        with pytest.raises(Unseen):
            scheduling.unschedule(world.actor(name), draft.pk)
    with pytest.raises(Stale):
        scheduling.unschedule(world.actor("anna"), draft.pk, version=draft.version - 1)
