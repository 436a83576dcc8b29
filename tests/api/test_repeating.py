"""Idempotency-Key: once, whatever the network does (TRUST B10)."""

import threading
from datetime import timedelta

from django.db import connection

from ringback.api.models import KeptAnswer
from ringback.api.repeating import forget_old
from ringback.kit.clock import now
from ringback.people.models import Organization
from ringback.tickets.models import Draft, Message
from tests.api.ask import Asking
from tests.fresh import Fresh
from tests.world import World, build

KEY = {"Idempotency-Key": "order-17"}


def test_the_same_request_again_gets_the_same_answer_and_makes_nothing(world: World) -> None:
    ask = Asking(world.users["anna"])
    first, again = (ask("POST", "/organizations", {"name": "Brass"}, headers=KEY) for _ in range(2))
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Location"] == first["Location"]
    assert again["Idempotent-Replayed"] == "true"
    assert Organization.objects.filter(name="Brass").count() == 1


def test_a_key_used_for_something_else_is_refused(world: World) -> None:
    ask = Asking(world.users["anna"])
    ask("POST", "/organizations", {"name": "Brass"}, headers=KEY)
    other = ask("POST", "/organizations", {"name": "Copper"}, headers=KEY)
    elsewhere = ask("PATCH", f"/organizations/{world.organization.pk}", {"name": "Copper"}, headers=KEY)
    assert [(a.status_code, a.json()["code"]) for a in (other, elsewhere)] == [(422, "key-reused")] * 2


def test_keys_belong_to_their_token(world: World) -> None:
    body = {"name": "Brass"}
    assert Asking(world.users["anna"])("POST", "/organizations", body, headers=KEY).status_code == 201
    assert Asking(world.users["bo"])("POST", "/organizations", body, headers=KEY).json()["code"] == "taken"


def test_a_refusal_is_not_kept(world: World) -> None:
    ask = Asking(world.users["anna"])
    refused = ask("POST", "/organizations", {"name": world.organization.name}, headers=KEY)
    assert refused.status_code == 422
    assert not KeptAnswer.objects.visible_to(world.actor("anna")).exists()
    assert ask("POST", "/organizations", {"name": "Brass"}, headers=KEY).status_code == 201


def test_a_reply_that_came_too_late_is_kept_as_a_draft_also_under_a_key(world: World) -> None:
    ask = Asking(world.users["anna"])
    body = {"html": "<p>Too late</p>", "based_on": world.near.message.pk}
    stale = ask("POST", f"/tickets/{world.near.ticket.pk}/replies", body, headers=KEY)
    assert stale.status_code == 409
    assert world.near.answer.pk in stale.json()["new"]
    assert Draft.objects.get(author=world.users["anna"], kind="reply").is_held
    assert not Message.objects.filter(text__contains="Too late").exists()


def test_a_secret_in_a_kept_answer_is_sealed(world: World) -> None:
    ask = Asking(world.users["anna"])
    secret = ask("POST", "/tokens", {"name": "mine"}, headers=KEY).json()["secret"]
    kept = KeptAnswer.objects.get()
    assert secret not in kept.body
    assert ask("POST", "/tokens", {"name": "mine"}, headers=KEY).json()["secret"] == secret


def test_a_file_that_differs_is_another_request(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/drafts/reply/files"
    first, same, other = (ask.upload(path, content, headers=KEY) for content in (b"one", b"one", b"two"))
    assert (first.status_code, same.content, other.status_code) == (201, first.content, 422)


def test_what_is_older_than_a_day_is_forgotten(world: World) -> None:
    ask = Asking(world.users["anna"])
    ask("POST", "/organizations", {"name": "Brass"}, headers=KEY)
    assert forget_old(now()) == 0
    KeptAnswer.objects.update(created_at=now() - timedelta(hours=25))
    assert ask("POST", "/organizations", {"name": "Copper"}, headers=KEY).status_code == 201
    KeptAnswer.objects.update(created_at=now() - timedelta(hours=25))
    assert forget_old(now()) == 1


def test_a_key_that_is_none_is_a_bad_request(world: World) -> None:
    ask = Asking(world.users["anna"])
    for key in ("", "x" * 201):
        assert (
            ask("POST", "/organizations", {"name": "B"}, headers={"Idempotency-Key": key}).status_code == 400
        )


def test_five_at_once_make_one_object(fresh_db: Fresh) -> None:
    ask = Asking(build().users["anna"])
    answers: list[tuple[int, bytes]] = []

    def once() -> None:
        answer = ask("POST", "/organizations", {"name": "Brass"}, headers=KEY)
        answers.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=once) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 5
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert Organization.objects.filter(name="Brass").count() == 1
