"""Users: whoever signs in. Passwords never pass here: they are set through the mail that signing in sends."""

from typing import Annotated, Any

from pydantic import Field

from ringback.access import inviting, staff, ways_in
from ringback.access.models import User
from ringback.access.roles import Role
from ringback.api.call import Call, etag
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, In, Limit, Line, Moment, Out, Page, Version, Word

_USER = {"user_id": "user"}
Roles = Annotated[list[Word], Field(max_length=len(Role), description="Of " + ", ".join(Role))]


class UserOut(Out):
    """No roles: a customer."""

    id: int
    name: str
    email: str
    roles: list[str]
    is_active: bool
    language: str
    time_zone: str
    created_at: Moment
    version: Version


class UserPage(Page[UserOut]):
    pass


class UserNew(In):
    email: Word
    name: Line
    roles: Roles = []


class UserChange(In):
    email: Word | None = None
    name: Line | None = None
    roles: Roles | None = None
    language: Annotated[Word, Field(max_length=12)] | None = None
    time_zone: Annotated[Word, Field(max_length=60)] | None = None


@operation("GET", "/users", scope="users:read", verb="user.read", answers=UserPage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> UserPage:
    """Users the caller may see, newest first."""
    found, more = newest_first(User.objects.visible_to(request.actor), cursor, limit)
    return UserPage(items=[_out(user) for user in found], next=more)


@operation("POST", "/users", scope="users:write", verb="user.write", answers=UserOut, status=201)
def create(request: Call, body: UserNew) -> UserOut:
    """Somebody new. They choose a password by an invitation, or through "Forgotten?" on the sign-in page."""
    user = staff.add(request.actor, body.email, body.name, body.roles)
    request.say["Location"] = f"/api/v1/users/{user.pk}"
    return _shown(request, user)


@operation(
    "GET", "/users/{int:user_id}", scope="users:read", verb="user.read", answers=UserOut, objects=_USER
)
def show(request: Call, user_id: int) -> UserOut:
    """One user."""
    return _shown(request, find(User.objects.visible_to(request.actor), pk=user_id))


@operation(
    "PATCH",
    "/users/{int:user_id}",
    scope="users:write",
    verb="user.write",
    answers=UserOut,
    objects=_USER,
    versioned=True,
)
def update(request: Call, user_id: int, body: UserChange) -> UserOut:
    """Change somebody."""
    changes: dict[str, Any] = body.model_dump(exclude_none=True)
    return _shown(request, staff.change(request.actor, user_id, changes, request.version))


@operation(
    "POST",
    "/users/{int:user_id}/deactivations",
    scope="users:write",
    verb="user.write",
    answers=UserOut,
    objects=_USER,
    versioned=True,
)
def deactivate(request: Call, user_id: int) -> UserOut:
    """Let somebody go: sessions, tokens and links end at once and for good, their work stays."""
    return _shown(request, staff.deactivate(request.actor, user_id, request.version))


@operation(
    "POST",
    "/users/{int:user_id}/reactivations",
    scope="users:write",
    verb="user.write",
    answers=UserOut,
    objects=_USER,
    versioned=True,
)
def reactivate(request: Call, user_id: int) -> UserOut:
    """Take somebody back, with the roles and teams they had, not their tokens."""
    return _shown(request, staff.reactivate(request.actor, user_id, request.version))


@operation(
    "POST",
    "/users/{int:user_id}/factor-removals",
    scope="users:write",
    verb="user.write",
    answers=UserOut,
    objects=_USER,
)
def remove_factors(request: Call, user_id: int) -> UserOut:
    """Take passkeys, app and recovery codes from somebody who has lost them. They are signed out and told by mail."""
    return _shown(request, ways_in.take_factors(request.actor, user_id))


@operation(
    "POST",
    "/users/{int:user_id}/invitations",
    scope="users:write",
    verb="user.write",
    answers=UserOut,
    objects=_USER,
)
def invite(request: Call, user_id: int) -> UserOut:
    """Mail them a link by which they choose a password. It works once, and for 72 hours."""
    return _shown(request, inviting.invite(request.actor, user_id))


def _shown(request: Call, user: User) -> UserOut:
    request.say |= etag(user.version)
    return _out(user)


def _out(user: User) -> UserOut:
    plain = ("name", "email", "is_active", "language", "time_zone", "created_at", "version")
    return UserOut(id=user.pk, roles=user.roles.split(), **{name: getattr(user, name) for name in plain})
