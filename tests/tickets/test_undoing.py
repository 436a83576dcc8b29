"""A reply taken back is as if it had never been written; what has left is not taken back."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection

from ringback.access.models import Membership
from ringback.channels import sending
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Delivery
from ringback.channels.sending import send_due
from ringback.interactions.models import Interaction
from ringback.kit import clock
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event
from ringback.resolution.models import Confirmation
from ringback.resolution.resolving import resolve
from ringback.tickets import assigning, drafting, merging, scheduling, splitting, statuses, undoing
from ringback.tickets.models import Category, Draft, Message, Participant, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.opening import Request, add_word, write_first
from ringback.tickets.replying import Written, reply
from ringback.transfer.personal import empty_ticket
from tests.fresh import Fresh
from tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def ticket(world: World) -> Ticket:
    return Ticket.objects.get(pk=world.near.other.pk)  # new, and nobody's


@pytest.fixture
def answered(world: World) -> Ticket:
    """Open, Anna's, and nobody waits: a reply changes neither status nor who works on it."""
    return Ticket.objects.get(pk=world.near.ticket.pk)


COLUMNS = (
    "status_id",
    "category",
    "owner_id",
    "assignee_id",
    "message_count",
    "last_message_id",
    "excerpt",
    "waiting_since",
    "closing_reason",
    "resolved_at",
    "closed_at",
    "scheduled_for",
    "attention_at",
)


def _state(ticket: Ticket) -> tuple[object, ...]:
    row = Ticket.objects.get(pk=ticket.pk)
    people = sorted(Participant.objects.filter(ticket=ticket).values_list("folded", "is_confirmed"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_row WHERE topic_id = %s", [ticket.pk])
        rows = cursor.fetchone()[0]
    talks = Interaction.objects.filter(contact=row.contact).count()
    return (*(getattr(row, name) for name in COLUMNS), people, rows, talks)


def _reply(world: World, ticket: Ticket, html: str = "<p>Wrong customer!</p>", **more: object) -> Message:
    return reply(world.actor("anna"), ticket.pk, Written(html, undo_seconds=10, **more))  # type: ignore[arg-type]


def test_the_ticket_is_as_it_was_and_the_text_is_a_draft_again(world: World, ticket: Ticket) -> None:
    before = _state(ticket)
    waits = statuses.default_status(Category.WAITING_FOR_CUSTOMER)
    to = [Address("Colin", "colin@mail.example"), Address("", "new@mail.example")]
    sent = _reply(world, ticket, to=to, addressed=True, status=waits)
    assert _state(ticket) != before
    draft = undoing.undo(world.actor("anna"), sent.pk)
    assert _state(ticket) == before
    assert (draft.html, json.loads(draft.addresses)["to"][1]) == (
        "<p>Wrong customer!</p>",
        ["", "new@mail.example"],
    )
    assert not Message.objects.filter(pk=sent.pk).exists()
    assert Event.objects.filter(kind="message.undone", subject_id=sent.pk).count() == 1


def test_it_never_leaves(world: World, ticket: Ticket) -> None:
    sent = _reply(world, ticket)
    assert sent.delivery is not None
    undoing.undo(world.actor("anna"), sent.pk)
    with clock.at(now() + timedelta(minutes=5)):
        send_due()
    delivery = Delivery.objects.get(pk=sent.delivery.pk)
    assert (delivery.state, delivery.attempts) == (Delivery.DISCARDED, 0)


def test_until_then_it_waits_and_no_customer_reads_it(world: World, ticket: Ticket) -> None:
    sent = _reply(world, ticket)
    send_due()
    assert Delivery.objects.get(pk=sent.delivery_id).attempts == 0
    assert not Message.objects.visible_to(world.actor("colin")).filter(pk=sent.pk).exists()
    assert not Message.objects.said_in([ticket.pk], world.actor("colin")).filter(pk=sent.pk).exists()
    Delivery.objects.filter(pk=sent.delivery_id).update(due_at=now() - timedelta(seconds=1))
    assert Message.objects.visible_to(world.actor("colin")).filter(pk=sent.pk).exists()


def test_files_and_pictures_come_back(world: World, ticket: Ticket) -> None:
    by = world.actor("anna")
    laid = [
        drafting.attach(by, ticket.pk, Draft.REPLY, name, "image/png", BytesIO(b"png"), 3, is_inline=inside)
        for name, inside in (("offer.png", False), ("lid.png", True))
    ]
    html = f'<p>See <img src="cid:{laid[1].key}" alt="lid"></p>'
    sent = _reply(world, ticket, html, files=[file.key for file in laid])
    draft = undoing.undo(by, sent.pk)
    files = {file.name: file for file in draft.files.all()}
    assert set(files) == {"offer.png", "lid.png"}
    assert files["lid.png"].key in draft.html
    again = _reply(world, ticket, draft.html, files=[file.key for file in files.values()])
    assert again.html == sent.html
    assert sorted(again.files.values_list("name", "is_inline")) == [("lid.png", True), ("offer.png", False)]


def test_what_was_begun_meanwhile_is_kept(world: World, ticket: Ticket) -> None:
    sent = _reply(world, ticket)
    drafting.save(world.actor("anna"), ticket.pk, Draft.REPLY, "<p>One more thing.</p>")
    assert undoing.undo(world.actor("anna"), sent.pk).html == "<p>Wrong customer!</p><p>One more thing.</p>"


def test_what_others_changed_since_stays(world: World, ticket: Ticket) -> None:
    sent = _reply(world, ticket)
    assigning.assign(world.actor("lena"), ticket.pk, world.users["lena"])
    statuses.set_status(
        world.actor("lena"), ticket.pk, statuses.default_status(Category.WAITING_FOR_THIRD_PARTY)
    )
    undoing.undo(world.actor("anna"), sent.pk)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.category) == (world.users["lena"], Category.WAITING_FOR_THIRD_PARTY)


@pytest.mark.parametrize("category", [Category.WAITING_FOR_THIRD_PARTY, Category.CLOSED])
def test_a_colleagues_step_is_never_taken_for_the_replys(
    world: World, answered: Ticket, category: Category
) -> None:
    lena = world.actor("lena")
    sent = _reply(world, answered)
    reason = "withdrawn" if category == Category.CLOSED else ""
    assigning.assign(lena, answered.pk, world.users["lena"])
    statuses.set_status(lena, answered.pk, statuses.default_status(category), reason=reason)
    undoing.undo(world.actor("anna"), sent.pk)
    answered.refresh_from_db()
    assert (answered.assignee, answered.category) == (world.users["lena"], category)


@pytest.mark.parametrize("category", [Category.SCHEDULED, Category.RESOLVED, Category.CLOSED])
def test_a_state_comes_back_with_its_times_and_its_reason(
    world: World, answered: Ticket, category: Category
) -> None:
    agreed = now() + timedelta(days=2) if category == Category.SCHEDULED else None
    reason = "withdrawn" if category == Category.CLOSED else ""
    status = statuses.default_status(category)
    statuses.set_status(world.actor("anna"), answered.pk, status, reason=reason, scheduled_for=agreed)
    before = _state(answered)
    with clock.at(now() + timedelta(seconds=2)):
        sent = _reply(world, answered, status=statuses.default_status(Category.OPEN))
        assert _state(answered) != before
        undoing.undo(world.actor("anna"), sent.pk)
    assert _state(answered) == before


def test_a_customer_who_waited_waits_as_long_as_before(world: World, answered: Ticket) -> None:
    add_word(world.actor("colin"), answered.pk, "<p>And the lid?</p>")
    before = _state(answered)
    with clock.at(now() + timedelta(seconds=2)):
        undoing.undo(world.actor("anna"), _reply(world, answered).pk)
    assert _state(answered) == before


def test_a_customer_who_writes_meanwhile_waits_and_holds_what_is_sent_again(
    world: World, answered: Ticket
) -> None:
    by = world.actor("anna")
    sent = _reply(world, answered)
    word = add_word(world.actor("colin"), answered.pk, "<p>Never mind.</p>")
    draft = undoing.undo(by, sent.pk)
    answered.refresh_from_db()
    assert answered.waiting_since == word.at
    with pytest.raises(Stale) as moved:
        reply(by, answered.pk, Written(draft.html, based_on=draft.based_on))
    assert moved.value.more["new"] == [word.pk]


def test_whom_a_colleague_has_answered_meanwhile_does_not_wait(world: World, answered: Ticket) -> None:
    add_word(world.actor("colin"), answered.pk, "<p>And the lid?</p>")
    sent = _reply(world, answered)
    reply(world.actor("lena"), answered.pk, Written("<p>It comes on Monday.</p>"))
    undoing.undo(world.actor("anna"), sent.pk)
    answered.refresh_from_db()
    assert (answered.waiting_since, answered.excerpt) == (NEVER, "It comes on Monday.")


def test_what_a_colleague_has_answered_since_is_not_new_again(world: World, ticket: Ticket) -> None:
    sent = _reply(world, ticket)
    reply(world.actor("lena"), ticket.pk, Written("<p>It comes on Monday.</p>"))
    undoing.undo(world.actor("anna"), sent.pk)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.assignee) == (Category.OPEN, world.users["anna"])


def test_whoever_took_it_since_answers_for_it(world: World, ticket: Ticket) -> None:
    sent = _reply(world, ticket)
    assigning.assign(world.actor("lena"), ticket.pk, world.users["lena"])
    undoing.undo(world.actor("anna"), sent.pk)
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.assignee) == (world.users["lena"], world.users["lena"])


def test_whoever_was_written_to_since_takes_part_from_that_on(world: World, answered: Ticket) -> None:
    new = Address("", "new@mail.example")
    sent = _reply(world, answered, to=[new], addressed=True)
    again = reply(world.actor("lena"), answered.pk, Written("<p>Hello.</p>", to=[new], addressed=True))
    undoing.undo(world.actor("anna"), sent.pk)
    part = Participant.objects.get(ticket=answered, folded="new@mail.example")
    assert (part.is_confirmed, part.from_message_id) == (True, again.pk)


def test_what_was_taken_back_does_not_go_with_what_was_to_go_later(world: World, answered: Ticket) -> None:
    by = world.actor("anna")
    sent = _reply(world, answered)
    later = drafting.save(by, answered.pk, Draft.REPLY, "<p>Later.</p>", based_on=sent.pk)
    scheduling.schedule(by, later.pk, now() + timedelta(hours=1))
    draft = undoing.undo(by, sent.pk)
    assert (draft.pk, draft.send_at) == (later.pk, None)
    with clock.at(now() + timedelta(days=1)):
        assert scheduling.send_scheduled(now()) == 0
    assert Event.objects.filter(kind="ticket.reply_unscheduled", subject_id=answered.pk).exists()


def test_of_a_ticket_merged_meanwhile_the_text_stands_where_one_goes_on(world: World, ticket: Ticket) -> None:
    by, into = world.actor("anna"), world.near.ticket
    begun = world.near.draft.html
    sent = _reply(world, ticket)
    merging.merge(by, ticket.pk, into.pk)
    statuses.set_status(
        world.actor("lena"), into.pk, statuses.default_status(Category.WAITING_FOR_THIRD_PARTY)
    )
    undoing.undo(by, sent.pk)
    into.refresh_from_db()
    shown = {draft.kind: draft for draft in drafting.own_drafts(by, into)}
    assert shown[Draft.REPLY].html == "<p>Wrong customer!</p>" + begun
    assert into.category == Category.WAITING_FOR_THIRD_PARTY  # its own, whatever the other one was


def test_of_a_ticket_split_meanwhile_it_goes_and_nobody_new_stays(world: World, answered: Ticket) -> None:
    by, new = world.actor("anna"), Address("", "new@mail.example")
    sent = _reply(world, answered, to=[new], addressed=True)
    word = add_word(world.actor("colin"), answered.pk, "<p>Something else.</p>")
    made = splitting.split(by, answered.pk, [sent.pk, word.pk])
    undoing.undo(by, sent.pk)
    made.refresh_from_db()
    assert (made.message_count, made.last_message_id) == (1, word.pk)
    assert not Participant.objects.filter(folded="new@mail.example").exists()


def test_a_question_that_only_it_overtook_waits_again(world: World, answered: Ticket) -> None:
    by = world.actor("anna")
    asked = resolve(by, answered.pk, Written("<p>Done.</p>")).question
    sent = _reply(world, answered, "<p>Wait.</p>", status=statuses.default_status(Category.OPEN))
    assert not Confirmation.objects.waiting().exists()
    undoing.undo(by, sent.pk)
    assert list(Confirmation.objects.waiting()) == [asked]


def test_a_question_that_somebody_else_has_overtaken_since_does_not(world: World, answered: Ticket) -> None:
    by, lena = world.actor("anna"), world.actor("lena")
    resolve(by, answered.pk, Written("<p>Done.</p>"))
    sent = _reply(world, answered, "<p>Wait.</p>", status=statuses.default_status(Category.OPEN))
    statuses.set_status(lena, answered.pk, statuses.default_status(Category.WAITING_FOR_THIRD_PARTY))
    undoing.undo(by, sent.pk)
    assert not Confirmation.objects.waiting().exists()


def test_a_line_in_trouble_gives_no_second_while(world: World, answered: Ticket) -> None:
    """Its mail is put off, though it was never tried: its customer has seen the message on the page since."""
    sent = _reply(world, answered)
    Delivery.objects.filter(pk=sent.delivery_id).update(due_at=now() + timedelta(minutes=5))
    with clock.at(now() + timedelta(seconds=30)):
        _is_refused(world, sent, "too-late")
    sent = reply(world.actor("anna"), answered.pk, Written("<p>Sent at once.</p>"))
    Delivery.objects.filter(pk=sent.delivery_id).update(due_at=now() + timedelta(minutes=5))
    assert Message.objects.visible_to(world.actor("colin")).filter(pk=sent.pk).exists()


def test_what_stays_of_the_mail_tells_of_nobody(world: World, answered: Ticket) -> None:
    sent = _reply(world, answered, bcc=[Address("", "boss@mail.example")])
    undoing.undo(world.actor("anna"), sent.pk)
    empty_ticket(answered.pk)  # finds it by its message, which is gone
    left = Delivery.objects.get(pk=sent.delivery_id)
    assert (bytes(left.content or b""), left.blob, left.subject) == (b"", None, "")
    assert not left.recipients.exists()


def test_without_the_right_to_reply_there_is_none_to_take_it_back(world: World, answered: Ticket) -> None:
    sent = _reply(world, answered)
    Membership.objects.filter(user=world.users["anna"]).delete()
    with pytest.raises(Unseen):
        undoing.undo(world.actor("anna"), sent.pk)
    assert Message.objects.filter(pk=sent.pk).exists()


def test_a_question_that_was_asked_in_it_was_never_asked(world: World, ticket: Ticket) -> None:
    before = _state(ticket)
    done = resolve(world.actor("anna"), ticket.pk, Written("<p>Done.</p>", undo_seconds=10))
    assert done.question is not None
    undoing.undo(world.actor("anna"), done.message.pk)
    assert _state(ticket) == before
    assert not Confirmation.objects.filter(ticket=ticket).exists()
    again = resolve(world.actor("anna"), ticket.pk, Written("<p>Done.</p>"))
    assert again.question is not None
    assert again.question.number == 1


def test_of_a_ticket_merged_meanwhile_it_goes_as_well(world: World, ticket: Ticket) -> None:
    into = world.near.ticket
    merging.merge(world.actor("anna"), ticket.pk, into.pk)
    before = _state(into)
    merging.unmerge(world.actor("anna"), ticket.pk)
    sent = _reply(world, ticket)
    merging.merge(world.actor("anna"), ticket.pk, into.pk)
    undoing.undo(world.actor("anna"), sent.pk)
    counted = ("message_count", "last_message_id", "excerpt")
    state = dict(zip(COLUMNS, before, strict=False))
    row = Ticket.objects.get(pk=into.pk)
    assert [getattr(row, name) for name in counted] == [state[name] for name in counted]


@pytest.mark.parametrize("state", ["sending", "sent", "delayed", "failed"])
def test_what_has_left_or_may_have_is_too_late(world: World, ticket: Ticket, state: str) -> None:
    sent = _reply(world, ticket)
    Delivery.objects.filter(pk=sent.delivery_id).update(state=state)
    _is_refused(world, sent, "too-late")


def test_without_a_while_to_think_there_is_none(world: World, ticket: Ticket) -> None:
    sent = reply(world.actor("anna"), ticket.pk, Written("<p>Sent.</p>"))
    _is_refused(world, sent, "too-late")


def test_what_opened_its_ticket_is_not_taken_back(world: World) -> None:
    request = Request("A recall", "<p>Please bring it.</p>", world.near.line)
    made = write_first(world.actor("anna"), world.near.contact, request)
    _is_refused(world, Message.objects.get(ticket=made), "opening")


def test_a_customers_word_is_no_reply(world: World) -> None:
    _is_refused(world, world.near.message, "no-reply")


def test_it_is_its_authors_alone(world: World, ticket: Ticket) -> None:
    sent = _reply(world, ticket)
    with pytest.raises(Forbidden):
        undoing.undo(world.actor("lena"), sent.pk)
    with pytest.raises(Unseen):
        undoing.undo(world.actor("bo"), sent.pk)
    with pytest.raises(Unseen):
        undoing.undo(world.actor("colin"), sent.pk)
    undoing.undo(world.actor("anna"), sent.pk)
    with pytest.raises(Unseen):
        undoing.undo(world.actor("anna"), sent.pk)


@pytest.mark.parametrize("seconds", [-1, 61, 10**9])
def test_nobody_lets_a_customer_wait_for_longer(world: World, ticket: Ticket, seconds: int) -> None:
    with pytest.raises(Refusal) as refused:
        reply(world.actor("anna"), ticket.pk, Written("<p>Later.</p>", undo_seconds=seconds))
    assert refused.value.field == "undo_seconds"


def test_it_is_taken_back_or_sent_and_never_both(fresh_db: Fresh) -> None:
    world = build()
    ticket, by = world.near.other, world.actor("anna")
    for _ in range(8):
        sent, both = _reply(world, ticket), Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            undone, claimed = pool.submit(_undoes, by, sent.pk, both), pool.submit(_claims, sent, both)
            assert undone.result() != claimed.result()
        left = Delivery.objects.get(pk=sent.delivery_id)
        assert (left.state == Delivery.DISCARDED) == undone.result()
        assert Message.objects.filter(pk=sent.pk).exists() == claimed.result()


def _undoes(by: Actor, number: int, both: Barrier) -> bool:
    both.wait()
    try:
        undoing.undo(by, number)
    except Refusal:
        return False
    finally:
        connection.close()
    return True


def _claims(sent: Message, both: Barrier) -> bool:
    """As a worker does by whose clock the seconds are over."""
    both.wait()
    try:
        with clock.at(now() + timedelta(minutes=1)):
            return sending._claim(sent.delivery_id or 0) is not None
    finally:
        connection.close()


def _is_refused(world: World, message: Message, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        undoing.undo(world.actor("anna"), message.pk)
    assert refused.value.code == code
    assert Message.objects.filter(pk=message.pk).exists()
