"""The words of the acknowledgement: by line and by language, filled in by the desk, with nothing of the customer's."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from django.core.cache import cache
from django.utils.translation import trans_real

from ringback.channels import greetings, lines
from ringback.channels.adapters.email.parsed import Fold
from ringback.channels.models import Delivery, Line
from ringback.company import house
from ringback.kit.languages import translated
from ringback.ledger.actor import SYSTEM
from ringback.people.models import Contact
from tests.tickets.mails import arrive, mail, ticket_of

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
GERMAN = "Guten Tag, ich habe meine Rechnung nicht bekommen. Können Sie mir bitte helfen?"
HEBREW = "שלום, לא קיבלתי את ההזמנה שלי"


def _told(line: Line, *, text: str = "It shows E4.", language: str = "") -> tuple[int, EmailMessage]:
    """Ada writes, and is known to read `language`; the ticket's number and what she is told."""
    known = Contact.objects.filter(identities__value=ADA).first()
    if language and known is None:
        ticket_of(arrive(line, mail(ADA, "first")))
    Contact.objects.filter(identities__value=ADA).update(language=language)
    number = ticket_of(arrive(line, mail(ADA, text=text))).pk
    delivery = Delivery.objects.get(acknowledgement__ticket=number)
    told: Any = message_from_bytes(bytes(delivery.content or b""), policy=default)
    return number, told


def _part(told: EmailMessage, kind: str) -> str:
    body = told.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").strip()


@pytest.fixture(autouse=True)
def _name() -> Iterator[None]:
    """What the house was called in a test is remembered for no other."""
    yield
    cache.clear()


@pytest.fixture
def spoken(support: Line) -> Line:
    """Support answers in English, German and Hebrew."""
    lines.change(SYSTEM, support.pk, {"greeting": "Thanks. Yours is {number}.", "opening_hours": "9 to 5"})
    greetings.put(SYSTEM, support.pk, "de", "Danke, sagt {name}. Sie haben Nummer {number}.", "9 bis 17 Uhr")
    greetings.put(SYSTEM, support.pk, "he", "תודה {number}")
    support.refresh_from_db()
    return support


def test_what_is_known_of_the_customer_decides_about_the_language(spoken: Line) -> None:
    house.put(SYSTEM, "name", "Kessel & {number}")
    number, told = _told(spoken, language="de")
    assert _part(told, "plain") == (
        f"Danke, sagt Kessel & {{number}}. Sie haben Nummer {number}.\n\n9 bis 17 Uhr"
    )
    # The subject has no word in another language.
    assert told["Subject"] == f"Kessel & {{number}} [#{number}]"


def test_else_the_language_of_the_mail_where_that_is_certain(spoken: Line) -> None:
    assert "Danke" in _part(_told(spoken, text=GERMAN)[1], "plain")
    assert "Thanks" in _part(_told(spoken, text="E4?")[1], "plain")


def test_what_is_known_goes_before_what_was_written(spoken: Line) -> None:
    assert "Thanks" in _part(_told(spoken, text=GERMAN, language="en-gb")[1], "plain")


def test_a_quoted_letter_says_nothing_about_the_language(spoken: Line) -> None:
    from_house = "The kettle that you have is not for the oven and we will do what we can with it."
    folded = mail(ADA, text=f"{GERMAN}\n{from_house}\n{from_house}", folds=[Fold(1, 3, "quote")])
    number = ticket_of(arrive(spoken, folded)).pk
    content = bytes(Delivery.objects.get(acknowledgement__ticket=number).content or b"")
    assert b"Danke" in content


@pytest.mark.parametrize("language", ["fr", "German", ""])
def test_without_a_text_in_the_language_the_lines_own_goes_out(spoken: Line, language: str) -> None:
    number, told = _told(spoken, language=language)
    assert _part(told, "plain") == f"Thanks. Yours is {number}.\n\n9 to 5"


def test_a_line_may_have_another_language_of_its_own(support: Line) -> None:
    lines.change(SYSTEM, support.pk, {"language": "de", "greeting": "Danke."})
    support.refresh_from_db()
    number, told = _told(support)
    assert _part(told, "plain") == f"Danke.\n\n#{number}"
    assert 'lang="de"' in _part(told, "html")


def test_what_runs_from_the_right_says_so(spoken: Line) -> None:
    assert '<div lang="he" dir="rtl">' in _part(_told(spoken, text=HEBREW)[1], "html")
    assert 'dir="rtl"' not in _part(_told(spoken, text=GERMAN)[1], "html")


def test_a_line_without_words_uses_the_desks_own_with_number_and_hours(support: Line) -> None:
    lines.change(SYSTEM, support.pk, {"opening_hours": "9 to 5"})
    support.refresh_from_db()
    number, told = _told(support)
    text = _part(told, "plain")
    assert text.startswith("Thank you for writing to Ringback.")
    assert "9 to 5" in text and text.endswith(f"Your request has the number #{number}.")
    assert told["Subject"] == f"We have received your request [#{number}]"


def test_the_desks_own_words_are_in_the_customers_language_where_they_are_translated(
    support: Line, german: None
) -> None:
    number, told = _told(support, text=GERMAN)
    assert _part(told, "plain").endswith(f"Ihre Anfrage hat die Nummer #{number}.")
    assert 'lang="de"' in _part(told, "html")


def test_what_the_customer_wrote_is_in_no_language_part_of_it(spoken: Line) -> None:
    for text in (f"{GERMAN} CANARY {{number}}", f"{HEBREW} CANARY", "CANARY"):
        assert "CANARY" not in str(_told(spoken, text=text)[1])


@pytest.fixture
def german(tmp_path: Path, settings: Any) -> Any:
    """A catalogue that knows one sentence."""
    catalogue = Catalog("de")
    catalogue.add("Your request has the number #%(number)s.", "Ihre Anfrage hat die Nummer #%(number)s.")
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [str(tmp_path)]
    _forget()
    yield
    settings.LOCALE_PATHS = []
    _forget()


def _forget() -> None:
    translated.cache_clear()
    catalogues: Any = trans_real
    catalogues._translations = {}
