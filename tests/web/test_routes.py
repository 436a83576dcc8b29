"""The register: what is not in it is not served, and whoever has no right does not get to a view."""

import pytest
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from ringback import urls
from ringback.web import routes
from ringback.web.checks import every_address_is_registered
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db
ENTERED = urls.AREAS
_FOR_ALL = {
    "health",
    "static",
    "first-run",
    "invitation",
    "confirm",
    "account_login",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_logout",
}


def test_every_address_is_in_the_register() -> None:
    assert run_checks(tags=["urls"]) == []


def test_an_address_past_the_register_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    stray = path("side-door", lambda request: HttpResponse())
    monkeypatch.setattr("ringback.urls.urlpatterns", [stray])
    monkeypatch.setattr("ringback.web.checks.get_resolver", lambda: type("R", (), {"url_patterns": [stray]}))
    assert [error.id for error in every_address_is_registered()] == ["web.E001"]


def test_only_the_entrance_is_for_everybody() -> None:
    assert {route.name for route in routes.routes() if route.verb == routes.PUBLIC} == _FOR_ALL


def test_a_route_with_a_verb_that_the_policy_lacks_cannot_be_entered() -> None:
    with pytest.raises(KeyError):
        routes.route("x", name="x", verb="ticket.juggle")


def _filled(route: routes.Route) -> str:
    words = {"uidb36": "1", "key": "k", "kind": "reply", "tag": "t", "name": "n", "token": "t"}
    return routes.url(route.name, **{name: words.get(name, "1") for name in _names(route)})


def _names(route: routes.Route) -> list[str]:
    return [piece.split(">")[0].split(":")[-1] for piece in route.path.split("<")[1:]]


@pytest.mark.parametrize(
    "route", [r for r in routes.routes() if r.verb != routes.PUBLIC], ids=lambda r: f"{r.name}-{r.methods[0]}"
)
def test_nobody_gets_past_the_entrance(route: routes.Route) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    answer = client.generic(route.methods[0], _filled(route))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "route", [r for r in routes.routes() if r.verb != routes.PUBLIC], ids=lambda r: f"{r.name}-{r.methods[0]}"
)
def test_other_methods_than_those_entered_are_refused(route: routes.Route, as_: As) -> None:
    taken = {m for r in routes.routes() if r.path == route.path for m in r.methods}
    strange = next(m for m in ("DELETE", "PUT", "POST") if m not in taken)
    assert as_("anna").generic(strange, _filled(route)).status_code == 405


def test_a_customer_who_signs_in_finds_no_desk(as_: As, world: World) -> None:
    client = as_("colin")
    assert client.get("/").status_code == 200
    assert client.get("/office/people").status_code == 403
    assert client.get("/office/people/1").status_code == 404


def test_a_fragment_asked_for_without_a_session_leads_the_whole_page_away(part: dict[str, str]) -> None:
    answer = Client(SERVER_NAME="127.0.0.1").get("/tickets", headers=part)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in"


def test_addresses_are_written_like_djangos_own() -> None:
    assert routes.url("ticket", number=12) == "/tickets/12"
    assert routes.url("file", key="a/b c") == "/files/a%2Fb%20c"


def test_the_view_sees_the_request_as_it_came() -> None:
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse("here")

    pattern = routes._dispatch([routes.Route("x", "x", ("GET",), routes.PUBLIC, view)])
    request = HttpRequest()
    request.method = "HEAD"
    assert pattern(request).status_code == 200
    assert seen == [request]
