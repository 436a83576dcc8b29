"""What acknowledgements say in one language or another: added, changed, taken away, checked when written."""

import pytest

from ringback.access.models import Team
from ringback.channels import greetings, lines
from ringback.channels.models import Greeting, Line
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.models import Event
from tests.channels.cast import a_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def line(team: Team) -> Line:
    return lines.add(SYSTEM, "x", "x@desk.example", team)


def test_a_text_is_set_changed_and_taken_away_each_with_its_event(line: Line) -> None:
    greetings.put(SYSTEM, line.pk, "PT_br", " Obrigado: {number}\r\n", "9–17 h")
    greetings.put(SYSTEM, line.pk, "pt-br", "Recebido: {number}")
    told = [(one.language, one.text, one.opening_hours) for one in Greeting.objects.all()]
    assert told == [("pt-br", "Recebido: {number}", "")]
    greetings.remove(SYSTEM, line.pk, "pt-BR")
    assert not Greeting.objects.exists()
    kinds = Event.objects.filter(subject_kind="line", kind__startswith="line.greeting").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "line.greeting_set",
        "line.greeting_set",
        "line.greeting_removed",
    ]
    line.refresh_from_db()
    assert line.version == 4


@pytest.mark.parametrize(
    ("language", "text", "hours", "field"),
    [
        ("German", "Danke", "", "language"),
        ("en", "Thanks", "", "language"),  # the line's own
        ("de", "  ", "", "text"),
        ("de", "Danke {nummer}", "", "text"),
        ("de", "Danke {subject}", "", "text"),
        ("de", "Danke", "{customer}", "opening_hours"),
        ("de", "D" * 5001, "", "text"),
        ("de", "Danke", "9" * 1001, "opening_hours"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    line: Line, language: str, text: str, hours: str, field: str
) -> None:
    with pytest.raises(Refusal) as no:
        greetings.put(SYSTEM, line.pk, language, text, hours)
    assert no.value.field == field


def test_an_unknown_place_is_named_with_those_that_there_are(line: Line) -> None:
    with pytest.raises(Refusal) as no:
        lines.change(SYSTEM, line.pk, {"greeting": "Dear {customer}"})
    assert no.value.field == "greeting"
    assert all(said in no.value.message for said in ("{customer}", "{number}", "{name}"))


def test_the_line_does_not_take_over_a_language_that_has_a_text(line: Line) -> None:
    greetings.put(SYSTEM, line.pk, "de", "Danke")
    with pytest.raises(Refusal) as no:
        lines.change(SYSTEM, line.pk, {"language": "DE"})
    assert no.value.field == "language"
    greetings.remove(SYSTEM, line.pk, "de")
    assert lines.change(SYSTEM, line.pk, {"language": "DE"}).language == "de"


def test_only_those_with_the_right_write_and_only_on_what_they_have_seen(line: Line) -> None:
    stranger = Actor("user", 1)
    with pytest.raises(Forbidden):
        greetings.put(stranger, line.pk, "de", "Danke")
    with pytest.raises(Forbidden):
        greetings.remove(stranger, line.pk, "de")
    with pytest.raises(Unseen):
        greetings.put(SYSTEM, line.pk + 1, "de", "Danke")
    with pytest.raises(Unseen):
        greetings.remove(SYSTEM, line.pk, "de")
    greetings.put(SYSTEM, line.pk, "de", "Danke", version=1)
    with pytest.raises(Stale):
        greetings.put(SYSTEM, line.pk, "de", "Dank", version=1)
    with pytest.raises(Stale):
        greetings.remove(SYSTEM, line.pk, "de", version=1)
