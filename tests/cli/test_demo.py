"""`ringback demo`: an invented company with a month behind it."""

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from ringback.access.models import Team, User
from ringback.channels.models import Delivery, Inbound, Line
from ringback.cli.main import main
from ringback.kit.clock import now
from ringback.ledger.models import Event, Parked
from ringback.people.models import Contact
from ringback.tickets.models import Draft, Link, Mention, Message, MessageFile, Note, Ticket
from tests.fresh import Fresh, Template, fresh

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def home(
    migrated: Template, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Fresh]:
    """One desk for all tests here."""
    with (
        fresh(migrated, tmp_path_factory.mktemp("demo")) as made,
        django_db_blocker.unblock(),
        made.at_home(),
    ):
        yield made


@pytest.fixture(scope="module")
def told(home: Fresh) -> str:
    """What the command prints on an empty desk. Fewer conversations than usual, all oddities."""
    with redirect_stdout(io.StringIO()) as out:
        assert main(["demo", "--conversations", "45"]) == 0
    return out.getvalue()


def test_everybody_named_can_sign_in_with_the_password_printed(told: str) -> None:
    names = re.findall(r"^  (\S+@\S+)", told, re.MULTILINE)
    [password] = re.findall(r"password  (\S+)", told)
    assert len(names) == 14 and len(password) >= 12
    for name in (names[0], names[-1]):
        user = authenticate(RequestFactory().post("/"), email=name, password=password)
        assert user is not None and user.email == name


def test_every_end_of_a_mail_and_everything_a_ticket_can_have_is_there(told: str) -> None:
    assert set(Inbound.objects.filter(first=None).values_list("end", flat=True)) == set(Inbound.ENDS)
    assert Inbound.objects.exclude(first=None).exists()
    states = set(Delivery.objects.values_list("state", flat=True))
    assert states == {Delivery.SENT, Delivery.FAILED, Delivery.BOUNCED}
    assert set(Draft.objects.values_list("is_held", flat=True)) == {True, False}
    assert (
        Note.objects.filter(is_for_partner=True).exists()
        and Mention.objects.exists()
        and Link.objects.exists()
    )
    assert set(MessageFile.objects.values_list("is_inline", flat=True)) == {True, False}
    assert {"", "spam", "trash"} == set(Ticket.objects.values_list("shelf", flat=True))
    assert {"ar", "he", "ja", "th"} <= set(Contact.objects.values_list("language", flat=True))
    assert Team.objects.filter(is_partner=True).exists()


def test_it_all_happened_within_the_month_before_now(told: str) -> None:
    moment = now()
    for times in (
        Ticket.objects.values_list("updated_at", flat=True),
        Message.objects.values_list("at", flat=True),
        Event.objects.values_list("at", flat=True),
    ):
        assert max(times) <= moment
        assert 20 < (moment - min(times)).days <= 31


def test_nothing_went_wrong_and_nothing_is_left_to_be_sent(told: str, home: Fresh) -> None:
    assert not Parked.objects.exists()
    assert not Inbound.objects.waiting().exists()
    assert not Delivery.objects.filter(
        state__in=[Delivery.QUEUED, Delivery.SENDING, Delivery.DELAYED]
    ).exists()
    assert not Line.objects.exclude(smtp_host="", imap_host="").exists()
    assert (home.data / "demo").exists()


def test_a_desk_that_is_not_empty_is_refused_unless_forced(
    told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Ticket.objects.count(), User.objects.count()
    assert main(["demo"]) == 1
    assert "not empty" in capsys.readouterr().err
    assert (Ticket.objects.count(), User.objects.count()) == before
    assert main(["demo", "--force", "--conversations", "0"]) == 0
    assert User.objects.count() == before[1]
