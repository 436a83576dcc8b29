"""What went wrong is said in the same way for what is foreign and what is absent."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.web import errors
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db
_PAGES = [
    "/tickets/{ticket}",
    "/contacts/{contact}",
    "/messages/{message}/original",
    "/files/{file}",
    "/inbound/{inbound}",
]


@pytest.mark.parametrize("page", _PAGES)
def test_foreign_and_absent_are_the_same_bytes(page: str, as_: As, world: World) -> None:
    far = world.far
    foreign = page.format(
        ticket=far.ticket.pk,
        contact=far.contact.pk,
        message=far.message.pk,
        file=far.file.key,
        inbound=far.inbound.pk,
    )
    absent = page.format(ticket=10**9, contact=10**9, message=10**9, file="0" * 32, inbound=10**9)
    client = as_("anna")
    one, other = client.get(foreign), client.get(absent)
    assert (one.status_code, one.content) == (404, other.content)
    assert other.status_code == 404
    assert dict(one.headers) == dict(other.headers)


def test_a_busy_database_says_when_to_try_again() -> None:
    try:
        raise OperationalError("database is locked")
    except OperationalError:
        answer = errors.server_error(RequestFactory().get("/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_fault_of_ours_is_a_500_without_a_word_of_it() -> None:
    try:
        raise RuntimeError("secret inside")
    except RuntimeError:
        answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"secret" not in answer.content


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(Refusal("Not so."), 422), (Forbidden("Not you."), 403), (Stale("Moved."), 409), (Unseen(), 404)],
)
def test_a_refusal_keeps_its_status(refusal: Refusal, status: int) -> None:
    assert errors.refused(RequestFactory().get("/"), refusal).status_code == status


def test_a_refusal_reaches_the_form_it_belongs_to() -> None:
    request = RequestFactory().post("/", headers={"HX-Request": "true"})
    answer = errors.refused(request, Refusal("Choose a team.", field="team"))
    assert answer.status_code == 422
    assert '"kind": "refusal"' in answer["HX-Trigger"] and '"field": "team"' in answer["HX-Trigger"]
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["HX-Reswap"] == "none"
