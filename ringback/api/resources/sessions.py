"""Sessions: where somebody is signed in with a browser. Their keys never pass here."""

from ringback.access import signed_in
from ringback.access.models import Session
from ringback.access.standing import standing
from ringback.api.call import Call
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page

_SESSION = {"session_id": "session"}


class SessionOut(Out):
    """`browser` and `system` are empty where they are not known. `address`: only its network, once the session was not
    seen for a week."""

    id: int
    owner_id: int | None
    browser: str
    system: str
    address: str
    begun_at: Moment
    seen_at: Moment | None
    expires_at: Moment


class SessionPage(Page[SessionOut]):
    pass


class SessionsEnd(In):
    """`user`: whose; oneself without it."""

    user: Id | None = None


class SessionsEnded(Out):
    ended: int


@operation("GET", "/sessions", scope="sessions:read", verb="session.end", answers=SessionPage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> SessionPage:
    """One's sessions, newest first; administrators see everybody's."""
    found, more = newest_first(Session.objects.visible_to(request.actor), cursor, limit)
    return SessionPage(items=[_out(session) for session in found], next=more)


@operation(
    "GET",
    "/sessions/{int:session_id}",
    scope="sessions:read",
    verb="session.end",
    answers=SessionOut,
    objects=_SESSION,
)
def show(request: Call, session_id: int) -> SessionOut:
    """One session."""
    return _out(find(Session.objects.visible_to(request.actor), pk=session_id))


@operation(
    "DELETE",
    "/sessions/{int:session_id}",
    scope="sessions:write",
    verb="session.end",
    answers=None,
    status=204,
    objects=_SESSION,
)
def end(request: Call, session_id: int) -> None:
    """Sign one browser out; its live stream ends with it."""
    signed_in.end(request.actor, session_id)


@operation("POST", "/sessions/ends", scope="sessions:write", verb="session.end", answers=SessionsEnded)
def end_all(request: Call, body: SessionsEnd) -> SessionsEnded:
    """Sign somebody out everywhere: oneself, or, for administrators, another. Tokens stay."""
    user = standing(request.actor).user_id if body.user is None else body.user
    return SessionsEnded(ended=signed_in.end_all(request.actor, user))


def _out(session: Session) -> SessionOut:
    plain = ("browser", "system", "begun_at", "seen_at")
    return SessionOut(
        id=session.pk,
        owner_id=session.user_id,
        address=signed_in.address_shown(session),
        expires_at=session.expire_date,
        **{name: getattr(session, name) for name in plain},
    )
