from ringback.channels.models import Delivery
from ringback.tickets.models import Message
from tests.api.ask import Asking
from tests.world import World


def test_a_reply_goes_to_those_who_take_part_and_shows_how_it_fares(world: World) -> None:
    ask = Asking(world.users["anna"])
    answer = ask("POST", f"/tickets/{world.near.ticket.pk}/replies", {"html": "<p>Done.</p>"})
    message = answer.json()
    assert answer.status_code == 201
    assert [one["address"] for one in message["to"]] == [world.near.message.author_address]
    assert message["delivery"]["state"] == "queued"
    assert ask.get(f"/messages/{message['id']}") == message


def test_a_reply_carries_the_files_laid_ready_in_the_draft(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}"
    key = ask.upload(f"{path}/drafts/reply/files", b"an offer").json()["key"]
    sent = ask("POST", f"{path}/replies", {"html": "<p>See the offer.</p>", "files": [key]}).json()
    assert [file["name"] for file in sent["files"]] == ["a.txt"]
    assert ask("GET", f"/attachments/{sent['files'][0]['key']}").getvalue() == b"an offer"
    assert ask("GET", f"/attachments/{key}").status_code == 404


def test_a_thread_that_has_moved_on_stops_the_reply_and_names_what_is_new(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/replies"
    before = Delivery.objects.count()
    answer = ask("POST", path, {"html": "<p>Late</p>", "based_on": world.near.message.pk})
    assert answer.status_code == 409
    assert world.near.answer.pk in answer.json()["new"]
    assert Delivery.objects.count() == before
    held = [draft for draft in ask.get("/drafts")["items"] if draft["is_held"]]
    assert [draft["html"] for draft in held] == ["<p>Late</p>"]


def test_a_partner_answers_nobody_beside_those_who_take_part(world: World) -> None:
    ask, path = Asking(world.users["pia"]), f"/tickets/{world.near.ticket.pk}/replies"
    outside = {"html": "<p>x</p>", "to": [{"address": "rival@elsewhere.example"}]}
    assert ask("POST", path, outside).json()["code"] == "outside"
    assert ask("POST", path, {"html": "<p>From the helpline</p>"}).status_code == 201


def test_a_customer_adds_a_word_and_never_sends_a_reply(world: World) -> None:
    ask, path = Asking(world.users["colin"]), f"/tickets/{world.near.ticket.pk}"
    before = Delivery.objects.count()
    assert ask("POST", f"{path}/replies", {"html": "<p>As if from us</p>"}).status_code == 403
    added = ask("POST", f"{path}/messages", {"html": "<p>One more thing</p>"})
    assert added.status_code == 201
    assert Message.objects.get(pk=added.json()["id"]).direction == Message.IN
    assert Delivery.objects.count() == before
    assert Asking(world.users["anna"])("POST", f"{path}/messages", {"html": "<p>x</p>"}).status_code == 403


def test_an_empty_reply_or_one_to_no_address_is_refused(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/replies"
    assert list(ask("POST", path, {"html": "<p> </p>"}).json()["errors"]) == ["html"]
    nowhere = {"html": "<p>x</p>", "to": [{"address": "victim@corp.example <attacker@evil.example>"}]}
    assert list(ask("POST", path, nowhere).json()["errors"]) == ["to"]


def test_a_reply_never_closes_for_want_of_a_reason(world: World) -> None:
    ask = Asking(world.users["anna"])
    closed = next(s for s in ask.get("/statuses")["items"] if s["category"] == "closed")
    body = {"html": "<p>Bye</p>", "status": closed["id"]}
    assert ask("POST", f"/tickets/{world.near.ticket.pk}/replies", body).json()["code"] == "closing"
