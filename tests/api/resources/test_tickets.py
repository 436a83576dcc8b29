from datetime import UTC, datetime, timedelta

import time_machine

from ringback.kit import paging
from ringback.kit.clock import now
from ringback.tickets import linking
from ringback.tickets.models import Message, Note, Participant, Ticket
from tests.api.ask import Asking, pieces
from tests.world import CANARY, World


def test_a_list_walks_through_all_its_pieces_and_shows_each_ticket_once(world: World) -> None:
    ask, seen, cursor = Asking(world.users["max"]), list[int](), ""
    while True:
        page = ask.get(f"/tickets?sort=created&limit=1&cursor={cursor}")
        seen += [row["number"] for row in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert sorted(seen) == sorted(Ticket.objects.values_list("pk", flat=True))


def test_a_list_is_narrowed_by_what_is_asked(world: World) -> None:
    ask = Asking(world.users["max"])
    near, far = world.near.ticket, world.far.ticket
    for query, expected in (
        (f"team={near.team_id}&tag=URGENT", {near.pk}),
        (f"assignee={world.users['bo'].pk}", {far.pk}),
        (f"contact={world.near.contact.pk}", {near.pk, world.near.other.pk}),
        ("category=new", {world.near.other.pk, world.far.other.pk}),
        ("priority=1", set()),
    ):
        assert {row["number"] for row in ask.get(f"/tickets?{query}")["items"]} == expected, query


def test_a_view_sort_category_or_cursor_that_is_none_is_named(world: World) -> None:
    ask = Asking(world.users["anna"])
    for name in ("view", "sort", "category", "cursor"):
        answer = ask("GET", f"/tickets?{name}=nonsense")
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])


def test_customers_read_number_subject_and_state_of_their_own_and_nothing_else(world: World) -> None:
    ask = Asking(world.users["colin"])
    items = ask.get("/tickets")["items"]
    assert {item["number"] for item in items} == {world.near.ticket.pk, world.near.other.pk}
    assert {tuple(item) for item in items} == {("number", "subject", "status", "created_at")}
    assert ask.get(f"/tickets/{world.near.ticket.pk}")["status"] == "open"
    assert ask("GET", "/tickets?assignee=1").json()["code"] == "not-yours"


def test_a_customer_opens_a_request_that_lands_where_the_house_decides(world: World) -> None:
    ask = Asking(world.users["colin"])
    answer = ask("POST", "/tickets", {"subject": "Lid", "html": "<p>It rattles.</p>"})
    ticket = Ticket.objects.get(pk=answer.json()["number"])
    assert (answer.status_code, answer["Location"]) == (201, f"/api/v1/tickets/{ticket.pk}")
    assert (ticket.contact, ticket.team) == (world.near.contact, world.near.team)
    stolen = {"subject": "Lid", "html": "<p>x</p>", "team": world.far.team.pk}
    assert ask("POST", "/tickets", stolen).json()["code"] == "not-yours"


def test_an_agent_records_a_request_for_somebody_new_in_their_own_team_only(world: World) -> None:
    ask = Asking(world.users["anna"])
    body = {"subject": "Lid", "html": "<p>Rattles</p>", "email": "eve@mail.example", "name": "Eve"}
    made = ask("POST", "/tickets", {**body, "line": world.near.line.pk})
    assert made.status_code == 201
    assert made.json()["contact"]["name"] == "Eve"
    assert ask("POST", "/tickets", {**body, "team": world.far.team.pk}).json()["code"] == "not-your-team"
    assert ask("POST", "/tickets", {"subject": "Lid", "html": "<p>x</p>"}).json()["code"] == "missing"


def test_steps_change_the_ticket_and_show_it(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}"
    assert ask("PATCH", path, {"subject": "Kettle, big", "priority": 1}).json()["subject"] == "Kettle, big"
    assert ask("PUT", f"{path}/tags", {"tags": ["b", "a"]}).json() == {"tags": ["a", "b"]}
    assert ask("POST", f"{path}/assignments", {"user": None}).json()["assignee"] is None
    owner = {"user": world.users["lena"].pk}
    assert ask("POST", f"{path}/owners", owner).json()["code"] == "hand-over"
    Ticket.objects.filter(pk=world.near.ticket.pk).update(owner=None)
    assert ask("POST", f"{path}/owners", owner).json()["owner"] == {"id": owner["user"], "name": "Lena"}
    assert ask("POST", f"{path}/shelvings", {"shelf": "spam"}).json()["shelf"] == "spam"
    closed = ask("POST", f"{path}/closures", {"reason": "silence"}).json()
    assert (closed["category"], closed["closing_reason"]) == ("closed", "silence")


def test_closing_by_the_address_for_statuses_is_refused_for_want_of_a_reason(world: World) -> None:
    ask = Asking(world.users["anna"])
    closed = next(s for s in ask.get("/statuses")["items"] if s["category"] == "closed")
    answer = ask("POST", f"/tickets/{world.near.ticket.pk}/statuses", {"status": closed["id"]})
    assert list(answer.json()["errors"]) == ["reason"]


def test_a_ticket_is_scheduled_for_a_moment_and_the_soonest_is_listed_first(world: World) -> None:
    ask = Asking(world.users["anna"])
    scheduled = next(s["id"] for s in ask.get("/statuses")["items"] if s["category"] == "scheduled")
    path, other = (f"/tickets/{one.pk}/statuses" for one in (world.near.ticket, world.near.other))
    done = ask("POST", path, {"status": scheduled, "scheduled_for": "2031-05-06T09:30:00+09:00"}).json()
    assert datetime.fromisoformat(done["scheduled_for"]) == datetime(2031, 5, 6, 0, 30, tzinfo=UTC)
    ask("POST", other, {"status": scheduled, "scheduled_for": "2031-05-06T09:00:00+09:00"})
    listed = [row["number"] for row in ask.get("/tickets?view=scheduled")["items"]]
    assert listed == [world.near.other.pk, world.near.ticket.pk]
    unclear = ask("POST", path, {"status": scheduled, "scheduled_for": "2031-05-06T09:30:00"})
    assert (unclear.status_code, list(unclear.json()["errors"])) == (422, ["scheduled_for"])


def test_a_partner_reads_a_granted_ticket_until_the_grant_ends(world: World) -> None:
    ask, partner = Asking(world.users["anna"]), Asking(world.users["pia"])
    path, end = f"/tickets/{world.near.other.pk}", now() + timedelta(days=2)
    assert partner("GET", path).status_code == 404
    body = {"user": world.users["pia"].pk, "until": end.isoformat()}
    made = ask("POST", f"{path}/grants", body)
    assert made.status_code == 201
    assert made.json()["reason"] == "partner"
    assert abs(datetime.fromisoformat(made.json()["until"]) - end) < timedelta(milliseconds=2)
    assert partner("GET", path).status_code == 200
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        assert partner("GET", path).status_code == 404
        assert partner("POST", f"{path}/statuses", {"status": 1}).status_code == 404
        assert ask.get(f"{path}/grants")["items"] == []


def test_a_grant_is_withdrawn_through_its_own_ticket_only(world: World) -> None:
    ask, own = Asking(world.users["anna"]), world.near.ticket.grants.get(team=world.teams["Helpline"])
    assert ask("DELETE", f"/tickets/{world.near.other.pk}/grants/{own.pk}").status_code == 404
    assert ask.get(f"/tickets/{world.near.other.pk}/grants")["items"] == []
    assert ask("DELETE", f"/tickets/{world.near.ticket.pk}/grants/{own.pk}").status_code == 204
    assert Asking(world.users["pia"])("GET", f"/tickets/{world.near.ticket.pk}").status_code == 404


def test_a_grant_names_one_colleague_or_one_team(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/grants"
    both = {"user": world.users["bo"].pk, "team": world.teams["South"].pk}
    for body in ({}, both):
        assert ask("POST", path, body).json()["code"] == "one-of"


def test_a_link_shows_only_to_those_who_see_its_other_end(world: World) -> None:
    ask = Asking(world.users["anna"])
    assert [link["ticket"] for link in ask.get(f"/tickets/{world.near.ticket.pk}/links")["items"]] == [
        world.near.other.pk
    ]
    partner = Asking(world.users["pia"])
    assert partner.get(f"/tickets/{world.near.ticket.pk}/links")["items"] == []


def test_a_suggested_participant_is_confirmed_and_leaves_again(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/participants"
    suggested = next(part for part in ask.get(path)["items"] if not part["is_confirmed"])
    assert ask("POST", f"{path}/{suggested['id']}/confirmations", {}).json()["is_confirmed"]
    assert ask("DELETE", f"{path}/{suggested['id']}").status_code == 204
    requester = Participant.objects.get(ticket=world.near.ticket, role="requester")
    assert ask("DELETE", f"{path}/{requester.pk}").status_code == 422


def test_reading_is_posted_and_never_happens_by_itself(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}"
    ask.get(path)
    assert ask.get("/tickets?sort=created")["items"][-1]["is_unread"]
    assert ask("POST", f"{path}/reads", {"message": world.near.held.pk}).status_code == 204
    assert not ask.get("/tickets?sort=created")["items"][-1]["is_unread"]


def test_the_timeline_holds_messages_notes_and_events_in_their_order(world: World) -> None:
    items = Asking(world.users["anna"]).get(f"/tickets/{world.near.ticket.pk}/timeline")["items"]
    assert {item["kind"] for item in items} == {"message", "note", "event"}
    assert [item["at"] for item in items] == sorted(item["at"] for item in items)
    own = Asking(world.users["colin"]).get(f"/tickets/{world.near.ticket.pk}/timeline")["items"]
    assert {item["message"]["id"] for item in own} == {world.near.message.pk, world.near.answer.pk}
    assert Message.objects.filter(ticket=world.near.ticket).count() == 3
    assert CANARY not in str(own)


def test_links_come_in_pieces(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/links"
    third = Ticket.objects.get(pk=world.near.other.pk)
    third.pk = None
    third.save(force_insert=True)
    linking.link(world.actor("anna"), third.pk, world.near.ticket.pk)
    assert [one["ticket"] for one in pieces(ask, path, 1)] == [world.near.other.pk, third.pk]


def test_a_timeline_is_walked_through_to_its_beginning_and_shows_everything_once(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/timeline"
    same = {"ticket": world.near.ticket, "author": world.users["anna"], "at": world.near.note.at}
    Note.objects.bulk_create(Note(text=f"Note {n}", **same) for n in range(120))
    whole = ask.get(f"{path}?limit=100")
    assert (len(whole["items"]), whole["next"] is None) == (100, False)
    for limit in (7, 50):
        walked, cursor = [], ""
        while cursor is not None:
            piece = ask.get(f"{path}?limit={limit}&cursor={cursor}")
            assert [entry["at"] for entry in piece["items"]] == sorted(e["at"] for e in piece["items"])
            walked, cursor = [*piece["items"], *walked], piece["next"]
        found = [(entry["kind"], entry[entry["kind"]]["id"]) for entry in walked]
        assert len(found) == len(set(found))
        assert {pk for kind, pk in found if kind == "note"} == set(
            world.near.ticket.notes.values_list("pk", flat=True)
        )
        assert [entry["at"] for entry in walked] == sorted(entry["at"] for entry in walked)
        assert walked[-100:] == whole["items"]


def test_a_timeline_refuses_cursors_that_are_none(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}/timeline"
    assert ask("GET", f"{path}?cursor={paging.encode(5)}").status_code == 422
    assert ask.get(f"{path}?cursor={paging.encode(-5, 0, 1)}")["items"] == []
    assert ask.get(f"{path}?cursor={paging.encode(2**62, 0, 1)}")["items"]
