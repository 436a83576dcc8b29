"""Verbs on people who sign in: adding, changing and letting go. Passwords are never set for others, only by
mail or oneself."""

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from ringback.access import links, signed_in
from ringback.access.locking import row_to_change
from ringback.access.models import Membership, Session, Token, User
from ringback.access.policy import require
from ringback.access.roles import Role
from ringback.access.standing import standing
from ringback.kit.addresses import is_addr_spec, with_ascii_domain
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

OWN = ("name", "language", "time_zone", "single_keys")


@transaction.atomic
def add(by: Actor, email: str, name: str, roles: Collection[str], *, password: str | None = None) -> User:
    """Somebody new. Without a password they set one through the mail that "Forgotten?" sends. Raises Refusal
    for an address that is none or taken, a role that does not exist, or a password that is too easy."""
    require(by, "user.write")
    email = _address(email)
    user = User(email=email, name=one_line(name, 200), roles=_roles(roles), created_at=now())
    _set_password(user, password)
    user.save(force_insert=True)
    append(
        by,
        Fact(
            "user.added",
            "user",
            user.pk,
            data={"roles": user.roles.split()},
            detail={"email": email, "name": user.name},
        ),
    )
    return user


@transaction.atomic
def change(by: Actor, user_id: int, changes: Mapping[str, Any], version: int | None = None) -> User:
    """Change name, email, roles, language or time zone of somebody. The last administrator stays one. Stale,
    Unseen, Refusal."""
    require(by, "user.write")
    user = row_to_change(User.objects.visible_to(by), user_id, version)
    if "email" in changes:
        email = _address(changes["email"], besides=user)
        if email != user.email:
            # What was mailed to the old address may be read by somebody else there.
            links.void(user)
        user.email = email
    if "roles" in changes:
        _keep_an_administrator(user, set(changes["roles"]))
        user.roles = _roles(changes["roles"])
    _apply_own(user, changes)
    return _changed(by, user, changes)


@transaction.atomic
def change_oneself(by: Actor, changes: Mapping[str, Any]) -> User:
    """Change one's own name, language, time zone or shortcuts; anything else is somebody else's to change."""
    if set(changes) - set(OWN):
        raise Forbidden(gettext("Only an administrator can change this."))
    user = row_to_change(User.objects.visible_to(by), standing(by).user_id)
    _apply_own(user, changes)
    return _changed(by, user, changes)


@transaction.atomic
def deactivate(by: Actor, user_id: int, version: int | None = None) -> User:
    """Let somebody go: their sessions, tokens and links end now and for good, their work stays where it is. Stale,
    Unseen, Refusal."""
    require(by, "user.write")
    user = row_to_change(User.objects.visible_to(by), user_id, version)
    _keep_an_administrator(user, set())
    return _set_active(by, user, False)


@transaction.atomic
def reactivate(by: Actor, user_id: int, version: int | None = None) -> User:
    """Take somebody back, with the roles and teams they had; their tokens stay dead. Stale, Unseen."""
    require(by, "user.write")
    return _set_active(by, row_to_change(User.objects.visible_to(by), user_id, version), True)


def _address(email: str, besides: User | None = None) -> str:
    folded = fold(with_ascii_domain(email.strip()))
    if len(folded) > 254 or not is_addr_spec(folded):
        raise Refusal(gettext("This is not a mail address."), field="email", code="address")
    taken = User.objects.filter(email=folded).exclude(pk=besides.pk if besides else 0)
    if taken.exists():
        raise Refusal(gettext("Somebody has this address already."), field="email", code="taken")
    return folded


def _roles(roles: Collection[str]) -> str:
    unknown = set(roles) - {str(role) for role in Role}
    if unknown:
        raise Refusal(
            gettext("There is no role %(names)s.") % {"names": ", ".join(sorted(unknown))},
            field="roles",
            code="role",
        )
    return " ".join(sorted({str(role) for role in roles}))


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refusal(" ".join(weak.messages), field="password", code="password") from weak
    user.set_password(password)


def _keep_an_administrator(user: User, roles: set[str]) -> None:
    if Role.ADMINISTRATOR not in user.role_set or Role.ADMINISTRATOR in roles or not user.is_active:
        return
    others = User.objects.filter(is_active=True, roles__contains=str(Role.ADMINISTRATOR)).exclude(pk=user.pk)
    if not others.exists():
        raise Refusal(
            gettext("The desk needs an administrator: name another one first."),
            field="roles",
            code="last-administrator",
        )


def _apply_own(user: User, changes: Mapping[str, Any]) -> None:
    if "name" in changes:
        user.name = one_line(changes["name"], 200)
    if "language" in changes:
        user.language = one_line(changes["language"], 12)
    if changes.get("time_zone", user.time_zone) not in available_timezones():
        raise Refusal(gettext("There is no such time zone."), field="time_zone", code="zone")
    user.time_zone = changes.get("time_zone", user.time_zone)
    user.single_keys = bool(changes.get("single_keys", user.single_keys))


def _changed(by: Actor, user: User, changes: Mapping[str, Any]) -> User:
    user.version += 1
    user.save()
    data = {"roles": user.roles.split()} if "roles" in changes else {}
    words = {key: str(changes[key]) for key in ("name", "email") if key in changes}
    append(by, Fact("user.changed", "user", user.pk, data=data, detail=words))
    return user


def _set_active(by: Actor, user: User, active: bool) -> User:
    if user.is_active != active:
        user.is_active = active
        user.version += 1
        user.save(update_fields=["is_active", "version"])
        teams = list(Membership.objects.filter(user=user).values_list("team_id", flat=True))
        kind = "user.reactivated" if active else "user.deactivated"
        ways_in = [] if active else _end_ways_in(user)
        append(by, Fact(kind, "user", user.pk, data={"teams": teams}), *ways_in)
    return user


def _end_ways_in(user: User) -> list[Fact]:
    """What would open the desk to them again on the day they come back."""
    links.void(user)
    stopped = list(Token.objects.filter(owner=user, revoked_at=None).order_by("id"))
    Token.objects.filter(pk__in=[token.pk for token in stopped]).update(revoked_at=now())
    facts = [Fact("token.revoked", "token", token.pk, data={"owner": user.pk}) for token in stopped]
    return [*facts, *signed_in.ended(Session.objects.filter(user=user))]
