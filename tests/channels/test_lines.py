from datetime import datetime, timedelta
from typing import Any

import pytest

from ringback.access.models import Team
from ringback.channels import lines
from ringback.channels.models import Line
from ringback.kit import crypto
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.models import Event, EventDetail
from tests.channels.cast import a_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return a_team()


def test_a_contact_point_is_added_with_its_servers(team: Team) -> None:
    line = lines.add(
        SYSTEM,
        " Help  desk ",
        "help@desk.example",
        team,
        imap_url="imaps://help@mail.example/Inbox2",
        smtp_url="smtp+starttls://help@out.example",
        after="move:Done",
        secrets={"imap": "one", "smtp": "two"},
    )
    line.refresh_from_db()
    assert (line.name, line.imap_host, line.imap_port, line.imap_folder) == (
        "Help desk",
        "mail.example",
        993,
        "Inbox2",
    )
    assert (line.smtp_host, line.smtp_port, line.smtp_tls) == ("out.example", 587, "starttls")
    assert (line.after, line.move_to) == ("move", "Done")
    assert [crypto.unseal(s) for s in (line.imap_secret, line.smtp_secret)] == ["one", "two"]
    assert abs(line.live_from - now()) < timedelta(minutes=1)


def test_passwords_are_nowhere_in_the_clear(team: Team) -> None:
    lines.add(
        SYSTEM, "x", "x@desk.example", team, imap_url="imaps://a@b.example", secrets={"imap": "hunter2"}
    )
    stored = [*Line.objects.values_list(), *Event.objects.values_list(), *EventDetail.objects.values_list()]
    assert "hunter2" not in str(stored)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "FIRST"}, "name"),
        ({"address": "no address"}, "address"),
        ({"address": "First@Desk.example"}, "address"),
        ({"after": "burn"}, "after"),
        ({"imap_port": 0}, "imap_port"),
        ({"imap_tls": "maybe"}, "imap_tls"),
        ({"imap_host": "a b"}, "imap_host"),
        ({"move_to": ""}, "move_to"),
        ({"move_to": "INBOX"}, "move_to"),
        ({"live_from": datetime(2026, 1, 1)}, "live_from"),  # noqa: DTZ001
        ({"last_uid": 3}, "last_uid"),
        ({"team": "Support"}, "team"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(team: Team, changes: dict[str, Any], field: str) -> None:
    lines.add(SYSTEM, "first", "first@desk.example", team)
    line = lines.add(SYSTEM, "second", "second@desk.example", team)
    with pytest.raises(Refusal) as no:
        lines.change(SYSTEM, line.pk, changes)
    assert no.value.field == field


def test_only_those_with_the_right_may_write(team: Team) -> None:
    line = lines.add(SYSTEM, "x", "x@desk.example", team)
    stranger = Actor("user", 1)
    with pytest.raises(Forbidden):
        lines.add(stranger, "y", "y@desk.example", team)
    with pytest.raises(Forbidden):
        lines.change(stranger, line.pk, {"name": "z"})
    with pytest.raises(Forbidden):
        lines.pause(stranger, line.pk)
    with pytest.raises(Unseen):
        lines.change(SYSTEM, line.pk + 1, {})


def test_a_change_made_on_an_old_version_is_refused(team: Team) -> None:
    line = lines.add(SYSTEM, "x", "x@desk.example", team)
    assert lines.change(SYSTEM, line.pk, {"greeting": "Hi"}, version=1).version == 2
    with pytest.raises(Stale):
        lines.change(SYSTEM, line.pk, {"greeting": "Ho"}, version=1)


def test_a_stored_password_does_not_follow_to_another_server(team: Team) -> None:
    line = lines.add(
        SYSTEM, "x", "x@desk.example", team, imap_url="imaps://a@b.example", secrets={"imap": "pw"}
    )
    with pytest.raises(Refusal) as no:
        lines.change(SYSTEM, line.pk, {"imap_host": "evil.example"})
    assert no.value.code == "secret-again"
    lines.change(SYSTEM, line.pk, {"imap_host": "new.example", "imap_secret": "pw2"})


def test_another_mailbox_is_read_from_its_beginning(team: Team) -> None:
    line = lines.add(SYSTEM, "x", "x@desk.example", team, imap_url="imaps://a@b.example")
    Line.objects.update(last_uid=7, uid_validity=9)
    assert lines.change(SYSTEM, line.pk, {"greeting": "Hi"}).last_uid == 7
    changed = lines.change(SYSTEM, line.pk, {"imap_folder": "Other"})
    assert (changed.last_uid, changed.uid_validity) == (0, 0)


def test_pausing_and_resuming_are_told_to_the_ledger(team: Team) -> None:
    line = lines.add(SYSTEM, "x", "x@desk.example", team)
    assert not lines.pause(SYSTEM, line.pk).is_active
    assert lines.resume(SYSTEM, line.pk).is_active
    assert list(Event.objects.filter(subject_kind="line").order_by("id").values_list("kind", flat=True)) == [
        "line.added",
        "line.changed",
        "line.changed",
    ]
