"""Opening a ticket to others from its page."""

import pytest

from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_ticket_is_opened_to_a_colleague_and_closed_again(as_: As, world: World) -> None:
    at = f"/tickets/{world.near.ticket.pk}"
    assert as_("bo").get(at).status_code == 404
    assert as_("bo").post(f"{at}/grants", {"whom": f"user:{world.users['bo'].pk}"}).status_code == 404
    assert as_("anna").post(f"{at}/grants", {"whom": f"user:{world.users['bo'].pk}"}).status_code == 303
    assert as_("bo").get(at).status_code == 200
    row = world.near.ticket.grants.get(user=world.users["bo"])
    assert as_("anna").post(f"{at}/grants/{row.pk}/withdrawal").status_code == 303
    assert as_("bo").get(at).status_code == 404
    shown = as_("anna").get(at).content.decode()
    assert "Opened to Bo" in shown and "Closed to Bo" in shown


def test_what_names_nobody_is_refused(as_: As, world: World) -> None:
    at = f"/tickets/{world.near.ticket.pk}/grants"
    for whom in ("user:x", "house:1", f"team:{world.teams['North'].pk}"):
        assert as_("anna").post(at, {"whom": whom}).status_code == 422
    for absent in ("user:987654321", "team:987654321", f"user:{world.users['colin'].pk}"):
        assert as_("anna").post(at, {"whom": absent}).status_code in (404, 422)
