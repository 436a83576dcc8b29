"""Hand-overs by program."""

from tests.api.ask import Asking
from tests.world import World


def test_a_program_offers_lists_and_accepts(world: World) -> None:
    anna, lena, path = (
        Asking(world.users["anna"]),
        Asking(world.users["lena"]),
        f"/tickets/{world.near.ticket.pk}",
    )
    assert anna.get(f"{path}/brief")["wants"].startswith("Kettle leaks")
    made = anna(
        "POST", f"{path}/handovers", {"user": world.users["lena"].pk, "brief": {"promised": "Friday"}}
    )
    assert made.status_code == 201
    brief = made.json()["brief"]
    assert (brief["promised"], brief["wants"][:12]) == ("Friday", "Kettle leaks")
    assert [one["id"] for one in lena.get("/handovers?to=me")["items"]] == [made.json()["id"]]
    assert anna.get("/handovers?to=me")["items"] == []
    assert anna.get("/handovers?state=offered")["items"] == lena.get("/handovers?to=me")["items"]
    assert (
        anna.get(f"/handovers?by=me&ticket={world.near.ticket.pk}")["items"]
        == lena.get("/handovers?to=me")["items"]
    )
    assert lena.get("/handovers?by=me&state=offered")["items"] == []
    done = lena("POST", f"/handovers/{made.json()['id']}/acceptances").json()
    assert (done["state"], done["is_transfer"], done["answered_by"]["name"]) == ("accepted", True, "Lena")
    ticket = lena.get(path)
    assert (ticket["owner"]["name"], ticket["transfers"]) == ("Lena", 1)
    assert lena("POST", f"/handovers/{done['id']}/acceptances").json()["code"] == "answered"


def test_a_leader_hands_over_what_an_absent_colleague_answers_for(world: World) -> None:
    lena, user = Asking(world.users["lena"]), world.users["anna"].pk
    made = lena("POST", f"/users/{user}/handovers", {"team": world.near.team.pk}).json()["items"]
    assert made and all(one["is_absence"] for one in made)
    assert lena("POST", f"/users/{user}/handovers", {"team": world.near.team.pk}).json()["items"] == []


def test_a_token_without_notes_reads_no_brief(world: World) -> None:
    bare = Asking(world.users["anna"], ["tickets:read", "tickets:write"])
    assert bare("GET", f"/tickets/{world.near.ticket.pk}/brief").status_code == 403
