"""Signatures: one's own, and a team's by those who lead it."""

import pytest

from ringback.kit.errors import Forbidden, Unseen
from ringback.tickets import signing
from ringback.tickets.replying import Written, reply
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_a_reply_ends_with_the_persons_lines_and_then_the_teams(world: World) -> None:
    signing.sign_for_team(world.actor("lena"), world.teams["North"].pk, "<p>The North team</p>")
    signing.sign_own(world.actor("anna"), "<p>Anna<script>x</script></p>")
    sent = reply(world.actor("anna"), world.near.ticket.pk, Written("<p>Here it is.</p>"))
    assert sent.delivery
    content = bytes(sent.delivery.content or b"").decode().partition("\r\n\r\n")[2]
    assert content.index("Here it is.") < content.index("Anna") < content.index("The North team")
    assert "script" not in content


def test_teams_are_signed_for_by_their_leader_or_an_administrator(world: World) -> None:
    with pytest.raises(Forbidden):
        signing.sign_for_team(world.actor("lena"), world.teams["South"].pk, "x")
    with pytest.raises(Forbidden):
        signing.sign_for_team(world.actor("anna"), world.teams["North"].pk, "x")
    with pytest.raises(Unseen):
        signing.sign_for_team(world.actor("ada"), 10**9, "x")
    assert [one.team.name for one in signing.of_teams(world.actor("lena"))] == ["North"]
    assert len(signing.of_teams(world.actor("ada"))) == 4


def test_ones_lines_are_ones_own(world: World) -> None:
    signing.sign_own(world.actor("anna"), "<p>Anna</p>")
    assert signing.own(world.actor("anna")).html == "<p>Anna</p>"
    assert signing.own(world.actor("bo")).html == ""
