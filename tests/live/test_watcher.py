import pytest
from django.conf import settings
from django.test import Client as Visitor

from ringback.access import teams
from ringback.access.models import Session, User
from ringback.ledger.actor import SYSTEM
from ringback.live import watcher
from ringback.live.topics import LIST, Topic
from ringback.live.watcher import Watcher
from tests.world import World, world

__all__ = ["world"]


def cookie(user: User) -> str:
    visitor = Visitor()
    visitor.force_login(user)
    return f"other=1; {settings.SESSION_COOKIE_NAME}={visitor.cookies[settings.SESSION_COOKIE_NAME].value}"


def entered(world: World, name: str) -> Watcher:
    found = watcher.enter(cookie(world.users[name]))
    assert found is not None
    return found


def test_a_session_names_its_person(world: World) -> None:
    assert entered(world, "anna").user_id == world.users["anna"].pk


@pytest.mark.parametrize(
    "cookies", ["", "ringback_session=", "ringback_session=made-up", "a=b; =;", "\x00\xff"]
)
def test_without_a_session_of_ours_nobody_enters(cookies: str, db: None) -> None:
    assert watcher.enter(cookies) is None


def test_a_deactivated_person_does_not_enter(world: World) -> None:
    kept = cookie(world.users["anna"])
    User.objects.filter(pk=world.users["anna"].pk).update(is_active=False)
    assert watcher.enter(kept) is None


def test_topics_that_are_not_theirs_are_as_if_they_did_not_exist(world: World) -> None:
    near, far = Topic("ticket", world.near.ticket.pk), Topic("ticket", world.far.ticket.pk)
    asked = {near, far, Topic("ticket", 10**9), Topic("nonsense", 1), LIST}
    assert watcher.allowed(entered(world, "colin"), asked) == {near, LIST}


def test_a_right_lost_with_a_team_is_lost_here(world: World) -> None:
    far, bo = Topic("ticket", world.far.ticket.pk), entered(world, "bo")
    assert watcher.allowed(bo, {far}) == {far}
    teams.set_members(SYSTEM, world.far.team.pk, {})
    assert watcher.allowed(bo, {far}) == frozenset()


def test_outsiders_do_not_learn_that_the_lists_of_others_changed(world: World) -> None:
    near, far = world.near.ticket.pk, world.far.ticket.pk
    colin, partner = entered(world, "colin"), entered(world, "pia")
    assert watcher.hears_list(colin, [near, far])
    assert not watcher.hears_list(colin, [far])
    assert not watcher.hears_list(partner, [far])


def test_who_stays_as_they_came_stays(world: World) -> None:
    assert watcher.gone([entered(world, "anna"), entered(world, "colin")]) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda user: Session.objects.all().delete(),
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: User.objects.filter(pk=user.pk).update(password="another"),
        lambda user: User.objects.filter(pk=user.pk).update(roles="agent manager"),
    ],
    ids=["signed out", "deactivated", "new password", "other roles"],
)
def test_who_is_no_longer_who_they_were_is_gone(world: World, change: object) -> None:
    anna = entered(world, "anna")
    change(world.users["anna"])  # type: ignore[operator]
    assert watcher.gone([anna]) == [anna]


def test_one_look_at_all_watchers_takes_two_statements(
    world: World, django_assert_num_queries: object
) -> None:
    watchers = [entered(world, name) for name in ("anna", "bo", "colin", "pia")]
    with django_assert_num_queries(2):  # type: ignore[operator]
        watcher.gone(watchers)
