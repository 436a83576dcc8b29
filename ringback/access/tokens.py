"""Verbs on tokens: the keys of programs."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.locking import row_to_change
from ringback.access.models import Token, User
from ringback.access.policy import require
from ringback.access.standing import standing
from ringback.access.token_scopes import known
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal
from ringback.kit.ids import digest, secret
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

MOST_DAYS = 3650


@transaction.atomic
def create(
    by: Actor, owner_id: int, name: str, scopes: Collection[str] = (), days: int | None = None
) -> tuple[Token, str]:
    """A new token and its secret, which is shown this once. No scopes: all that its owner may. `days`: it
    ends by itself, and with the token that asks at the latest."""
    require(by, "token.write")
    who, wanted = standing(by), known(scopes)
    # A token of somebody else's would be a way to act as them, so not even administrators make one.
    if owner_id != who.user_id and not who.everything:
        raise Forbidden(gettext("You can make tokens only for yourself."))
    if who.scopes is not None and not (wanted and who.scopes.issuperset(wanted)):
        raise Forbidden(gettext("A token can't make one that may more than itself."), code="scope")
    owner = row_to_change(User.objects.visible_to(by), owner_id)
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise Refusal(
            gettext("A token lives from 1 to %(most_days)s days.") % {"most_days": MOST_DAYS}, field="days"
        )
    value = "rb_" + secret()
    moment = now()
    token = Token(
        owner=owner,
        name=one_line(name, 100),
        digest=digest(value),
        scopes=" ".join(wanted),
        created_at=moment,
        expires_at=_end(by, moment + timedelta(days=days) if days else None),
    )
    token.save(force_insert=True)
    append(by, Fact("token.created", "token", token.pk, data={"owner": owner.pk, "scopes": wanted}))
    return token, value


def _end(by: Actor, wanted: datetime | None) -> datetime | None:
    """A token would live on by those it makes, whoever had meant it to end."""
    own = (
        Token.objects.filter(pk=by.id).values_list("expires_at", flat=True).first()
        if by.kind == "token"
        else None
    )
    return min(filter(None, (own, wanted)), default=None)


@transaction.atomic
def revoke(by: Actor, token_id: int) -> Token:
    """The token stops now and for good."""
    require(by, "token.write")
    token = row_to_change(Token.objects.visible_to(by), token_id)
    if token.revoked_at is None:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
        append(by, Fact("token.revoked", "token", token.pk, data={"owner": token.owner_id}))
    return token
