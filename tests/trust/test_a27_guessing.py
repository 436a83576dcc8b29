"""TRUST A27: the entrance tells nobody whether an address is known, does the same work for both, and tires."""

from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client

from ringback.access import staff
from ringback.access.models import User
from ringback.ledger.actor import SYSTEM
from tests.world import World

PASSWORD = "a long enough word"
KNOWN, UNKNOWN = "known@house.example", "wrong@house.example"  # of one length


@pytest.fixture
def known(world: World) -> User:
    return staff.add(SYSTEM, KNOWN, "Known", ["agent"], password=PASSWORD)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each hashing of a password: that is what takes the time."""
    done: list[str] = []
    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, name, _noting(done, getattr(Argon2PasswordHasher, name)))
    return done


def test_a_wrong_password_and_an_unknown_address_answer_alike(known: User, work: list[str]) -> None:
    seen, worked = [], []
    for email in (KNOWN, UNKNOWN):
        cache.clear()
        work.clear()
        answer = Client().post("/sign-in", {"login": email, "password": "not the word"})
        seen.append((answer.status_code, _without(answer.content, email), _headers(answer)))
        worked.append(len(work))
    assert seen[0] == seen[1]
    assert worked[0] == worked[1] >= 1


def test_an_account_that_was_closed_says_so_to_nobody_without_its_password(known: User) -> None:
    staff.deactivate(SYSTEM, known.pk)
    answers = [
        Client().post("/sign-in", {"login": email, "password": "not the word"}) for email in (KNOWN, UNKNOWN)
    ]
    assert answers[0].status_code == answers[1].status_code == 200
    assert _without(answers[0].content, KNOWN) == _without(answers[1].content, UNKNOWN)


def test_asking_for_a_new_password_answers_alike_and_looks_nobody_up_before(known: User) -> None:
    seen = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        answer = client.post("/sign-in/forgotten", {"email": email})
        seen.append((answer.status_code, answer.headers.get("Location"), answer.content, _headers(answer)))
    assert seen[0] == seen[1]
    assert seen[0][0] == 302


def test_the_hundred_and_first_guess_is_refused_whatever_address_it_says_it_comes_from(known: User) -> None:
    statuses = []
    for number in range(101):
        forged = {"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"}
        answer = Client().post("/sign-in", {"login": KNOWN, "password": f"guess {number}"}, headers=forged)
        statuses.append(_refused(answer))
    assert statuses[-1]
    assert statuses.count(False) <= 20


def test_guessing_at_many_accounts_from_one_machine_is_refused_too(known: User) -> None:
    refused = [
        _refused(
            Client().post(
                "/sign-in",
                {"login": f"nobody{number}@house.example", "password": "x"},
                headers={"X-Forwarded-For": f"198.51.100.{number}"},
            )
        )
        for number in range(30)
    ]
    assert refused[-1]


def test_the_owner_still_gets_a_new_password_by_mail_while_guesses_are_refused(known: User) -> None:
    for number in range(30):
        Client().post("/sign-in", {"login": KNOWN, "password": f"guess {number}"}, REMOTE_ADDR="198.51.100.7")
    answer = Client().post("/sign-in/forgotten", {"email": KNOWN}, REMOTE_ADDR="192.0.2.1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/forgotten/sent")


def test_the_right_password_opens_the_door(known: User) -> None:
    answer = Client().post("/sign-in", {"login": KNOWN, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def _noting(done: list[str], real: Any) -> Any:
    def noted(*given: Any, **more: Any) -> Any:
        done.append(real.__name__)
        return real(*given, **more)

    return noted


def _refused(answer: Any) -> bool:
    return answer.status_code == 429 or b"Too many" in answer.content


def _without(content: bytes, email: str) -> bytes:
    """Without what the form repeats and what is drawn anew for each page."""
    text = content.decode().replace(email, "")
    return b"".join(line.encode() for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def _headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ("Set-Cookie", "Expires")}
