"""Following a ticket from its page."""

import pytest

from ringback.tickets.models import Follower, Grant
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


def _card(as_: As, name: str, number: int) -> str:
    page = as_(name).get(f"/tickets/{number}/aside").content.decode()
    return page.split('id="card-followers"')[1].split("</section>")[0]


def test_a_button_follows_and_follows_no_more(as_: As, world: World, part: dict[str, str]) -> None:
    client, at = as_("anna"), f"/tickets/{world.near.ticket.pk}/following"
    answer = client.post(at, {"follows": "on"}, headers=part).content.decode()
    assert "Following" in answer and "Anna" in answer.split('id="card-followers"')[1]
    assert Follower.objects.filter(user=world.users["anna"]).count() == 1
    assert client.post(at).status_code == 303
    assert not Follower.objects.exists()
    assert "Following" not in _card(as_, "anna", world.near.ticket.pk)


def test_a_team_is_added_and_taken_off_by_those_who_may(as_: As, world: World) -> None:
    at, south = f"/tickets/{world.near.ticket.pk}/followers", world.teams["South"]
    card = _card(as_, "anna", world.near.ticket.pk)
    assert ">South</option>" in card and ">North</option>" not in card and ">Helpline</option>" not in card
    for name in ("sid", "pia"):
        assert 'name="team"' not in _card(as_, name, world.near.ticket.pk)
        assert as_(name).post(at, {"team": south.pk}).status_code in (403, 404)
    assert as_("anna").post(at, {"team": south.pk}).status_code == 303
    assert as_("bo").get(f"/tickets/{world.near.ticket.pk}").status_code == 200
    shown = as_("anna").get(f"/tickets/{world.near.ticket.pk}/aside").content.decode()
    assert "South" in shown.split('id="card-followers"')[1].split("</section>")[0]
    assert "South <small>" not in shown.split('id="card-grants"')[1].split("<form class")[0]
    assert as_("anna").post(f"{at}/{south.pk}/removal").status_code == 303
    assert not Grant.objects.filter(ticket=world.near.ticket, reason=Grant.FOLLOWER).exists()


def test_nobody_follows_what_they_do_not_see(as_: As, world: World) -> None:
    for name in ("bo", "quinn", "colin", "ada"):
        number = world.far.ticket.pk if name == "quinn" else world.near.ticket.pk
        answer = as_(name).post(f"/tickets/{number}/following", {"follows": "on"})
        assert answer.status_code in (403, 404), name
    assert not Follower.objects.exists()
