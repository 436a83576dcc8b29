"""Things go when their time is over, counted before anything is done (TRUST C, Retention)."""

import io
import json
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from ringback import schedule
from ringback.channels.models import Attempt, Raw
from ringback.cli.main import main
from ringback.company import house
from ringback.files import store
from ringback.files.models import Blob
from ringback.files.sweep import sweep
from ringback.kit import clock
from ringback.kit.errors import Forbidden, Refusal
from ringback.ledger import seals
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event, EventDetail
from ringback.search.models import SearchRow
from ringback.tickets.models import Category, Draft, Message, MessageFile, Note, Ticket
from ringback.transfer import retention
from tests.world import ARRIVED, World, build

pytestmark = pytest.mark.django_db
NOW = ARRIVED + timedelta(days=2000)


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    built = build()
    # Closed on the day it came; the other stays open.
    Ticket.objects.filter(pk=built.near.ticket.pk).update(category=Category.CLOSED, closed_at=ARRIVED)
    seals._write(list(Event.objects.order_by("id")))
    return built


def _due() -> dict[str, int]:
    with clock.at(NOW):
        return {row.name: row.due for row in retention.table(SYSTEM)}


def test_the_table_counts_and_does_nothing(world: World) -> None:
    before = list(Message.objects.order_by("id").values_list())
    Attempt.objects.create(
        delivery=world.near.answer.delivery, number=1, started_at=ARRIVED, ended_at=ARRIVED
    )
    counted = _due()
    assert counted["keep_closed_tickets"] == 1 and counted["keep_spam"] == 0
    assert counted["keep_delivery_log"] == 1 and counted["keep_raw_mail"] == 0
    assert counted["keep_event_words"] == EventDetail.objects.count() > 0
    assert list(Message.objects.order_by("id").values_list()) == before


def test_a_closed_ticket_is_emptied_and_the_others_are_not(world: World) -> None:
    near, far = world.near.ticket.pk, world.far.ticket.pk
    said = list(Message.objects.filter(ticket=far).order_by("id").values_list())
    kept = Message.objects.filter(ticket=near).count()
    blob = world.near.file.blob
    done = retention.keep_to(NOW)
    assert done["keep_closed_tickets"] == 1 and retention.keep_to(NOW)["keep_closed_tickets"] == 0
    ticket = Ticket.objects.get(pk=near)
    assert (ticket.subject, ticket.excerpt, ticket.category) == ("", "", Category.CLOSED)
    messages = Message.objects.filter(ticket=near)
    assert messages.count() == kept
    assert {(m.text, m.html, m.author_name, m.author_address, m.addresses) for m in messages} == {
        ("", "", "", "", "{}")
    }
    assert set(Note.objects.filter(ticket=near).values_list("text", "html")) == {("", "")}
    assert not Draft.objects.filter(ticket=near).exists()
    assert not MessageFile.objects.filter(message__ticket=near).exists()
    assert not SearchRow.objects.filter(topic_id=near).exists()
    for raw in Raw.objects.filter(inbound__message__ticket=near):
        assert bytes(raw.bytes or b"") == b"" and raw.blob_id is None
    assert "Colin" not in str(list(ticket.participants.values_list()))
    assert list(Message.objects.filter(ticket=far).order_by("id").values_list()) == said
    assert SearchRow.objects.filter(topic_id=far).exists()
    with clock.at(clock.now() + timedelta(days=2)):
        sweep()
    assert not type(blob).objects.filter(pk=blob.pk).exists()
    assert seals.verify().broken == []


def test_nothing_goes_by_itself_before_somebody_has_agreed(world: World) -> None:
    cache.clear()
    with clock.at(NOW):
        schedule.keep_to_retention(threading.Event())
        assert [row.due for row in retention.table(SYSTEM)][0] == 1
        retention.change(SYSTEM, {})
        schedule.keep_to_retention(threading.Event())
        assert [row.due for row in retention.table(SYSTEM)][0] == 0


def test_a_period_of_none_keeps_for_good(world: World) -> None:
    retention.change(SYSTEM, {"keep_closed_tickets": 0, "keep_event_words": 0})
    words = EventDetail.objects.count()
    assert retention.keep_to(NOW)["keep_closed_tickets"] == 0
    assert EventDetail.objects.count() == words
    assert world.near.ticket.subject == Ticket.objects.get(pk=world.near.ticket.pk).subject


def test_a_day_before_its_time_nothing_goes(world: World) -> None:
    days = house.RETENTION["keep_closed_tickets"]
    assert retention.keep_to(ARRIVED + timedelta(days=days))["keep_closed_tickets"] == 0
    assert retention.keep_to(ARRIVED + timedelta(days=days, seconds=1))["keep_closed_tickets"] == 1


def test_spam_and_originals_go_earlier_where_the_house_says_so(world: World) -> None:
    Ticket.objects.filter(pk=world.far.ticket.pk).update(shelf="spam", updated_at=ARRIVED)
    retention.change(SYSTEM, {"keep_raw_mail": 5, "keep_spam": 10})
    done = retention.keep_to(ARRIVED + timedelta(days=6))
    assert done["keep_raw_mail"] >= 1 and done["keep_spam"] == 0
    assert bytes(world.near.inbound.raw.bytes) == b""
    assert Message.objects.get(pk=world.near.message.pk).text
    assert retention.keep_to(ARRIVED + timedelta(days=11))["keep_spam"] == 1
    assert not Message.objects.get(pk=world.far.message.pk).text
    # Once is enough.
    assert retention.keep_to(ARRIVED + timedelta(days=11))["keep_raw_mail"] == 0


def test_only_an_administrator_sees_and_changes_the_table(world: World) -> None:
    for name in ("max", "lena", "anna", "pia", "colin"):
        with pytest.raises(Forbidden):
            retention.table(world.actor(name))
        with pytest.raises(Forbidden):
            retention.change(world.actor(name), {"keep_spam": 1})
    for wrong in ({"name": 3}, {"keep_spam": -1}, {"keep_spam": 10**6}):
        with pytest.raises(Refusal):
            retention.change(world.actor("ada"), wrong)


def test_the_page_shows_what_is_over_and_changes_the_periods(world: World) -> None:
    client = Client()
    client.force_login(world.users["ada"])
    page = client.get("/office/retention").content.decode()
    assert "Spam and trash" in page and 'value="1096"' in page and "are over it now" in page
    given = {name: str(days) for name, days in house.RETENTION.items()} | {"keep_spam": "7"}
    assert client.post("/office/retention", given).status_code == 303
    assert house.get("keep_spam") == 7
    assert client.post("/office/retention", given | {"keep_spam": "-1"}).status_code == 422
    # The one period that is another now, and that the house agrees to all of them.
    assert Event.objects.filter(kind="setting.changed").count() == 2


def test_the_command_counts_and_does_it_when_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with clock.at(NOW):
        assert main(["retention", "--json"]) == 0
        told = {row["name"]: row["due"] for row in json.loads(capsys.readouterr().out)}
        assert told == _due()
        assert main(["retention"]) == 0
        assert "1096 days" in capsys.readouterr().out
        assert main(["retention", "--apply", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["keep_closed_tickets"] == 1
    assert _due()["keep_closed_tickets"] == 0


def test_a_large_original_leaves_the_store_with_its_period_and_not_before(world: World) -> None:
    raw = world.near.inbound.raw
    blob = store.keep(io.BytesIO(b"a large mail"))
    raw.bytes, raw.blob = None, blob
    raw.save()
    with clock.at(clock.now() + timedelta(days=2)):
        sweep()
        assert Blob.objects.filter(pk=blob.pk).exists()
        retention.change(SYSTEM, {"keep_raw_mail": 5})
        retention.keep_to(ARRIVED + timedelta(days=6))
        sweep()
    assert not Blob.objects.filter(pk=blob.pk).exists()
