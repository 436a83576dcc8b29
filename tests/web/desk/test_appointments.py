"""An invitation beside what was said: by the reader's clock, and by the sender's."""

import json
from dataclasses import asdict
from zoneinfo import ZoneInfo

import pytest

from ringback.channels.adapters.email.parsed import Guest, Invitation
from ringback.tickets.models import Message
from ringback.web.desk.appointments import theirs, when
from tests.api.ask import Asking
from tests.web.conftest import As
from tests.world import World

TOKYO = ZoneInfo("Asia/Tokyo")


def _made(begins: str, ends: str = "", zone: str = "", is_all_day: bool = False) -> Invitation:
    guests = [Guest("Bob", "bob@mail.example", "accepted")]
    return Invitation(
        "REQUEST", "<b>Fitting</b>", "Quay 4", begins, ends, zone, is_all_day, "weekly", None, guests
    )


@pytest.mark.parametrize(
    ("made", "said", "theirs_said"),
    [
        (
            _made("2026-07-06T14:00:00+02:00", "2026-07-06T15:00:00+02:00", "Europe/Berlin"),
            "2026-07-06 21:00 – 22:00 JST",
            "2026-07-06 14:00 – 15:00 (Europe/Berlin)",
        ),
        (_made("2026-07-06T14:00:00+00:00"), "2026-07-06 23:00 JST", ""),
        (_made("2026-07-06T14:00:00"), "2026-07-06 14:00, by the clock of the place", ""),
        (_made("2026-07-06", "2026-07-07", is_all_day=True), "2026-07-06", ""),
        (_made("2026-07-06", "2026-07-09", is_all_day=True), "2026-07-06 – 2026-07-08", ""),
        (
            _made("2026-07-06T23:30:00+09:00", "2026-07-07T00:30:00+09:00"),
            "2026-07-06 23:30 – 2026-07-07 00:30 JST",
            "",
        ),
    ],
)
def test_a_time_is_said_by_the_clock_of_whoever_reads(made: Invitation, said: str, theirs_said: str) -> None:
    assert (when(made, TOKYO), theirs(made, TOKYO)) == (said, theirs_said)


@pytest.mark.django_db
def test_it_stands_with_its_message_and_its_words_are_only_words(as_: As, world: World) -> None:
    made = _made("2026-07-06T14:00:00+02:00", zone="Europe/Berlin")
    Message.objects.filter(pk=world.near.message.pk).update(invitation=json.dumps(asdict(made)))
    page = as_("anna").get(f"/tickets/{world.near.ticket.pk}").content.decode()
    assert "&lt;b&gt;Fitting&lt;/b&gt;" in page and "every week" in page and "Bob" in page
    told = Asking(world.users["anna"]).get(f"/messages/{world.near.message.pk}")["invitation"]
    assert (told["summary"], told["guests"][0]["answer"]) == ("<b>Fitting</b>", "accepted")
