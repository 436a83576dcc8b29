"""Notes among colleagues."""

import pytest
from django.core.cache import cache
from django.test import Client

from ringback.tickets.models import Mention, Note
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_note_stands_in_the_thread_and_calls_those_named(
    as_: As, world: World, part: dict[str, str]
) -> None:
    lena, south = world.users["lena"], world.teams["South"]
    form = {
        "html_or_text": "please look",
        "format": "text",
        "mention": [f"user:{lena.pk}", f"team:{south.pk}"],
    }
    answer = as_("anna").post(f"/tickets/{world.near.ticket.pk}/notes", form, headers=part)
    assert "please look" in answer.content.decode()
    note = Note.objects.latest("id")
    assert {(m.user_id, m.team_id) for m in Mention.objects.filter(note=note)} == {
        (lena.pk, None),
        (None, south.pk),
    }


def test_ones_own_note_is_put_right(as_: As, world: World) -> None:
    note = world.near.note
    form = {"html_or_text": "put right", "format": "text", "version": note.version}
    assert as_("lena").post(f"/notes/{note.pk}", form).status_code == 403
    assert as_("anna").post(f"/notes/{note.pk}", form).status_code == 303
    assert Note.objects.get(pk=note.pk).text == "put right"


@pytest.mark.parametrize("mention", ["user:999999", "user:x", "dog:1", "team:", "user:1; drop"])
def test_whoever_does_not_exist_cannot_be_called(mention: str, as_: As, world: World) -> None:
    before = Note.objects.count()
    form = {"html_or_text": "x", "mention": mention}
    assert as_("anna").post(f"/tickets/{world.near.ticket.pk}/notes", form).status_code == 422
    assert Note.objects.count() == before


def test_an_empty_note_is_refused(as_: As, world: World) -> None:
    assert as_("anna").post(f"/tickets/{world.near.ticket.pk}/notes", {"html_or_text": ""}).status_code == 422


def test_strangers_write_no_notes(as_: As, world: World) -> None:
    form = {"html_or_text": "hello"}
    assert as_("bo").post(f"/tickets/{world.near.ticket.pk}/notes", form).status_code == 404
    assert as_("colin").post(f"/tickets/{world.near.ticket.pk}/notes", form).status_code == 404


def test_colleagues_and_teams_are_suggested_to_colleagues(as_: As, world: World) -> None:
    found = as_("anna").get("/suggestions/people?q=len").json()["found"]
    assert found == [{"value": f"user:{world.users['lena'].pk}", "label": "Lena"}]
    assert {"label": "North", "value": f"team:{world.teams['North'].pk}"} in as_("anna").get(
        "/suggestions/people?q=nor"
    ).json()["found"]
    assert as_("colin").get("/suggestions/people?q=len").status_code == 403


def test_a_note_says_who_was_called_in(as_: As, world: World) -> None:
    form = {"html_or_text": "see", "mention": f"user:{world.users['lena'].pk}"}
    as_("anna").post(f"/tickets/{world.near.ticket.pk}/notes", form)
    body = as_("anna").get(f"/tickets/{world.near.ticket.pk}").content.decode()
    assert "Called in: Lena" in body and "Called in: North" in body


def test_mentions_are_counted_until_the_ticket_is_read(as_: As, world: World) -> None:
    lena, south = world.users["lena"], world.teams["South"]
    at = f"/tickets/{world.near.ticket.pk}"
    form = {"html_or_text": "see", "mention": [f"user:{lena.pk}", f"team:{south.pk}"]}
    as_("anna").post(f"{at}/notes", form)
    for name in ("lena", "bo"):
        client = as_(name)
        assert (_mentioned(client), _marks(client)) == (1, 1), name
        client.post(f"{at}/read-mark", {"message": world.near.answer.pk})
        cache.clear()
        assert (_mentioned(client), _marks(client)) == (0, 0), name
        assert "Kettle leaks" in client.get("/tickets?view=mentioned").content.decode()


def test_what_one_writes_to_ones_own_team_is_not_news_to_oneself(as_: As, world: World) -> None:
    assert _mentioned(as_("anna")) == 0


def _mentioned(client: Client) -> int:
    body = client.get("/tickets?view=mentioned").content.decode()
    return int(body.split("?view=mentioned")[1].split('class="num">')[1].split("<")[0])


def _marks(client: Client) -> int:
    return client.get("/tickets?view=mentioned").content.decode().count("you were called in")
