"""Merging, splitting and telling, by programs."""

from tests.api.ask import Asking
from tests.world import World


def test_a_program_merges_reads_and_takes_apart(world: World) -> None:
    ask, first, second = Asking(world.users["anna"]), world.near.ticket.pk, world.near.other.pk
    own = [item["id"] for item in ask.get(f"/tickets/{second}/messages")["items"]]
    assert first in [item["number"] for item in ask.get(f"/tickets/{second}/duplicates")["items"]]
    merged = ask("POST", f"/tickets/{second}/merges", {"into": first})
    assert (merged.status_code, merged.json()["number"], merged.json()["merged_count"]) == (200, first, 1)
    assert ask.get(f"/tickets/{second}")["canonical"] == first
    assert [item["number"] for item in ask.get(f"/tickets/{first}/merges")["items"]] == [second]
    assert set(own) <= {item["id"] for item in ask.get(f"/tickets/{first}/messages")["items"]}
    refused = ask("POST", f"/tickets/{second}/closures", {"reason": "withdrawn"})
    assert (refused.status_code, refused.json()["code"], refused.json()["canonical"]) == (
        409,
        "merged",
        first,
    )
    assert ask("POST", f"/tickets/{second}/unmerges").json()["canonical"] is None


def test_a_customer_hears_nothing_of_what_theirs_was_merged_into(world: World) -> None:
    ask, colin = Asking(world.users["anna"]), Asking(world.users["colin"])
    first, second = world.near.ticket.pk, world.near.other.pk
    ask("POST", f"/tickets/{second}/merges", {"into": first})
    assert set(colin.get(f"/tickets/{second}")) == {"number", "subject", "status", "created_at"}
    assert [item["number"] for item in colin.get("/tickets")["items"]] == [first]
