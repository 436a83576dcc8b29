"""Exchanges that happened elsewhere, written down by hand: of no, one or several tickets (PRODUCT B9)."""

from datetime import timedelta
from typing import Any

import pytest

from ringback.interactions.models import Interaction
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.models import Event
from ringback.tickets import exchanges
from ringback.tickets.models import Ticket, TicketInteraction
from tests.world import ARRIVED, World, world

__all__ = ["world"]

CALL = {"offered_at": ARRIVED, "answered_at": ARRIVED + timedelta(seconds=20)}
ENDED = CALL | {"ended_at": ARRIVED + timedelta(minutes=5)}


def _record(world: World, name: str = "anna", tickets: Any = (), **more: Any) -> Interaction:
    return exchanges.record(world.actor(name), "phone", "in", more.pop("given", ENDED), tickets, **more)


def _kinds(ticket: Ticket) -> list[str]:
    events = Event.objects.filter(topic_id=ticket.pk, kind__startswith="ticket.interaction")
    return [
        kind.removeprefix("ticket.interaction_")
        for kind in events.order_by("id").values_list("kind", flat=True)
    ]


def test_a_call_is_written_down_with_what_follows_from_its_times(world: World) -> None:
    made = _record(world, given={**ENDED, "hold_seconds": 30, "disposition": "helped"})
    row = Interaction.objects.get(pk=made.pk)
    assert (row.wait_seconds, row.handling_seconds, row.hold_seconds) == (20, 280, 30)
    assert (row.wrap_up_seconds, row.disposition, row.is_by_hand) == (None, "helped", True)
    assert (row.team, row.user, row.line) == (world.near.team, world.users["anna"], None)
    event = Event.objects.get(kind="interaction.recorded", subject_id=row.pk)
    assert event.actor_id == world.users["anna"].pk


def test_it_belongs_to_no_one_or_several_tickets(world: World) -> None:
    anna, near, other = world.actor("anna"), world.near.ticket, world.near.other
    none, both = _record(world), _record(world, tickets=[other.pk, near.pk, near.pk])
    found = exchanges.tickets_of(anna, [none.pk, both.pk])
    assert found == {none.pk: [], both.pk: sorted([near.pk, other.pk])}
    assert _kinds(near) == _kinds(other) == ["linked"]
    before = near.version
    near.refresh_from_db()
    assert near.version > before and near.updated_at > now() - timedelta(minutes=1)


def test_mail_and_what_was_written_down_are_told_of_together(world: World) -> None:
    mail = world.near.message.interaction_id
    assert exchanges.tickets_of(world.actor("anna"), [mail or 0]) == {mail: [world.near.ticket.pk]}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"answered_at": ARRIVED - timedelta(seconds=1)}, "answered_at"),
        ({"ended_at": ARRIVED - timedelta(seconds=1)}, "ended_at"),
        ({"ended_at": ARRIVED + timedelta(seconds=19)}, "ended_at"),
        ({"answered_at": None, "ended_at": ARRIVED - timedelta(seconds=1)}, "ended_at"),
        ({"offered_at": None}, "offered_at"),
        ({"ended_at": ARRIVED + timedelta(days=365 * 90)}, "ended_at"),
        ({"wait_seconds": -1}, "wait_seconds"),
        ({"wrap_up_seconds": 8 * 24 * 3600}, "wrap_up_seconds"),
        ({"hold_seconds": 281}, "hold_seconds"),
    ],
)
def test_times_that_cannot_be_are_refused(world: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        _record(world, given=ENDED | given)
    assert refused.value.field == field
    assert not Interaction.objects.filter(is_by_hand=True).exists()


@pytest.mark.parametrize(
    ("channel", "direction", "field"), [("pigeon", "in", "channel"), ("phone", "up", "direction")]
)
def test_channel_and_direction_are_those_there_are(
    world: World, channel: str, direction: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        exchanges.record(world.actor("anna"), channel, direction, ENDED)
    assert refused.value.field == field


def test_one_records_for_ones_own_teams(world: World) -> None:
    for more in (
        {"line": world.far.line},
        {"team": world.far.team},
        {"line": world.near.line, "team": world.far.team},
    ):
        with pytest.raises(Refusal) as refused:
            _record(world, **more)
        assert refused.value.code == "team"
    assert _record(world, line=world.near.line).team == world.near.team
    for name in ("max", "ada", "pia", "colin"):
        with pytest.raises(Forbidden):
            _record(world, name, team=world.near.team)


def test_a_foreign_ticket_is_refused_like_an_absent_one(world: World) -> None:
    said = []
    for number in (world.far.ticket.pk, 987_654_321):
        with pytest.raises(Refusal) as refused:
            _record(world, tickets=[world.near.ticket.pk, number])
        said.append((refused.value.message, refused.value.field, refused.value.code, refused.value.status))
    assert said[0] == said[1] and said[0][3] == 422
    assert not TicketInteraction.objects.exists() and _kinds(world.far.ticket) == []


def test_whoever_was_asked_for_help_records_on_the_ticket_and_for_their_own_team(world: World) -> None:
    made = _record(world, "sid", tickets=[world.near.ticket.pk])
    assert made.team == world.teams["Engineers"]


def test_what_was_written_down_is_corrected_and_the_ticket_is_told(world: World) -> None:
    anna, near, other = world.actor("anna"), world.near.ticket, world.near.other
    made = _record(world, tickets=[near.pk])
    exchanges.change(anna, made.pk, {"disposition": "called back"})
    assert _kinds(near) == ["linked"]
    longer = exchanges.change(anna, made.pk, {"ended_at": ARRIVED + timedelta(minutes=10)})
    assert longer.handling_seconds == 580
    assert _kinds(near) == ["linked", "changed"]
    exchanges.change(anna, made.pk, {}, [other.pk])
    assert exchanges.tickets_of(anna, [made.pk]) == {made.pk: [other.pk]}
    assert _kinds(near)[-1] == "unlinked" and _kinds(other) == ["linked"]
    with pytest.raises(Refusal):
        exchanges.change(anna, made.pk, {"answered_at": ARRIVED + timedelta(hours=1)})


def test_a_ticket_that_one_does_not_see_keeps_its_exchange(world: World) -> None:
    made = _record(world, tickets=[world.near.ticket.pk])
    TicketInteraction.objects.create(ticket=world.far.ticket, interaction=made, at=ARRIVED)
    exchanges.change(world.actor("anna"), made.pk, {}, [])
    assert TicketInteraction.objects.get().ticket == world.far.ticket
    assert exchanges.tickets_of(world.actor("anna"), [made.pk]) == {made.pk: []}


def test_what_the_desk_carried_itself_and_what_others_wrote_down_stay(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        exchanges.change(world.actor("anna"), world.near.message.interaction_id or 0, {"disposition": "x"})
    assert refused.value.code == "not-by-hand"
    made = _record(world)
    with pytest.raises(Unseen):
        exchanges.change(world.actor("bo"), made.pk, {"disposition": "x"})
    with pytest.raises(Forbidden):
        exchanges.change(world.actor("max"), made.pk, {"disposition": "x"})
