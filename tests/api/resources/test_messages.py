from tests.api.ask import Asking
from tests.world import World, said_by_our_server


def test_held_messages_wait_in_a_list_until_somebody_decides(world: World) -> None:
    ask, colin = Asking(world.users["anna"]), Asking(world.users["colin"])
    assert [message["id"] for message in ask.get("/messages")["items"]] == [world.near.held.pk]
    assert colin("GET", f"/messages/{world.near.held.pk}").status_code == 404
    accepted = ask("POST", f"/messages/{world.near.held.pk}/acceptances", {})
    assert accepted.json()["state"] == "accepted"
    assert colin("GET", f"/messages/{world.near.held.pk}").status_code == 200
    assert ask.get("/messages")["items"] == []


def test_a_decision_is_made_once(world: World) -> None:
    ask = Asking(world.users["anna"])
    assert ask("POST", f"/messages/{world.near.held.pk}/rejections", {}).json()["state"] == "rejected"
    again = ask("POST", f"/messages/{world.near.held.pk}/acceptances", {})
    assert (again.status_code, again.json()["state"]) == (409, "rejected")


def test_customers_read_words_without_addresses_deliveries_or_flags(world: World) -> None:
    items = Asking(world.users["colin"]).get(f"/tickets/{world.near.ticket.pk}/messages")["items"]
    assert [item["id"] for item in items] == [world.near.message.pk, world.near.answer.pk]
    assert set(items[0]) == {"id", "direction", "author", "at", "text", "html", "files"}


def test_a_thread_walks_through_its_pieces_oldest_first(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/messages"
    first = ask.get(f"{path}?limit=2")
    rest = ask.get(f"{path}?limit=2&cursor={first['next']}")
    found = [message["id"] for message in (*first["items"], *rest["items"])]
    assert found == [world.near.message.pk, world.near.answer.pk, world.near.held.pk]
    assert rest["next"] is None


def test_what_proves_a_sender_is_told_with_who_says_so(world: World) -> None:
    ask, at = Asking(world.users["anna"]), f"/messages/{world.near.message.pk}/authentication"
    told = ask.get(at)
    sender = world.near.message.author_address
    assert told == {"sender": sender, "is_authentic": None, "is_proven": False, "findings": []}
    said_by_our_server(world.near.message, "mx.house.example")
    told = ask.get(at)
    assert told["is_proven"] is True
    assert told["findings"] == [
        {
            "method": "dmarc",
            "domain": sender.partition("@")[2],
            "result": "pass",
            "by": "mx.house.example",
            "proves": True,
        }
    ]
    assert ask("GET", f"/messages/{world.near.answer.pk}/authentication").status_code == 404
    assert Asking(world.users["colin"])("GET", at).status_code == 404
