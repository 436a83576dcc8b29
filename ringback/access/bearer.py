"""Who holds a token: from what a program sends to an actor."""

from datetime import timedelta

from django.db import OperationalError
from django.db.models import QuerySet

from ringback.access.identify import actor_of_token
from ringback.access.models import Token
from ringback.access.prepared import prepared
from ringback.kit.clock import now
from ringback.kit.ids import digest
from ringback.ledger.actor import Actor

_OFTEN = timedelta(minutes=1)


def holder_of(secret: str) -> Actor | None:
    """The actor behind a token's secret; None when it is unknown, ended or revoked, or its owner is gone.

    Two statements (one for a customer's); one more at most once a minute, to note that the token was used.
    """
    token = next(iter(_found(digest(secret))), None)
    if token is None or not _lives(token) or not token.owner.is_active:
        return None
    _seen(token)
    return actor_of_token(token.pk, token.owner, frozenset(token.scopes.split()) or None)


@prepared("hashed")
def _found(hashed: str) -> QuerySet[Token]:
    return Token.objects.select_related("owner").filter(digest=hashed)


def _lives(token: Token) -> bool:
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > now())


def _seen(token: Token) -> None:
    moment = now()
    if token.seen_at and moment - token.seen_at < _OFTEN:
        return
    try:
        Token.objects.filter(pk=token.pk).update(seen_at=moment)
    except OperationalError:
        # A busy database is no reason to turn a program away.
        return
