"""How django-allauth behaves here: no signing up, no chatter, links from RINGBACK_URL, secrets sealed."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.access import ways_in
from ringback.access.devices import browser_of, system_of
from ringback.access.models import User
from ringback.company import house
from ringback.kit import crypto

# What the package calls the mail about it -> which factor, and what became of it.
_FACTORS = {
    "mfa/email/totp_activated": ("totp", "added"),
    "mfa/email/totp_deactivated": ("totp", "removed"),
    "mfa/email/webauthn_added": ("webauthn", "added"),
    "mfa/email/webauthn_removed": ("webauthn", "removed"),
    "mfa/email/recovery_codes_generated": ("recovery_codes", "renewed"),
}


class Entrance(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Named in settings.py."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **more: Any) -> None:
        """The page that follows says it all."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Never from the Host header, which whoever asks may choose."""
        user, _dash, token = key.partition("-")
        at = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token})
        return f"{settings.RINGBACK_URL}{at}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        text = _(
            "Somebody, probably you, wants to set a new password for %(url)s.\n\n"
            "Open this address to choose one:\n\n%(link)s\n\n"
            "It works once, and for one hour. If it was not you, nothing has happened: delete this mail."
        ) % {"url": settings.RINGBACK_URL, "link": context["password_reset_url"]}
        send_mail(_("A new password"), text, None, [user.email])

    def set_password(self, user: User, password: str) -> None:
        ways_in.set_password(user, password, keep=context.request.session.session_key or "")

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **more: Any) -> None:
        """Where the package would mail people what it has changed, the ledger is told."""
        if template_prefix in _FACTORS:
            ways_in.factor_changed(user, *_FACTORS[template_prefix])

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Named in settings.py."""

    def encrypt(self, text: str) -> str:
        return crypto.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Never from the Host header: a passkey belongs to the address that people use."""
        return {"id": urlsplit(settings.RINGBACK_URL).hostname or "", "name": str(house.get("name"))}

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """What they sit at, which is what they will know it by."""
        agent = context.request.headers.get("User-Agent", "")
        words = [browser_of(agent), system_of(agent)]
        return ", ".join(filter(None, words)) or _("Passkey")
