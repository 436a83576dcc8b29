"""Events, search, notes, drafts, settings and what is parked."""

from pytest_django import DjangoAssertNumQueries

from ringback.company import house
from ringback.ledger.models import Event, Parked
from tests.api.ask import Asking, pieces
from tests.fresh import Fresh, until_settled
from tests.world import ARRIVED, CANARY, World, build


def test_the_feed_walks_through_everything_once_and_then_waits(fresh_db: Fresh) -> None:
    world = build()
    ask, seen, cursor = Asking(world.users["max"]), list[int](), ""
    until_settled()
    while True:
        page = ask.get(f"/events?limit=20&cursor={cursor}")
        seen += [event["id"] for event in page["items"]]
        if page["next"] == cursor:
            break
        cursor = page["next"]
    assert seen == list(Event.objects.order_by("xid", "id").values_list("pk", flat=True))


def test_agents_read_of_their_tickets_and_of_what_they_did_themselves(fresh_db: Fresh) -> None:
    world = build()
    ask = Asking(world.users["anna"])
    until_settled()
    items = ask.get("/events?limit=100")["items"]
    topics = {item["ticket"] for item in items} - {None}
    assert topics == {world.near.ticket.pk, world.near.other.pk}
    others = [item for item in items if item["ticket"] is None]
    assert all(
        world.users["anna"].pk in (i["actor"]["id"], (i["acting_for"] or {}).get("id")) for i in others
    )


def test_what_a_token_did_names_token_and_owner(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}"
    ask("PATCH", path, {"priority": 1})
    last = ask.get(f"{path}/events?limit=100")["items"][-1]
    assert last["actor"] == {"kind": "token", "id": ask.token.pk}
    assert last["acting_for"] == {"kind": "user", "id": world.users["anna"].pk}


def test_search_finds_what_the_caller_may_see(world: World) -> None:
    found = Asking(world.users["anna"]).get("/search?q=since")
    assert {hit["ticket"] for hit in found["items"]} == {world.near.ticket.pk}
    problem = Asking(world.users["anna"]).get("/search?q=status:nonsense")
    assert problem["problems"]


def test_search_finds_notes_only_for_tokens_that_may_read_them(world: World) -> None:
    word = CANARY.partition("-")[0]
    every = Asking(world.users["anna"]).get(f"/search?q={word}")["items"]
    narrow = Asking(world.users["anna"], ["search:read", "tickets:read"]).get(f"/search?q={word}")["items"]
    assert "note" in {hit["kind"] for hit in every}
    assert "note" not in {hit["kind"] for hit in narrow}


def test_search_finds_for_a_token_what_it_could_read_elsewhere(world: World) -> None:
    assert _found(world, "q=kettle") == (set(), [])
    assert _found(world, "q=kettle", "messages:read") == ({"message"}, [])
    assert _found(world, "q=colin", "contacts:read") == (set(), [world.near.contact.pk])
    assert _found(world, "q=is:open") == (set(), [])
    assert _found(world, "q=is:open", "tickets:read") == ({"ticket"}, [])


def _found(world: World, query: str, *scopes: str) -> tuple[set[str], list[int]]:
    found = Asking(world.users["anna"], ["search:read", *scopes]).get(f"/search?{query}")
    return {hit["kind"] for hit in found["items"]}, [contact["id"] for contact in found["contacts"]]


def test_customers_search_what_they_may_read_in_their_own_requests(world: World) -> None:
    ask = Asking(world.users["colin"])
    found = ask.get("/search?q=kettle")
    assert set(found) == {"items", "problems", "next"}
    assert {(hit["kind"], hit["ticket"]) for hit in found["items"]} == {
        ("message", world.near.ticket.pk),
        ("message", world.near.other.pk),
    }
    assert world.near.held.pk not in {hit["id"] for hit in found["items"]}
    assert set(found["items"][0]) == {"kind", "id", "at", "ticket", "subject", "status", "author", "excerpt"}
    for hidden in (CANARY.partition("-")[0], "bicycle", "mallory", "dora"):
        assert ask.get(f"/search?q={hidden}")["items"] == [], hidden


def test_customers_ask_by_nothing_that_only_we_know(world: World) -> None:
    ask = Asking(world.users["colin"])
    for ours in (
        "tag:urgent",
        "owner:anna",
        "assignee:none",
        "team:North",
        "in:spam",
        "is:mine",
        "to:mallory",
    ):
        answer = ask.get(f"/search?q={ours}")
        assert answer["items"] == [], ours
        assert answer["problems"], ours
    assert len(ask.get("/search?q=is:open")["items"]) == 2
    own = ask.get(f"/search?q=number:{world.near.ticket.pk}")["items"]
    assert [(hit["ticket"], hit["excerpt"], hit["author"]) for hit in own] == [(world.near.ticket.pk, "", "")]


def test_a_note_names_whom_it_called_in(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/notes"
    called = {"users": [world.users["bo"].pk], "teams": [world.teams["Engineers"].pk]}
    note = ask("POST", path, {"html": "<p>Can you look?</p>", **called}).json()
    shown = ask.get(f"/notes/{note['id']}")
    assert shown["users"] == [{"id": world.users["bo"].pk, "name": "Bo"}]
    assert shown["teams"] == [{"id": world.teams["Engineers"].pk, "name": "Engineers"}]
    assert ask.get(path)["items"][-1] == shown
    entries = ask.get(f"/tickets/{world.near.ticket.pk}/timeline")["items"]
    assert shown in [entry["note"] for entry in entries]


def test_a_list_of_notes_asks_no_more_for_more_of_them(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/notes"
    for _ in range(5):
        ask("POST", path, {"html": "<p>Can you look?</p>", "users": [world.users["bo"].pk]})
    with django_assert_max_num_queries(6):  # token, teams, ticket, notes, files, who was called in
        ask.get(path)


def test_a_note_calls_somebody_in_and_is_put_right_by_its_author_only(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/notes"
    bo = Asking(world.users["bo"])
    assert bo("GET", path).status_code == 404
    note = ask("POST", path, {"html": "<p>Can you look?</p>", "users": [world.users["bo"].pk]}).json()
    assert bo("GET", path).status_code == 200
    assert ask("PATCH", f"/notes/{note['id']}", {"html": "<p>Please look</p>"}).json()["edited_at"]
    assert bo("PATCH", f"/notes/{note['id']}", {"html": "<p>Mine</p>"}).status_code == 403


def test_drafts_are_ones_own_and_know_when_another_window_saved(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/drafts/reply"
    saved = ask("PUT", path, {"html": "<p>One</p>", "to": [{"address": "a@mail.example"}]})
    assert saved.json()["to"] == [{"name": "", "address": "a@mail.example"}]
    ask("PUT", path, {"html": "<p>Two</p>"}, headers={"If-Match": saved["ETag"]})
    assert ask("PUT", path, {"html": "<p>x</p>"}, headers={"If-Match": saved["ETag"]}).status_code == 409
    assert Asking(world.users["lena"])("GET", f"/drafts/{saved.json()['id']}").status_code == 404
    assert ask("DELETE", f"/drafts/{saved.json()['id']}").status_code == 204


def test_the_settings_are_those_of_the_house(world: World) -> None:
    ask = Asking(world.users["ada"])
    assert set(ask.get("/settings")) == set(house.DEFAULTS)
    assert ask("PATCH", "/settings", {"name": "Brindle"}).json()["name"] == "Brindle"
    assert ask.get("/settings")["name"] == "Brindle"


def test_a_parked_reaction_is_tried_again_and_settled(world: World) -> None:
    opened = Event.objects.filter(kind="ticket.opened").order_by("id")[0]
    row = Parked.objects.create(name="reach_follows_ticket", event_id=opened.pk, at=ARRIVED, error="broke")
    stray = Parked.objects.create(name="forgotten", event_id=opened.pk, at=ARRIVED, error="broke")
    ask = Asking(world.users["ada"])
    assert [one["id"] for one in ask.get("/parked")["items"]] == [stray.pk, row.pk]
    assert ask("POST", f"/parked/{row.pk}/retries", {}).json()["settled_at"]
    assert ask("POST", f"/parked/{row.pk}/retries", {}).status_code == 409
    assert ask("POST", f"/parked/{stray.pk}/retries", {}).json()["code"] == "no-reaction"


def test_statuses_come_in_pieces_in_the_order_of_a_tickets_life(world: World) -> None:
    ask = Asking(world.users["anna"])
    whole = ask.get("/statuses")
    assert whole["next"] is None
    assert list(pieces(ask, "/statuses", 3)) == whole["items"]
    assert ask("GET", "/statuses?cursor=nonsense").json()["code"] == "bad-cursor"


def test_backups_are_asked_for_and_set_and_their_content_is_nowhere(world: World) -> None:
    ask = Asking(world.users["ada"])
    assert ask.get("/backups")["every_days"] == 0
    set_up = ask("PATCH", "/backups", {"every_days": 1, "keep_days": 7}).json()
    assert (set_up["every_days"], set_up["keep_days"], set_up["is_waiting"]) == (1, 7, False)
    assert ask("PATCH", "/backups", {"keep_days": 36}).status_code == 422
    asked = ask("POST", "/backups")
    assert (asked.status_code, asked.json()["is_waiting"]) == (202, True)
    assert set(asked.json()) == {"folder", "backups", "every_days", "keep_days", "is_waiting", "failure"}
    assert Asking(world.users["anna"])("GET", "/backups").status_code == 403
