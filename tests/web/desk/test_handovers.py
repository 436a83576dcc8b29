"""A hand-over in the browser: written with a brief, answered beside the ticket, found under To accept."""

import pytest

from ringback.tickets import views
from ringback.tickets.models import Handover, Ticket
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db
BRIEF = {"wants": "A lid", "done": "Nothing", "promised": "", "next_step": "Order it"}


def _offered(as_: As, world: World) -> Handover:
    at = f"/tickets/{world.near.ticket.pk}/handover"
    answer = as_("anna").post(at, {"user": world.users["lena"].pk, **BRIEF})
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{world.near.ticket.pk}")
    return Handover.objects.get()


def test_the_form_is_filled_from_the_thread(as_: As, world: World) -> None:
    page = as_("anna").get(f"/tickets/{world.near.ticket.pk}/handover").content.decode()
    assert "Kettle leaks" in page and "1 reply was sent." in page


def test_whom_it_is_offered_to_finds_it_reads_the_brief_and_accepts(as_: As, world: World) -> None:
    offered, beside = _offered(as_, world), f"/tickets/{world.near.ticket.pk}/aside"
    assert (
        views.counts(world.actor("lena"))["to_accept"],
        views.counts(world.actor("anna"))["to_accept"],
    ) == (1, 0)
    assert "Kettle leaks" in as_("lena").get("/tickets?view=to_accept").content.decode()
    assert "Accept" not in as_("anna").get(beside).content.decode()
    shown = as_("lena").get(beside).content.decode()
    assert "Order it" in shown and "Accept" in shown
    assert as_("lena").post(f"/handovers/{offered.pk}/acceptance").status_code == 303
    ticket = Ticket.objects.get(pk=world.near.ticket.pk)
    assert (ticket.owner, ticket.transfers) == (world.users["lena"], 1)
    assert "1 time" in as_("lena").get(beside).content.decode()


def test_a_return_without_a_reason_is_refused_and_with_one_is_shown(as_: As, world: World) -> None:
    offered = _offered(as_, world)
    assert as_("lena").post(f"/handovers/{offered.pk}/return", {"reason": ""}).status_code == 422
    as_("lena").post(f"/handovers/{offered.pk}/return", {"reason": "Away until Monday"})
    shown = as_("anna").get(f"/tickets/{world.near.ticket.pk}/aside").content.decode()
    assert "Away until Monday" in shown


def test_partners_find_nothing_of_it(as_: As, world: World) -> None:
    offered = _offered(as_, world)
    assert "Order it" not in as_("pia").get(f"/tickets/{world.near.ticket.pk}/aside").content.decode()
    assert as_("pia").post(f"/handovers/{offered.pk}/acceptance").status_code == 404
    assert as_("pia").get(f"/tickets/{world.near.ticket.pk}/handover").status_code == 404
