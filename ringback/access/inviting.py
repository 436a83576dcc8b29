"""Inviting somebody who was added: a link by mail, by which they choose a password of their own."""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext, override

from ringback.access import links
from ringback.access.identify import actor_of
from ringback.access.locking import row_to_change
from ringback.access.models import Link, User
from ringback.access.policy import require
from ringback.company import house
from ringback.kit.errors import Refusal, Unseen
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append


@transaction.atomic
def invite(by: Actor, user_id: int) -> User:
    """Mail somebody of the staff a link that is good once and for 72 hours; an earlier one is worthless from then on.
    Raises Unseen, and Refusal for those who have a password already or have left."""
    require(by, "user.write")
    user = row_to_change(User.objects.visible_to(by), user_id)
    if not user.is_active or not user.is_staff_member or user.has_usable_password():
        raise Refusal(
            gettext("Only those of the staff who have no password yet can be invited."), code="not-new"
        )
    with override(user.language):
        words = {"house": house.get("name"), "link": f"{settings.RINGBACK_URL}/invitation/{issue(user)}"}
        text = gettext(
            "%(house)s has a place for you at its customer desk.\n\n"
            "Open this address to choose a password:\n\n%(link)s\n\n"
            "It works once, and for three days."
        )
        send_mail(gettext("Your place at the desk"), text % words, None, [user.email])
    append(by, Fact("user.invited", "user", user.pk))
    return user


def issue(user: User) -> str:
    """The secret of a new invitation."""
    return links.issue(user, Link.INVITATION)


@transaction.atomic
def accept(secret: str, password: str) -> User:
    """The one who was invited, with their password set. Raises Unseen for a link that opens nothing (any more), and
    Refusal for a password that is too easy; the link stays good then."""
    user = links.holder(Link.INVITATION, secret)
    if user is None:
        raise Unseen()
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refusal(" ".join(weak.messages), field="password", code="password") from weak
    links.redeem(Link.INVITATION, user, secret)
    links.void(user)
    user.set_password(password)
    user.save(update_fields=["password"])
    append(actor_of(user), Fact("user.invitation_accepted", "user", user.pk))
    return user
