"""Followers of a ticket: oneself, and teams."""

from tests.api.ask import Asking, pieces
from tests.world import World


def test_a_program_follows_lists_and_stops(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/followers"
    anna, south = world.users["anna"], world.teams["South"]
    made = ask("POST", path, {})
    assert (made.status_code, made.json()["user"]["id"]) == (201, anna.pk)
    assert ask("POST", path, {"team": south.pk}).json()["team"] == {"id": south.pk, "name": "South"}
    everybody = list(pieces(ask, path, 1))
    assert [(one["user"] or one["team"])["name"] for one in everybody] == ["South", "Anna"]
    assert everybody == ask.get(path)["items"]
    assert ask("DELETE", f"{path}/users/{anna.pk}").status_code == 204
    assert ask("DELETE", f"{path}/teams/{south.pk}").status_code == 204
    assert ask("DELETE", f"{path}/teams/{south.pk}").status_code == 404
    assert ask.get(path)["items"] == []


def test_nobody_makes_somebody_else_follow_or_stop(world: World) -> None:
    path = f"/tickets/{world.near.ticket.pk}/followers"
    anna, lena = Asking(world.users["anna"]), Asking(world.users["lena"])
    anna("POST", path, {})
    assert lena("POST", path, {"user": world.users["anna"].pk}).status_code == 422
    assert lena("DELETE", f"{path}/users/{world.users['anna'].pk}").status_code == 404
    assert [one["user"]["name"] for one in lena.get(path)["items"]] == ["Anna"]


def test_opening_it_to_a_team_takes_the_right_to_and_nothing_foreign_is_told(world: World) -> None:
    path, south = f"/tickets/{world.near.ticket.pk}/followers", world.teams["South"].pk
    for name, status in (("sid", 403), ("pia", 403), ("max", 403), ("bo", 404)):
        assert Asking(world.users[name])("POST", path, {"team": south}).status_code == status, name
        assert Asking(world.users[name])("POST", path, {"team": 987654321}).status_code == status, name
    for bad in (987654321, world.teams["North"].pk, world.teams["Helpline"].pk):
        assert Asking(world.users["anna"])("POST", path, {"team": bad}).status_code == 422
