"""Verbs on how somebody signs in, for the pages of the sign-in package: what it does, in the ledger, and what
follows."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext, override

from ringback.access import links, signed_in
from ringback.access.identify import actor_of
from ringback.access.locking import row_to_change
from ringback.access.models import Session, User
from ringback.access.policy import require
from ringback.access.standing import standing
from ringback.company import house
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
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


@transaction.atomic
def take_factors(by: Actor, user_id: int) -> User:
    """Take passkeys, authenticator app and recovery codes from a colleague who has lost them: they get in by their
    password alone, and make new ones. They are signed out everywhere, and told by mail: it may not have been they who
    asked. Nothing happens to who has none. Raises Unseen, and Refusal for oneself: one's own page asks for the
    factor first."""
    require(by, "user.write")
    user = row_to_change(User.objects.visible_to(by), user_id)
    if user.pk == standing(by).user_id:
        raise Refusal(gettext("Your own are on your own page."), code="own")
    if not Authenticator.objects.filter(user=user).delete()[0]:
        return user
    others = signed_in.ended(Session.objects.filter(user=user))
    with override(user.language):
        text = gettext(
            "Your passkeys, your authenticator app and your recovery codes for %(house)s do not work any more: an "
            "administrator has removed them.\n\nSign in with your password and make new ones. If you did not ask for "
            "this, tell your administrators at once."
        )
        subject = gettext("Your second factor was removed")
        send_mail(subject, text % {"house": house.get("name")}, None, [user.email])
    append(by, Fact("user.factors_taken", "user", user.pk), *others)
    return user


def has_factors(user: User) -> bool:
    """Whether somebody has a passkey, an authenticator app, or recovery codes."""
    return bool(Authenticator.objects.filter(user=user).exists())


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
