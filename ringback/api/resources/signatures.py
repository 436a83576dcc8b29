"""Signatures: the lines below a reply, a person's own and their team's."""

from ringback.access.models import Team, User
from ringback.access.standing import standing
from ringback.api.call import Call
from ringback.api.found import find
from ringback.api.operations import operation
from ringback.api.schemas import In, Out, Text
from ringback.kit.errors import Forbidden
from ringback.tickets import signing

_USER, _TEAM = {"user_id": "user"}, {"team_id": "team"}


class SignatureOut(Out):
    """`html` empty: there are no lines."""

    html: str


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
    return SignatureOut(html=signing.own(request.actor))


@operation(
    "PUT",
    "/users/{int:user_id}/signature",
    scope="signatures:write",
    verb="ticket.draft",
    answers=SignatureOut,
    objects=_USER,
)
def save(request: Call, user_id: int, body: SignatureSet) -> SignatureOut:
    """Set one's own lines."""
    _oneself(request, user_id)
    return SignatureOut(html=signing.sign_own(request.actor, body.html).html)


@operation(
    "DELETE",
    "/users/{int:user_id}/signature",
    scope="signatures:write",
    verb="ticket.draft",
    answers=None,
    status=204,
    objects=_USER,
)
def destroy(request: Call, user_id: int) -> None:
    """Take one's own lines away."""
    _oneself(request, user_id)
    signing.sign_own(request.actor, "")


@operation(
    "GET",
    "/teams/{int:team_id}/signature",
    scope="signatures:read",
    verb="signature.write",
    answers=SignatureOut,
    objects=_TEAM,
)
def show_of_team(request: Call, team_id: int) -> SignatureOut:
    """A team's lines, for those who may change them."""
    find(Team.objects.visible_to(request.actor), pk=team_id)
    lines = {one.team.pk: one.html for one in signing.of_teams(request.actor)}
    if team_id not in lines:
        raise Forbidden("Only its leader changes the lines of a team.")
    return SignatureOut(html=lines[team_id])


@operation(
    "PUT",
    "/teams/{int:team_id}/signature",
    scope="signatures:write",
    verb="signature.write",
    answers=SignatureOut,
    objects=_TEAM,
)
def save_of_team(request: Call, team_id: int, body: SignatureSet) -> SignatureOut:
    """Set a team's lines, as its leader or an administrator."""
    return SignatureOut(html=signing.sign_for_team(request.actor, team_id, body.html).html)


@operation(
    "DELETE",
    "/teams/{int:team_id}/signature",
    scope="signatures:write",
    verb="signature.write",
    answers=None,
    status=204,
    objects=_TEAM,
)
def destroy_of_team(request: Call, team_id: int) -> None:
    """Take a team's lines away."""
    signing.sign_for_team(request.actor, team_id, "")


def _oneself(request: Call, user_id: int) -> None:
    """Other people's lines are nobody's to see. Raises Unseen."""
    find(User.objects.visible_to(request.actor).filter(pk=standing(request.actor).user_id), pk=user_id)
