"""Oneself: profile, signature, tokens, and where one lands."""

import pytest

from ringback.access.models import Token, User
from ringback.kit.ids import digest
from ringback.tickets.models import Signature
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "place"),
    [("anna", "/tickets"), ("pia", "/tickets"), ("max", "/tickets"), ("ada", "/office/lines")],
)
def test_everybody_lands_where_their_work_is(name: str, place: str, as_: As) -> None:
    assert (
        as_(name)
        .get("/", follow=True)
        .redirect_chain[0][0]
        .startswith(place.split("/office")[0] or "/office")
    )


def test_the_profile_is_ones_own_to_change(as_: As, world: World) -> None:
    client = as_("anna")
    assert (
        client.post("/me", {"name": "Anna B.", "language": "en", "time_zone": "Asia/Tokyo"}).status_code
        == 303
    )
    anna = User.objects.get(pk=world.users["anna"].pk)
    assert (anna.name, anna.time_zone) == ("Anna B.", "Asia/Tokyo")


@pytest.mark.parametrize(
    "bad", [{"time_zone": "Mars"}, {"language": "xx"}, {"roles": "administrator"}, {"email": "x@y.example"}]
)
def test_nobody_promotes_themselves(bad: dict[str, str], as_: As, world: World) -> None:
    form = {"name": "Anna", "language": "en", "time_zone": "UTC"}
    assert as_("anna").post("/me", form | bad).status_code == 422
    assert User.objects.get(pk=world.users["anna"].pk).roles == "agent"


def test_ones_lines_below_replies(as_: As, world: World) -> None:
    assert as_("anna").post("/me/signature", {"html_or_text": "Anna", "format": "text"}).status_code == 303
    assert Signature.objects.get(user=world.users["anna"]).html == "<p>Anna</p>"
    assert as_("ada").post("/me/signature", {"html_or_text": "x"}).status_code == 403


def test_a_token_is_shown_once_and_stopped_by_its_owner(as_: As, world: World) -> None:
    client = as_("anna")
    body = client.post(
        "/me/tokens", {"name": "script", "days": 30, "scopes": ["tickets:read"]}
    ).content.decode()
    secret = body.split('<pre dir="ltr">')[1].split("</pre>")[0]
    token = Token.objects.get(digest=digest(secret))
    assert token.owner == world.users["anna"] and token.scopes == "tickets:read"
    assert secret not in client.get("/me/tokens").content.decode()
    assert as_("lena").post(f"/me/tokens/{token.pk}/end").status_code == 404
    assert client.post(f"/me/tokens/{token.pk}/end").status_code == 303
    assert Token.objects.get(pk=token.pk).revoked_at


@pytest.mark.parametrize(
    "bad", [{"days": 0}, {"days": "x"}, {"scopes": ["everything"]}, {"name": ""}, {"owner": "1"}]
)
def test_tokens_that_cannot_be_are_refused(bad: dict[str, object], as_: As) -> None:
    before = Token.objects.count()
    assert as_("anna").post("/me/tokens", {"name": "x", "days": 1, **bad}).status_code == 422
    assert Token.objects.count() == before


def test_customers_and_partners_have_no_tokens(as_: As) -> None:
    assert as_("colin").get("/me/tokens").status_code == 403
    assert as_("pia").get("/me/tokens").status_code == 403


def test_single_keys_are_on_until_somebody_switches_them_off(as_: As, world: World) -> None:
    client, form = as_("anna"), {"name": "Anna", "language": "en", "time_zone": "UTC"}
    assert 'data-keys="off"' not in client.get("/tickets").content.decode()
    client.post("/me", form)
    assert 'data-keys="off"' in client.get("/tickets").content.decode()
    client.post("/me", form | {"single_keys": "on"})
    assert 'data-keys="off"' not in client.get("/tickets").content.decode()
