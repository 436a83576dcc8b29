"""TRUST A25: no link that lets somebody in works twice, late, for another purpose or person, cut short or empty; and to
look at one, as mail scanners do, changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.utils import user_pk_to_url_str
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from ringback.access import first_run, inviting, links, staff
from ringback.access.models import Link, User
from ringback.kit.clock import now
from ringback.kit.errors import Unseen
from ringback.ledger.actor import SYSTEM
from tests.sweeping.asking import table_hash

NEW = "a teapot that whistles"


@dataclass(frozen=True)
class Kind:
    """One kind of link: how it is made for somebody, where it leads, what is sent there, and how long it is good."""

    issue: Callable[[User | None], str]
    path: Callable[[User | None, str], str]
    form: dict[str, str]
    lives: timedelta
    is_personal: bool = True


def _reset_path(user: User | None, secret: str) -> str:
    assert user
    return f"/sign-in/reset/{user_pk_to_url_str(user)}/{secret or '%20'}"


def _first_run(_: User | None) -> str:
    found = first_run.link()
    assert found
    return found.rpartition("/")[2]


KINDS = {
    "reset": Kind(
        lambda user: links.issue(user, Link.RESET) if user else "",
        _reset_path,
        {"password1": NEW, "password2": NEW},
        timedelta(hours=1),
    ),
    "invitation": Kind(
        lambda user: inviting.issue(user) if user else "",
        lambda user, secret: f"/invitation/{secret or '%20'}",
        {"password": NEW},
        timedelta(hours=72),
    ),
    "first run": Kind(
        _first_run,
        lambda user, secret: f"/first-run/{secret or '%20'}",
        {"name": "First", "email": "first@house.example", "password": NEW},
        timedelta(hours=72),
        is_personal=False,
    ),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, db: None, settings: LazySettings, tmp_path: Path) -> Kind:
    settings.DATA = tmp_path
    found: Kind = KINDS[request.param]
    return found


@pytest.fixture
def ann(kind: Kind) -> User | None:
    """Whoever the link is for: an empty desk has nobody yet."""
    return staff.add(SYSTEM, "ann@house.example", "Ann", ["agent"]) if kind.is_personal else None


def use(kind: Kind, user: User | None, secret: str) -> bool:
    """Whether a browser that follows the link and sends its form gets in."""
    # Or it were the limit on asking that keeps everybody out.
    cache.clear()
    client = Client()
    page: Any = client.get(kind.path(user, secret), follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else kind.path(user, secret)
    client.post(address, kind.form)
    return "_auth_user_id" in client.session


def test_a_link_is_good_once(kind: Kind, ann: User | None) -> None:
    secret = kind.issue(ann)
    assert use(kind, ann, secret)
    assert not use(kind, ann, secret)


def test_nobody_gets_in_late(kind: Kind, ann: User | None) -> None:
    secret = kind.issue(ann)
    with time_machine.travel(now() + kind.lives + timedelta(seconds=1)):
        assert not use(kind, ann, secret)
    with time_machine.travel(now() + kind.lives - timedelta(minutes=1)):
        assert use(kind, ann, secret)


def test_what_is_none_opens_nothing(kind: Kind, ann: User | None) -> None:
    secret = kind.issue(ann)
    for wrong in (
        "",
        " ",
        "%20",
        "%00",
        "0",
        "None",
        "null",
        secret[:-1],
        secret[:32],
        secret + "0",
        secret.upper() + "x",
    ):
        assert not use(kind, ann, wrong), wrong
    assert len(secret) == 64


def test_a_link_for_one_purpose_opens_no_other(kind: Kind, ann: User | None) -> None:
    for other in KINDS.values():
        if other is not kind and other.is_personal and ann:
            assert not use(kind, ann, other.issue(ann))


def test_a_link_is_for_one_person(kind: Kind, ann: User | None) -> None:
    if not kind.is_personal:
        return
    other = staff.add(SYSTEM, "bob@house.example", "Bob", ["agent"])
    secret, before = kind.issue(ann), User.objects.get(pk=other.pk).password
    use(kind, other, secret)
    assert User.objects.get(pk=other.pk).password == before


def test_a_newer_link_ends_the_one_before(kind: Kind, ann: User | None) -> None:
    first, second = kind.issue(ann), kind.issue(ann)
    assert not use(kind, ann, first)
    assert use(kind, ann, second)


@pytest.mark.parametrize("gone", ["let go", "another address"])
def test_what_was_mailed_ends_with_whom_it_was_mailed_to(kind: Kind, ann: User | None, gone: str) -> None:
    if not ann:
        return
    secret = kind.issue(ann)
    if gone == "let go":
        staff.deactivate(SYSTEM, ann.pk)
        staff.reactivate(SYSTEM, ann.pk)
    else:
        staff.change(SYSTEM, ann.pk, {"email": "ann@elsewhere.example"})
    assert not use(kind, ann, secret)


def test_looking_at_a_link_changes_nothing_and_leaves_it_good(kind: Kind, ann: User | None) -> None:
    secret = kind.issue(ann)
    before = table_hash()
    for method in ("head", "get", "head", "get"):
        getattr(Client(), method)(kind.path(ann, secret), follow=True)
    assert table_hash() == before
    assert use(kind, ann, secret)


def test_only_digests_are_kept(kind: Kind, ann: User | None, tmp_path: Path) -> None:
    secret = kind.issue(ann)
    kept = [str(vars(row)) for row in Link.objects.all()] + [
        file.read_text() for file in tmp_path.glob("first-run*")
    ]
    assert kept and not any(secret in each for each in kept)


def test_a_new_password_ends_every_other_session_and_link(db: None) -> None:
    ann = staff.add(SYSTEM, "ann@house.example", "Ann", ["agent"], password="a kettle that leaks")
    other = Client()
    other.force_login(ann)
    invitation = links.issue(ann, Link.INVITATION)
    assert use(KINDS["reset"], ann, KINDS["reset"].issue(ann))
    assert links.holder(Link.INVITATION, invitation) is None
    assert ann.sessions.count() == 1
    assert other.get("/me").status_code == 302


def test_of_two_who_use_a_link_at_once_one_gets_through(db: None) -> None:
    ann = staff.add(SYSTEM, "ann@house.example", "Ann", ["agent"])
    bob = staff.add(SYSTEM, "bob@house.example", "Bob", ["agent"])
    secret = links.issue(ann, Link.RESET)
    with pytest.raises(Unseen):
        links.redeem(Link.RESET, bob, secret)
    links.redeem(Link.RESET, ann, secret)
    with pytest.raises(Unseen):
        links.redeem(Link.RESET, ann, secret)
