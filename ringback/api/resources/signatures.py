"""Signatures: the lines below a reply, a person's own and their team's."""

from ringback.access.models import User
from ringback.access.standing import standing
from ringback.api.call import Call, etag
from ringback.api.found import find
from ringback.api.operations import operation
from ringback.api.schemas import In, Out, Text, Version
from ringback.tickets import signing
from ringback.tickets.models import Signature

_USER, _TEAM = {"user_id": "user"}, {"team_id": "team"}


class SignatureOut(Out):
    """`html` empty: there are no lines. `version` 0: there never were."""

    html: str
    version: Version


class SignatureSet(In):
    html: Text


@operation(
    "GET",
    "/users/{int:user_id}/signature",
    scope="signatures:read",
    verb="ticket.draft",
    answers=SignatureOut,
    objects=_USER,
)
def show(request: Call, user_id: int) -> SignatureOut:
    """One's own lines."""
    _oneself(request, user_id)
    return _out(request, signing.own(request.actor))


@operation(
    "PUT",
    "/users/{int:user_id}/signature",
    scope="signatures:write",
    verb="ticket.draft",
    answers=SignatureOut,
    objects=_USER,
    versioned=True,
)
def save(request: Call, user_id: int, body: SignatureSet) -> SignatureOut:
    """Set one's own lines."""
    _oneself(request, user_id)
    return _out(request, signing.sign_own(request.actor, body.html, request.version))


@operation(
    "DELETE",
    "/users/{int:user_id}/signature",
    scope="signatures:write",
    verb="ticket.draft",
    answers=None,
    status=204,
    objects=_USER,
    versioned=True,
)
def destroy(request: Call, user_id: int) -> None:
    """Take one's own lines away."""
    _oneself(request, user_id)
    signing.sign_own(request.actor, "", request.version)


@operation(
    "GET",
    "/teams/{int:team_id}/signature",
    scope="signatures:read",
    verb="signature.write",
    answers=SignatureOut,
    objects=_TEAM,
)
def show_of_team(request: Call, team_id: int) -> SignatureOut:
    """A team's lines, for those who may change them; also of a team that works no more."""
    return _out(request, signing.of_team(request.actor, team_id))


@operation(
    "PUT",
    "/teams/{int:team_id}/signature",
    scope="signatures:write",
    verb="signature.write",
    answers=SignatureOut,
    objects=_TEAM,
    versioned=True,
)
def save_of_team(request: Call, team_id: int, body: SignatureSet) -> SignatureOut:
    """Set a team's lines, as its leader or an administrator."""
    return _out(request, signing.sign_for_team(request.actor, team_id, body.html, request.version))


@operation(
    "DELETE",
    "/teams/{int:team_id}/signature",
    scope="signatures:write",
    verb="signature.write",
    answers=None,
    status=204,
    objects=_TEAM,
    versioned=True,
)
def destroy_of_team(request: Call, team_id: int) -> None:
    """Take a team's lines away."""
    signing.sign_for_team(request.actor, team_id, "", request.version)


def _out(request: Call, lines: Signature) -> SignatureOut:
    request.say |= etag(lines.version)
    return SignatureOut(html=lines.html, version=lines.version)


def _oneself(request: Call, user_id: int) -> None:
    """Other people's lines are nobody's to see. Raises Unseen."""
    find(User.objects.visible_to(request.actor).filter(pk=standing(request.actor).user_id), pk=user_id)
