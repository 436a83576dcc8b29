"""Signatures: one's own lines, and those of teams one leads."""

from ringback.access.models import Team
from tests.api.ask import Asking
from tests.world import World


def test_ones_lines_are_set_read_and_taken_away(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/users/{world.users['anna'].pk}/signature"
    assert ask.get(path)["html"] == ""
    saved = ask("PUT", path, {"html": "<p>Anna<script>x</script></p>"}).json()
    assert "Anna" in saved["html"]
    assert "script" not in saved["html"]
    assert ask.get(path) == saved
    assert ask("DELETE", path).status_code == 204
    assert ask.get(path)["html"] == ""


def test_other_peoples_lines_are_answered_like_nobodys(world: World) -> None:
    ask = Asking(world.users["ada"])
    agent = Asking(world.users["anna"])
    for method, body in (("GET", None), ("PUT", {"html": "x"}), ("DELETE", None)):
        for asking in (ask, agent):
            assert asking(method, f"/users/{world.users['bo'].pk}/signature", body).status_code == 404
        assert ask(method, "/users/987654321/signature", body).status_code == 404


def test_a_teams_lines_are_its_leaders_and_the_administrators(world: World) -> None:
    north, south = (f"/teams/{world.teams[name].pk}/signature" for name in ("North", "South"))
    lena, ada = Asking(world.users["lena"]), Asking(world.users["ada"])
    assert lena("PUT", north, {"html": "<p>The North team</p>"}).status_code == 200
    assert "The North team" in ada.get(north)["html"]
    for method, body in (("GET", None), ("PUT", {"html": "x"}), ("DELETE", None)):
        assert lena(method, south, body).status_code == 403
        assert Asking(world.users["anna"])(method, north, body).status_code == 404
    assert ada("DELETE", north).status_code == 204
    assert lena.get(north)["html"] == ""


def test_signatures_have_scopes_of_their_own(world: World) -> None:
    path = f"/users/{world.users['anna'].pk}/signature"
    reads = Asking(world.users["anna"], ["signatures:read"])
    assert reads("GET", path).status_code == 200
    assert reads("PUT", path, {"html": "x"}).status_code == 403
    assert Asking(world.users["anna"], ["users:read"])("GET", path).status_code == 403


def test_the_lines_of_a_team_that_works_no_more_are_still_read_by_those_who_set_them(world: World) -> None:
    path = f"/teams/{world.teams['North'].pk}/signature"
    lena, ada = Asking(world.users["lena"]), Asking(world.users["ada"])
    ada("PUT", path, {"html": "<p>The North team</p>"})
    Team.objects.filter(pk=world.teams["North"].pk).update(is_active=False)
    for ask in (lena, ada):
        assert "The North team" in ask.get(path)["html"]
    assert ada("DELETE", path).status_code == 204
    assert ada("GET", "/teams/987654321/signature").status_code == 404
