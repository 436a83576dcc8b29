"""Sessions as people read them: their own, and those of others for whoever administers."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from ringback.access import signed_in
from ringback.access.models import Session
from ringback.web.asked import Asked
from ringback.web.forms import StrictForm


class EndForm(StrictForm):
    """Without a number: all others."""

    session = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


@dataclass(frozen=True, slots=True)
class Line:
    """A session as its owner knows it."""

    id: int
    device: str
    address: str
    begun_at: datetime
    seen_at: datetime | None
    is_this: bool


def lines(request: Asked, user_id: int) -> list[Line]:
    """The sessions of somebody for the asker to read, the one of the request itself marked."""
    return [_line(each, request) for each in signed_in.sessions_of(request.actor, user_id)]


def _line(session: Session, request: Asked) -> Line:
    return Line(
        session.pk,
        _device(session),
        signed_in.address_shown(session),
        session.begun_at,
        session.seen_at,
        session.session_key == request.session.session_key,
    )


def _device(session: Session) -> str:
    if session.browser and session.system:
        return _("%(browser)s on %(system)s") % {"browser": session.browser, "system": session.system}
    return session.browser or session.system or _("Something else")
