"""Consents: lines that sign in by OAuth 2.0 instead of by a password. Secrets and tokens go in and never come out."""

from typing import Literal

from ringback.api.call import Call
from ringback.api.found import find
from ringback.api.operations import operation
from ringback.api.schemas import In, Moment, Out, Word
from ringback.channels import consenting
from ringback.channels.models import Consent
from ringback.channels.models import Line as ContactPoint
from ringback.kit.errors import Unseen

_LINE = {"line_id": "line"}
Provider = Literal["google", "microsoft", "own"]


class ConsentOut(Out):
    """`is_given`: somebody has agreed, and the provider has not said that it is over (`withdrawn_at`). `expires_at`: of
    the present access token, which is renewed by itself."""

    provider: str
    tenant: str
    authorize_url: str
    token_url: str
    revoke_url: str
    scopes: str
    client_id: str
    has_client_secret: bool
    redirect_uri: str
    is_given: bool
    granted_at: Moment | None
    refreshed_at: Moment | None
    expires_at: Moment | None
    withdrawn_at: Moment | None


class ConsentSet(In):
    """`client_secret` left out: the one there is stays. Addresses and scopes: of a provider of one's own (`own`)."""

    provider: Provider
    client_id: Word
    client_secret: Word = ""
    tenant: Word = ""
    authorize_url: Word = ""
    token_url: Word = ""
    revoke_url: Word = ""
    scopes: Word = ""


class QuestionOut(Out):
    """`url`: where somebody agrees, signed in at the desk in the same browser, within a quarter of an hour."""

    url: str


@operation(
    "GET",
    "/lines/{int:line_id}/consent",
    scope="lines:read",
    verb="line.write",
    answers=ConsentOut,
    objects=_LINE,
)
def show(request: Call, line_id: int) -> ConsentOut:
    """How the line signs in by OAuth; 404 where it has a password."""
    line = find(ContactPoint.objects.visible_to(request.actor), pk=line_id)
    consent = consenting.consent_of(line)
    if consent is None:
        raise Unseen()
    return _out(consent)


@operation(
    "PUT",
    "/lines/{int:line_id}/consent",
    scope="lines:write",
    verb="line.write",
    answers=ConsentOut,
    objects=_LINE,
)
def set_up(request: Call, line_id: int, body: ConsentSet) -> ConsentOut:
    """Say at which provider, and as which client. Another client means that somebody has to agree anew."""
    return _out(consenting.set_up(request.actor, line_id, consenting.Setup(**body.model_dump())))


@operation(
    "POST",
    "/lines/{int:line_id}/consents",
    scope="lines:write",
    verb="line.write",
    answers=QuestionOut,
    status=201,
    objects=_LINE,
    repeats=False,
)
def ask(request: Call, line_id: int) -> QuestionOut:
    """Where the person of this token agrees."""
    return QuestionOut(url=consenting.question(request.actor, line_id))


@operation(
    "DELETE",
    "/lines/{int:line_id}/consent",
    scope="lines:write",
    verb="line.write",
    answers=None,
    status=204,
    objects=_LINE,
)
def withdraw(request: Call, line_id: int) -> None:
    """The line signs in by its passwords again; the provider is told."""
    consenting.withdraw(request.actor, line_id)


def _out(consent: Consent) -> ConsentOut:
    own = ("has_client_secret", "redirect_uri", "is_given")
    plain = {name: getattr(consent, name) for name in ConsentOut.model_fields if name not in own}
    return ConsentOut(
        **plain,
        has_client_secret=bool(consent.client_secret),
        redirect_uri=consenting.back(),
        is_given=consent.is_given,
    )
