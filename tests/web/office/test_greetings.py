"""The page of a contact point: what its acknowledgement says, in its own language and in others."""

from typing import Any

import pytest

from ringback.channels import greetings
from ringback.channels.models import Greeting, Line
from ringback.ledger.actor import SYSTEM
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db
GERMAN = {"language": "de", "text": "Danke: {number}", "opening_hours": "9 bis 17 Uhr"}


def _at(world: World) -> str:
    return f"/office/lines/{world.near.line.pk}"


def _texts(world: World) -> dict[str, str]:
    return dict(world.near.line.greetings.values_list("language", "text"))


def test_a_language_is_added_changed_and_taken_away(as_: As, world: World) -> None:
    client, at = as_("ada"), _at(world)
    answer = client.post(f"{at}/greetings", GERMAN)
    assert (answer.status_code, answer["Location"]) == (303, f"{at}#greetings")
    page = client.get(at).content.decode()
    assert "Deutsch" in page and "Danke: {number}" in page and "9 bis 17 Uhr" in page
    assert client.post(f"{at}/greetings", {**GERMAN, "text": "Dank"}).status_code == 303
    assert _texts(world) == {"de": "Dank"}
    assert client.post(f"{at}/greetings/de/removal").status_code == 303
    assert _texts(world) == {}
    assert client.post(f"{at}/greetings/de/removal").status_code == 404


def test_for_htmx_it_leads_to_the_page_as_well(as_: As, world: World, part: dict[str, str]) -> None:
    answer = as_("ada").post(f"{_at(world)}/greetings", GERMAN, headers=part)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"{_at(world)}#greetings")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"text": "Danke {nummer}"}, "Nothing fills in {nummer}"),
        ({"opening_hours": "{name} {x}"}, "Nothing fills in {x}"),
        ({"text": ""}, "This field is required"),
        ({"language": "German"}, "not one of the available choices"),
        ({"language": "en"}, "language of the contact point itself"),
        ({"version": "0"}, "changed meanwhile"),
        ({"owner": "1"}, "no field"),
    ],
)
def test_what_is_wrong_is_said_where_it_was_written_and_nothing_is_lost(
    bad: dict[str, str], said: str, as_: As, world: World
) -> None:
    greetings.put(SYSTEM, world.near.line.pk, "fr", "Merci")
    answer = as_("ada").post(f"{_at(world)}/greetings", GERMAN | bad)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True), page
    assert ({**GERMAN, **bad}["opening_hours"]) in page
    assert _texts(world) == {"fr": "Merci"}


def test_a_mistake_in_a_language_that_is_there_opens_that_one(as_: As, world: World) -> None:
    greetings.put(SYSTEM, world.near.line.pk, "de", "Danke")
    page = as_("ada").post(f"{_at(world)}/greetings", {**GERMAN, "text": "{oh}"}).content.decode()
    opened = page.split('id="greetings"')[1].split("<details", 1)[1].split("</details>", 1)[0]
    assert " open>" in opened and "{oh}" in opened


def test_the_line_has_a_language_and_opening_hours_of_its_own(as_: As, world: World) -> None:
    client, line = as_("ada"), world.near.line
    assert '<option value="en" selected>English (en)</option>' in client.get(_at(world)).content.decode()
    form = _form(line, language="de", greeting="Danke: {number}", opening_hours="9 bis 17 Uhr")
    assert client.post(_at(world), form).status_code == 303
    saved = Line.objects.get(pk=line.pk)
    assert (saved.language, saved.greeting, saved.opening_hours) == ("de", "Danke: {number}", "9 bis 17 Uhr")
    refused = client.post(_at(world), _form(saved, greeting="Hello {you}"))
    assert (refused.status_code, "Nothing fills in {you}" in refused.content.decode()) == (422, True)


def test_only_administrators_write_them(as_: As, world: World) -> None:
    Greeting.objects.create(line=world.near.line, language="fr", text="Merci")
    for name in ("anna", "lena", "max", "pia"):
        assert as_(name).post(f"{_at(world)}/greetings", GERMAN).status_code == 404, name
        assert as_(name).post(f"{_at(world)}/greetings/fr/removal").status_code == 404, name
    assert _texts(world) == {"fr": "Merci"}


def _form(line: Line, **more: Any) -> dict[str, Any]:
    names = ("name", "address", "imap_port", "imap_tls", "imap_folder", "after", "move_to", "smtp_port")
    own = {name: getattr(line, name) for name in (*names, "smtp_tls", "language", "version")}
    return {**own, "team": line.team_id, "is_active": "on", "acknowledges": "on", **more}
