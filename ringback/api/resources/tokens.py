"""Tokens: the keys of programs. A secret is shown once, when its token is made."""

from typing import Annotated, Any

from pydantic import Field

from ringback.access import tokens
from ringback.access.models import Token
from ringback.access.standing import standing
from ringback.access.token_scopes import SCOPES
from ringback.api.call import Call
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, In, Limit, Moment, Out, Page, Word

_TOKEN = {"token_id": "token"}


class TokenOut(Out):
    """No scopes: all that the owner may."""

    id: int
    name: str
    owner_id: int
    scopes: list[str]
    created_at: Moment
    expires_at: Moment | None
    revoked_at: Moment | None
    seen_at: Moment | None


class NewToken(TokenOut):
    secret: str


class TokenPage(Page[TokenOut]):
    pass


class TokenNew(In):
    """`days`: it ends by itself after so many."""

    name: Annotated[Word, Field(max_length=100)] = ""
    scopes: Annotated[list[Word], Field(max_length=len(SCOPES))] = []
    days: Annotated[int, Field(ge=1, le=tokens.MOST_DAYS)] | None = None


@operation("GET", "/tokens", scope="tokens:read", verb="token.write", answers=TokenPage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> TokenPage:
    """One's tokens, newest first; administrators see everybody's, never a secret."""
    found, more = newest_first(Token.objects.visible_to(request.actor), cursor, limit)
    return TokenPage(items=[TokenOut(**_fields(token)) for token in found], next=more)


@operation("POST", "/tokens", scope="tokens:write", verb="token.write", answers=NewToken, status=201)
def create(request: Call, body: TokenNew) -> NewToken:
    """A token for oneself, never with more than the token that asks."""
    me = standing(request.actor).user_id
    token, secret = tokens.create(request.actor, me, body.name, body.scopes, body.days)
    return NewToken(**_fields(token), secret=secret)


@operation(
    "GET", "/tokens/{int:token_id}", scope="tokens:read", verb="token.write", answers=TokenOut, objects=_TOKEN
)
def show(request: Call, token_id: int) -> TokenOut:
    """One token, without its secret."""
    return TokenOut(**_fields(find(Token.objects.visible_to(request.actor), pk=token_id)))


@operation(
    "POST",
    "/tokens/{int:token_id}/revocations",
    scope="tokens:write",
    verb="token.write",
    answers=TokenOut,
    objects=_TOKEN,
)
def revoke(request: Call, token_id: int) -> TokenOut:
    """The token stops now and for good."""
    return TokenOut(**_fields(tokens.revoke(request.actor, token_id)))


def _fields(token: Token) -> dict[str, Any]:
    plain = ("name", "owner_id", "created_at", "expires_at", "revoked_at", "seen_at")
    return {"id": token.pk, "scopes": token.scopes.split(), **{name: getattr(token, name) for name in plain}}
