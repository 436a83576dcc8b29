import pytest
from django.test import Client

from ringback.api import urls
from ringback.api.checks import every_operation_is_registered
from ringback.api.operations import operation


def test_everything_that_is_served_stands_in_the_register() -> None:
    assert every_operation_is_registered() == []
    assert list(urls.strays()) == []


def test_an_operation_without_a_right_or_a_scope_cannot_be_written_down() -> None:
    with pytest.raises(KeyError):
        operation("GET", "/x", scope="tickets:read", verb="no.such.verb", answers=None)
    with pytest.raises(KeyError):
        operation("GET", "/x", scope="everything:read", verb="ticket.read", answers=None)


@pytest.mark.django_db
def test_what_is_not_in_the_register_is_not_served() -> None:
    assert Client().get("/api/v1/docs").status_code == 404
    assert Client().get("/api/v2/tickets").status_code == 404
    assert Client().get("/api/").status_code == 404
