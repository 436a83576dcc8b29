"""Verbs on how somebody signs in, for the pages of the sign-in package: what it does, in the ledger, and what
follows."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction

from ringback.access import links, signed_in
from ringback.access.identify import actor_of
from ringback.access.models import Session, User
from ringback.ledger.append import Fact, append


@transaction.atomic
def set_password(user: User, password: str, keep: str = "") -> None:
    """A new password of one's own. Whoever is signed in elsewhere (save in the browser whose session key is `keep`) got
    in with the old one and is out, and mailed links are for nothing now."""
    user.set_password(password)
    user.save(update_fields=["password"])
    links.void(user)
    others = signed_in.ended(Session.objects.filter(user=user), keep)
    append(actor_of(user), Fact("user.password_changed", "user", user.pk), *others)


@transaction.atomic
def factor_changed(user: User, factor: str, what: str) -> None:
    """A passkey, an authenticator app or the recovery codes were added, removed or renewed by their owner."""
    append(actor_of(user), Fact(f"user.factor_{what}", "user", user.pk, data={"factor": factor}))


def codes_of(user: Any) -> RecoveryCodes | None:
    """The recovery codes of somebody; None where they have none."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return RecoveryCodes(row) if row else None


@transaction.atomic
def see_codes(user: User) -> list[str]:
    """The codes, for the one time they are shown; none any more after that. Of two windows that ask at once, one gets
    to see them."""
    rows = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    codes = RecoveryCodes(rows.get())
    if codes.did_view:
        return []
    codes.mark_as_viewed()
    unused: list[str] = codes.get_unused_codes()
    return unused
