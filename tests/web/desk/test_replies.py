"""Answering: what is sent, what is kept, what is refused."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ringback.channels.adapters.email.parsed import Address
from ringback.tickets.models import Category, Draft, Message, Status, Ticket
from tests.web.conftest import As
from tests.world import World, mail

pytestmark = pytest.mark.django_db


def _form(**more: Any) -> dict[str, Any]:
    return {
        "html_or_text": "<p>A new lid is <b>on its way</b>.</p>",
        "format": "html",
        "to": "Colin <colin@mail.example>",
        **more,
    }


def test_a_reply_goes_out_and_the_thread_shows_it(as_: As, world: World, part: dict[str, str]) -> None:
    number, waiting = world.near.ticket.pk, Status.objects.get(category=Category.WAITING_FOR_CUSTOMER)
    answer = as_("anna").post(f"/tickets/{number}/replies", _form(status=waiting.pk), headers=part)
    assert answer.status_code == 200
    assert "A new lid is <b>on its way</b>." in answer.content.decode()
    sent = Message.objects.filter(ticket=number, direction="out").latest("id")
    assert sent.delivery and [r.address for r in sent.delivery.recipients.all()] == ["colin@mail.example"]
    assert Ticket.objects.get(pk=number).status == waiting


def test_without_script_plain_text_goes_out_and_the_page_follows(as_: As, world: World) -> None:
    number = world.near.ticket.pk
    answer = as_("anna").post(
        f"/tickets/{number}/replies", _form(html_or_text="One <lid>\n\nfor you", format="text")
    )
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{number}")
    sent = Message.objects.filter(ticket=number, direction="out").latest("id")
    assert sent.html == "<p>One &lt;lid&gt;</p><p>for you</p>"


def test_files_go_with_it_also_without_script(as_: As, world: World) -> None:
    number = world.near.ticket.pk
    upload = SimpleUploadedFile("lid.pdf", b"%PDF lid", content_type="application/pdf")
    as_("anna").post(f"/tickets/{number}/replies", _form(upload=upload, attached=[world.near.draft_file.key]))
    sent = Message.objects.filter(ticket=number, direction="out").latest("id")
    assert sorted(file.name for file in sent.files.all()) == ["lid.pdf", "offer.txt"]


def test_when_the_thread_has_moved_on_nothing_is_sent_and_the_text_is_kept(
    as_: As, world: World, part: dict[str, str]
) -> None:
    near = world.near
    seen = Ticket.objects.get(pk=near.ticket.pk).last_message_id
    news = "Never mind, it was the lid."
    mail(
        near.line,
        Address("Colin", "colin@mail.example"),
        "Re: Kettle leaks",
        news,
        in_reply_to=[near.answer.message_id],
    )
    sent = Message.objects.filter(direction="out").count()
    client = as_("anna")
    answer = client.post(f"/tickets/{near.ticket.pk}/replies", _form(based_on=seen), headers=part)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert news in body and "moved on" in body and "on its way" in body
    assert "Nothing was sent" in answer["HX-Trigger"]
    assert Message.objects.filter(direction="out").count() == sent
    assert Draft.objects.get(ticket=near.ticket, author=world.users["anna"], kind="reply").is_held
    again = body.split('name="based_on" value="')[1].split('"')[0]
    assert (
        client.post(f"/tickets/{near.ticket.pk}/replies", _form(based_on=again), headers=part).status_code
        == 200
    )


@pytest.mark.parametrize(
    "more",
    [
        {"html_or_text": " "},
        {"to": ""},
        {"to": "nobody"},
        {"cc": "x"},
        {"owner": "1"},
        {"attached": ["0" * 32]},
        {"status": "x"},
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_goes_out(
    more: dict[str, Any], as_: As, world: World, part: dict[str, str]
) -> None:
    sent = Message.objects.filter(direction="out").count()
    answer = as_("anna").post(f"/tickets/{world.near.ticket.pk}/replies", _form(**more), headers=part)
    assert answer.status_code == 422
    assert answer.headers["HX-Trigger"]
    assert Message.objects.filter(direction="out").count() == sent


def test_strangers_cannot_answer(as_: As, world: World) -> None:
    for name in ("bo", "quinn"):
        assert (
            as_(name).post(f"/tickets/{world.near.ticket.pk}/replies", _form()).status_code == 404
            or name == "quinn"
        )
    assert as_("max").post(f"/tickets/{world.near.ticket.pk}/replies", _form()).status_code in (403, 404)


def test_what_an_agent_pastes_is_reduced_before_it_goes_out(as_: As, world: World) -> None:
    number = world.near.ticket.pk
    hostile = '<p onclick="x()">Hi<script>alert(1)</script><img src=x onerror=alert(2)></p>'
    as_("anna").post(f"/tickets/{number}/replies", _form(html_or_text=hostile))
    sent = Message.objects.filter(ticket=number, direction="out").latest("id")
    assert "script" not in sent.html and "onclick" not in sent.html and "onerror" not in sent.html


@pytest.mark.parametrize(
    ("category", "offered"),
    [
        (Category.OPEN, {Category.WAITING_FOR_CUSTOMER, Category.OPEN}),
        (Category.RESOLVED, {Category.OPEN}),
        (Category.CLOSED, {Category.OPEN}),
    ],
)
def test_only_what_may_follow_is_offered_with_a_reply(
    category: int, offered: set[int], as_: As, world: World
) -> None:
    number, now = world.near.ticket.pk, Status.objects.get(category=category)
    Ticket.objects.filter(pk=number).update(status=now, category=category)
    form = (
        as_("anna")
        .get(f"/tickets/{number}")
        .content.decode()
        .split('id="panel-reply"')[1]
        .split("</form>")[0]
    )
    chosen = {int(piece.split('"')[0]) for piece in form.split('name="status" value="')[1:]}
    assert set(Status.objects.filter(pk__in=chosen).values_list("category", flat=True)) == offered
    # Resolving asks the customer, and so is a way of sending for itself.
    assert ('name="resolve"' in form) == (category == Category.OPEN)
    assert form.count("data-send") == 1
    for status in chosen:
        Ticket.objects.filter(pk=number).update(status=now, category=category)
        answer = as_("anna").post(f"/tickets/{number}/replies", _form(status=status))
        assert answer.status_code == 303
