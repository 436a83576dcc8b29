import json

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404

from ringback.api.problems import answer_to
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (Refusal("No.", field="name", code="taken"), 422, "taken"),
        (Forbidden("No."), 403, "forbidden"),
        (Unseen(), 404, "not-found"),
        (Stale("No."), 409, "stale"),
        (Http404(), 404, "not-found"),
        (OperationalError("database is locked"), 503, "busy"),
        (InterfaceError("connection already closed"), 503, "busy"),
        (RequestDataTooBig(), 413, "too-large"),
        (SuspiciousOperation(), 400, "bad-request"),
        (ZeroDivisionError("secret detail"), 500, "fault"),
    ],
)
def test_whatever_is_raised_becomes_a_problem_document(raised: Exception, status: int, code: str) -> None:
    answer = answer_to(raised)
    document = json.loads(answer.content)
    assert (answer.status_code, document["status"], document["code"]) == (status, status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert {"type", "title", "detail"} <= set(document)


def test_a_busy_database_asks_to_try_again() -> None:
    assert int(answer_to(OperationalError("database is locked"))["Retry-After"]) > 0


def test_a_fault_says_nothing_of_itself() -> None:
    assert b"secret detail" not in answer_to(ZeroDivisionError("secret detail")).content


def test_the_field_at_fault_is_named() -> None:
    assert json.loads(answer_to(Refusal("Too short.", field="name")).content)["errors"] == {
        "name": ["Too short."]
    }
