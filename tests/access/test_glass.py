"""Breaking the glass."""

from datetime import timedelta

import pytest
import time_machine

from ringback.access import glass, house_settings
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal
from ringback.tickets.models import Ticket
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_hour_and_no_longer(world: World) -> None:
    assert not Ticket.objects.visible_to(world.actor("ada")).exists()
    glass.break_glass(world.actor("ada"), "A customer says we lost their mail")
    assert Ticket.objects.visible_to(world.actor("ada")).count() == 4
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert not Ticket.objects.visible_to(world.actor("ada")).exists()
    assert glass.recent()[0].reason == "A customer says we lost their mail"


def test_a_house_that_switches_it_off_needs_no_reason(world: World) -> None:
    house_settings.change(world.actor("ada"), {"break_glass": False})
    assert Ticket.objects.visible_to(world.actor("ada")).count() == 4
    assert not Ticket.objects.visible_to(world.actor("colin")).filter(pk=world.far.ticket.pk).exists()
    house_settings.change(world.actor("ada"), {"break_glass": True})
    assert not Ticket.objects.visible_to(world.actor("ada")).exists()


def test_a_reason_is_more_than_a_word(world: World) -> None:
    with pytest.raises(Refusal):
        glass.break_glass(world.actor("ada"), "because")


def test_only_administrators_do_it(world: World) -> None:
    for name in ("max", "anna", "pia", "colin"):
        with pytest.raises(Forbidden):
            glass.break_glass(world.actor(name), "I am curious about this customer")
