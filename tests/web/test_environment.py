"""What every template may say."""

import re

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import translation

from ringback.web import environment
from tests.web.conftest import As
from tests.world import World


def _said(source: str, **context: object) -> str:
    request = RequestFactory().get("/")
    return str(engines["jinja2"].from_string(source).render(context, request))


def test_what_people_typed_is_escaped_within_a_sentence() -> None:
    assert _said("{% trans %}Kettle of {{ name }}{% endtrans %}", name="<b>") == "Kettle of &lt;b&gt;"
    assert _said('{{ gettext("Kettle of %(name)s", name=name) }}', name="<b>") == "Kettle of &lt;b&gt;"


def test_a_percent_sign_stays_one() -> None:
    assert _said("{% trans %}100 % wool{% endtrans %}") == "100 % wool"
    assert _said("{% trans n=3 %}{{ n }} % wool{% endtrans %}") == "3 % wool"


def test_each_reader_is_told_in_their_language(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"en": "A kettle of %(name)s", "de": "Ein Kessel von %(name)s"}
    monkeypatch.setattr(environment, "gettext", lambda _: told[translation.get_language()])
    source = "{% trans %}A kettle of {{ name }}{% endtrans %}"
    for language, said in (
        ("en", "A kettle of Ann"),
        ("de", "Ein Kessel von Ann"),
        ("en", "A kettle of Ann"),
    ):
        with translation.override(language):
            assert _said(source, name="Ann") == said


def test_one_token_stands_in_all_forms_of_a_page_and_is_taken() -> None:
    said = _said('{{ csrf_input }}<i data-token="{{ csrf_token }}">')
    [first] = re.findall(r'<input type="hidden" name="csrfmiddlewaretoken" value="(\w{64})">', said)
    assert f'data-token="{first}"' in said


@pytest.mark.django_db
def test_a_form_of_a_page_is_taken_with_its_token_and_not_without(as_: As, world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["anna"])
    at = f"/tickets/{world.near.ticket.pk}"
    tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(at).content.decode()))
    assert len(tokens) == 1
    form = {"html_or_text": "<p>Seen.</p>", "format": "html"}
    assert client.post(f"{at}/notes", form).status_code == 403
    taken = client.post(f"{at}/notes", form | {"csrfmiddlewaretoken": tokens.pop()})
    assert taken.status_code in (200, 303)
