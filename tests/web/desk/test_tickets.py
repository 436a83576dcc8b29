"""A ticket's page: what it shows, to whom, and what it costs."""

import re
from typing import Any

import pytest

from ringback.tickets.models import Category, Message, ReadMark, Status, Ticket
from tests.web.conftest import As
from tests.world import CANARY, PARTNER_CANARY, World

pytestmark = pytest.mark.django_db


def test_the_page_shows_what_was_said_noted_and_done(as_: As, world: World) -> None:
    body = as_("anna").get(f"/tickets/{world.near.ticket.pk}").content.decode()
    for shown in (
        "Kettle leaks since May.",
        "We are looking into it.",
        CANARY,
        "Let me in.",
        "Held:",
        "photo.png",
        "offer.txt",
    ):
        assert shown in body


def test_a_stranger_gets_404(as_: As, world: World) -> None:
    for name in ("bo", "quinn", "ada"):
        answer = as_(name).get(f"/tickets/{world.far.ticket.pk if name == 'quinn' else world.near.ticket.pk}")
        assert answer.status_code in (403, 404), name


def test_a_partner_reads_only_the_notes_that_are_for_partners(as_: As, world: World) -> None:
    body = as_("pia").get(f"/tickets/{world.near.ticket.pk}").content.decode()
    assert PARTNER_CANARY in body
    assert CANARY.replace(PARTNER_CANARY, "") not in body.replace(PARTNER_CANARY, "")


@pytest.mark.parametrize("query", ["before=x", "pictures=1%00", "before=-3"])
def test_bad_input_is_refused(query: str, as_: As, world: World) -> None:
    assert as_("anna").get(f"/tickets/{world.near.ticket.pk}?{query}").status_code == 422


def test_twenty_messages_take_ten_statements_at_most(
    as_: As, world: World, django_assert_max_num_queries: Any
) -> None:
    ticket = world.near.other
    _say_more(ticket.messages.get(), 19)
    client = as_("anna")
    client.get(f"/tickets/{ticket.pk}")
    with django_assert_max_num_queries(10):
        body = client.get(f"/tickets/{ticket.pk}").content.decode()
    assert body.count('<article class="msg in') == 20


def test_the_pane_is_the_page_without_its_frame(as_: As, world: World, part: dict[str, str]) -> None:
    body = (
        as_("anna")
        .get(f"/tickets/{world.near.ticket.pk}", headers={**part, "HX-Target": "pane"})
        .content.decode()
    )
    assert 'id="pane"' in body and "<title>" in body and "<html" not in body


def test_what_is_new_since_the_last_visit_is_marked(as_: As, world: World) -> None:
    client, ticket = as_("anna"), world.near.other
    first = ticket.messages.get()
    assert client.post(f"/tickets/{ticket.pk}/read-mark", {"message": first.pk}).status_code == 204
    assert "data-new>" not in client.get(f"/tickets/{ticket.pk}").content.decode()
    _say_more(first, 1)
    assert "data-new>" in client.get(f"/tickets/{ticket.pk}").content.decode()


def test_looking_marks_nothing_as_read(as_: As, world: World) -> None:
    before = ReadMark.objects.count()
    as_("anna").get(f"/tickets/{world.near.ticket.pk}")
    assert ReadMark.objects.count() == before


def test_long_threads_come_a_hundred_messages_at_a_time(as_: As, world: World) -> None:
    first = world.near.other.messages.get()
    _say_more(first, 120)
    client = as_("anna")
    body = client.get(f"/tickets/{world.near.other.pk}").content.decode()
    assert body.count('<article class="msg in') == 100
    before = int(body.split("?before=")[1].split('"')[0])
    earlier = client.get(f"/tickets/{world.near.other.pk}?before={before}").content.decode()
    assert earlier.count('<article class="msg in') == 21


def test_the_aside_knows_customer_participants_and_links(as_: As, world: World, part: dict[str, str]) -> None:
    client, at = as_("anna"), f"/tickets/{world.near.ticket.pk}/aside"
    body = client.get(at, headers=part).content.decode()
    for shown in (
        "colin@mail.example",
        "Acme Ropes",
        "friend-of-colin@mail.example",
        "Kettle leaks, again",
        "North, urgent",
    ):
        assert shown in body
    assert "<html" in client.get(at).content.decode()
    assert as_("bo").get(at).status_code == 404


def _say_more(model: Message, times: int) -> None:
    for _ in range(times):
        model.pk, model.inbound = None, None
        model.save(force_insert=True)
    type(model.ticket).objects.filter(pk=model.ticket_id).update(last_message_id=model.pk)


def test_page_and_lists_say_from_where_on_they_want_to_hear(as_: As, world: World) -> None:
    place = re.compile(r'data-since="\d+-\d+"')
    for at in ("/tickets", f"/tickets/{world.near.ticket.pk}"):
        assert place.search(as_("anna").get(at).content.decode()), at


def test_earlier_messages_do_not_renew_themselves(as_: As, world: World) -> None:
    body = as_("anna").get(f"/tickets/{world.near.ticket.pk}?before={world.near.answer.pk}").content.decode()
    thread = body.split('class="thread"')[1].split(">")[0]
    assert "data-live" not in thread and "hx-get" not in thread


def test_what_the_address_names_is_kept_in_what_is_renewed(
    as_: As, world: World, part: dict[str, str]
) -> None:
    Message.objects.filter(pk=world.near.message.pk).update(
        html='<img data-remote="https://x.example/p.gif">'
    )
    at, client = f"/tickets/{world.near.ticket.pk}", as_("anna")
    asking = f"https://desk.example{at}?pictures={world.near.message.pk}&before={world.near.answer.pk}"
    answer = client.get(f"{at}/thread", headers={**part, "HX-Current-URL": asking}).content.decode()
    assert f"/messages/{world.near.message.pk}/pictures/0" in answer
    assert f'id="message-{world.near.answer.pk}"' not in answer
    for odd in ("x", "//[", f"{at}?pictures=1%00&before=x"):
        assert client.get(f"{at}/thread", headers={**part, "HX-Current-URL": odd}).status_code == 200


@pytest.mark.parametrize("name", ["max", "pia"])
def test_what_one_may_not_change_is_plain_text(name: str, as_: As, world: World) -> None:
    body = as_(name).get(f"/tickets/{world.near.ticket.pk}/aside").content.decode()
    changes = body.count('action="/tickets/') - body.count('/following" hx-post')
    assert changes == 0 if name == "max" else 'id="set-priority"' in body
    for key in ("assignee", "owner", "team", "shelf"):
        assert f'id="set-{key}"' not in body
    assert "North" in body and "Anna" in body


def test_only_statuses_that_may_follow_can_be_chosen(as_: As, world: World) -> None:
    closed = Status.objects.get(category=Category.CLOSED)
    Ticket.objects.filter(pk=world.near.ticket.pk).update(status=closed, category=Category.CLOSED)
    body = as_("anna").get(f"/tickets/{world.near.ticket.pk}/aside").content.decode()
    offered = body.split('id="set-status"')[1].split("</select>")[0]
    assert re.findall(r'data-category="(\d+)"', offered) == ["20", "80"]


def test_without_script_a_ticket_can_be_closed(as_: As, world: World) -> None:
    body = as_("anna").get(f"/tickets/{world.near.ticket.pk}/aside").content.decode()
    assert "hidden" not in body.split('name="reason"')[1].split(">")[0]
