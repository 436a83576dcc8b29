"""Withheld acknowledgements, where they are listed: all sent or all discarded, by contact point or altogether."""

import pytest

from ringback.channels.models import Delivery
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(world: World) -> dict[str, list[int]]:
    """The acknowledgements of each scene's line, withheld."""
    Delivery.objects.filter(purpose="acknowledgement").update(state="withheld", failure="30 hours late")
    return {
        name: list(
            Delivery.objects.filter(purpose="acknowledgement", line=scene.line).values_list("pk", flat=True)
        )
        for name, scene in (("near", world.near), ("far", world.far))
    }


def _states(numbers: list[int]) -> set[str]:
    return set(Delivery.objects.filter(pk__in=numbers).values_list("state", flat=True))


def test_all_of_a_contact_point_are_sent_and_the_page_says_how_many(
    as_: As, world: World, waiting: dict[str, list[int]]
) -> None:
    client, count = as_("anna"), len(waiting["near"])
    assert f"Send all {count}" in client.get("/deliveries?state=withheld").content.decode()
    answer = client.post("/deliveries/releases", {"line": world.near.line.pk})
    assert (answer.status_code, answer["Location"]) == (303, "/deliveries?state=withheld")
    page = client.get(answer["Location"]).content.decode()
    assert f"{count} mails are on their way." in page and "Send all" not in page
    assert (_states(waiting["near"]), _states(waiting["far"])) == ({"queued"}, {"withheld"})
    client.post("/deliveries/releases")
    assert "0 mails are on their way." in client.get("/deliveries?state=withheld").content.decode()


def test_what_a_limit_holds_is_said_to_stay(as_: As, waiting: dict[str, list[int]]) -> None:
    Delivery.objects.filter(pk=waiting["near"][0]).update(state="sent", released_at=None)
    other = Delivery.objects.get(pk=waiting["near"][0])
    copies = [
        Delivery(
            line=other.line,
            purpose="system",
            is_automatic=True,
            message_id=f"copy-{n}@desk.example",
            secret_digest=f"copy-{n}",
            due_at=other.due_at,
            give_up_at=other.due_at,
            created_at=other.created_at,
            state="sent",
        )
        for n in range(2)
    ]
    for copy in Delivery.objects.bulk_create(copies):
        copy.recipients.create(field="to", address="colin@mail.example", folded="colin@mail.example")
    client = as_("anna")
    client.post("/deliveries/releases")
    page = client.get("/deliveries?state=withheld").content.decode()
    assert "1 stays: a limit on automatic mail holds it." in page
    assert "automatic mails within ten minutes" in page


def test_all_are_discarded_and_listed_as_such(as_: As, world: World, waiting: dict[str, list[int]]) -> None:
    client = as_("anna")
    assert client.post("/deliveries/discards").status_code == 303
    assert (_states(waiting["near"]), _states(waiting["far"])) == ({"discarded"}, {"withheld"})
    page = client.get("/deliveries?state=discarded").content.decode()
    assert f"/tickets/{world.near.ticket.pk}" in page and "on its way" not in _entries(page)
    assert "retrial" not in page and "/discard" not in page


def test_one_is_discarded_by_itself(as_: As, waiting: dict[str, list[int]]) -> None:
    at = f"/deliveries/{waiting['near'][0]}/discard"
    assert as_("bo").post(at).status_code == 404
    assert as_("anna").post(at)["Location"] == "/deliveries?state=withheld"
    assert Delivery.objects.get(pk=waiting["near"][0]).state == "discarded"
    assert as_("anna").post(at).status_code == 422


def test_whoever_may_only_look_is_shown_no_button_and_refused(
    as_: As, world: World, waiting: dict[str, list[int]]
) -> None:
    for name in ("max", "sid", "pia"):
        page = as_(name).get("/deliveries?state=withheld").content.decode()
        assert "Send all" not in page and "Discard" not in page, name
        for verb in ("releases", "discards"):
            assert as_(name).post(f"/deliveries/{verb}").status_code == 403, name
    assert _states(waiting["near"]) == {"withheld"}


@pytest.mark.parametrize("form", [{"line": "x"}, {"line": "99999"}, {"state": "failed"}])
def test_a_form_that_names_something_else_does_nothing(
    form: dict[str, str], as_: As, waiting: dict[str, list[int]]
) -> None:
    assert as_("anna").post("/deliveries/discards", form).status_code in (404, 422)
    assert _states(waiting["near"]) == {"withheld"}


def _entries(page: str) -> str:
    return page.split('<ul class="stack">')[1].split("</main>")[0]
