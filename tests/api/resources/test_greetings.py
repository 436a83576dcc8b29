"""What acknowledgements say, and the withheld ones, to programs."""

from ringback.channels.models import Delivery
from tests.api.ask import Asking
from tests.world import World


def test_texts_are_set_listed_in_pieces_and_taken_away(world: World) -> None:
    ask, at = Asking(world.users["ada"]), f"/lines/{world.near.line.pk}/greetings"
    for language in ("FR", "de", "pt_BR"):
        made = ask("PUT", f"{at}/{language}", {"text": "Ok {number}", "opening_hours": "9–17"})
        assert made.status_code == 200
    first = ask.get(f"{at}?limit=2")
    assert [one["language"] for one in first["items"]] == ["de", "fr"]
    assert ask.get(f"{at}?limit=2&cursor={first['next']}") == {
        "items": [{"language": "pt-br", "text": "Ok {number}", "opening_hours": "9–17"}],
        "next": None,
    }
    assert ask("DELETE", f"{at}/de").status_code == 204
    assert ask("DELETE", f"{at}/de").status_code == 404
    assert [one["language"] for one in ask.get(at)["items"]] == ["fr", "pt-br"]


def test_what_will_not_do_is_refused_at_its_field(world: World) -> None:
    ask, at = Asking(world.users["ada"]), f"/lines/{world.near.line.pk}/greetings"
    for language, text, field in (
        ("german", "Ok", "language"),
        ("en", "Ok", "language"),
        ("de", "{x}", "text"),
    ):
        answer = ask("PUT", f"{at}/{language}", {"text": text})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    line = ask("PATCH", f"/lines/{world.near.line.pk}", {"greeting": "{subject}"})
    assert (line.status_code, line.json()["code"]) == (422, "unknown-placeholder")


def test_a_text_is_not_written_over_a_line_that_was_changed_meanwhile(world: World) -> None:
    ask, at = Asking(world.users["ada"]), f"/lines/{world.near.line.pk}/greetings/de"
    assert ask("PUT", at, {"text": "Ok"}, headers={"If-Match": '"1"'}).status_code == 200
    assert ask("PUT", at, {"text": "No"}, headers={"If-Match": '"1"'}).status_code in (409, 412)
    assert ask("DELETE", at, headers={"If-Match": '"1"'}).status_code in (409, 412)


def test_the_line_has_a_language_and_opening_hours(world: World) -> None:
    ask, at = Asking(world.users["ada"]), f"/lines/{world.near.line.pk}"
    body = {"language": "de", "greeting": "Danke: {number}", "opening_hours": "9 bis 17 Uhr"}
    assert ask("PATCH", at, body).status_code == 200
    shown = ask.get(at)
    assert {name: shown[name] for name in body} == body


def test_withheld_acknowledgements_are_let_go_and_discarded_at_once(world: World) -> None:
    Delivery.objects.filter(purpose="acknowledgement").update(state="withheld")
    ours = Delivery.objects.filter(purpose="acknowledgement", line=world.near.line)
    ask, count = Asking(world.users["anna"]), ours.count()
    done = {"done": count, "kept": 0, "left": 0}
    assert ask("POST", "/deliveries/releases", {"line": world.near.line.pk}).json() == done
    assert ask("POST", "/deliveries/releases", {}).json() == {"done": 0, "kept": 0, "left": 0}
    assert set(ours.values_list("state", flat=True)) == {"queued"}
    south = Asking(world.users["bo"])
    assert south("POST", "/deliveries/discards", {"line": world.near.line.pk}).json()["done"] == 0
    assert south("POST", "/deliveries/discards", {}).json()["done"] > 0
    listed = south.get("/deliveries?state=discarded")["items"]
    assert {one["line_id"] for one in listed} == {world.far.line.pk}
    assert ask("POST", "/deliveries/releases", {"line": 987654321}).status_code == 422
    assert Asking(world.users["max"])("POST", "/deliveries/releases", {}).status_code == 403


def test_one_is_discarded_by_itself(world: World) -> None:
    Delivery.objects.filter(purpose="acknowledgement").update(state="withheld")
    at = f"/deliveries/{world.near.ticket.acknowledgement.delivery_id}/discards"
    assert Asking(world.users["bo"])("POST", at, {}).status_code == 404
    assert Asking(world.users["anna"])("POST", at, {}).json()["state"] == "discarded"
    assert Asking(world.users["anna"])("POST", at, {}).json()["code"] == "not-withheld"
