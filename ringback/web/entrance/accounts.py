"""The pages of django-allauth that we serve, one by one: whatever else it has stays unreachable."""

from typing import Any

from allauth.account import views as account
from allauth.core import ratelimit
from allauth.mfa.base import views as factor
from allauth.mfa.totp import views as totp
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ringback.access import links
from ringback.access.models import Link
from ringback.kit.errors import Unseen
from ringback.web.entrance import passkeys, recovery
from ringback.web.entrance.later import later
from ringback.web.routes import PUBLIC, SIGNED_IN, View, route

_BOTH = ("GET", "POST")


class ResetPassword(account.PasswordResetView):  # type: ignore[misc]  # allauth has no types
    """Looks nobody up before it has answered: neither words nor time tell whether an address is known (TRUST A27)."""

    def form_valid(self, form: Any) -> HttpResponse:
        refused: HttpResponse | None = ratelimit.consume_or_429(
            self.request, action="reset_password", key=form.cleaned_data["email"].lower()
        )
        if refused:
            return refused
        later(form.save, self.request)
        return HttpResponseRedirect(self.get_success_url())

    def get_form_class(self) -> Any:
        return LateForm


class LateForm(account.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """The form of allauth, save that it asks the database when it is saved, not when it is checked."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email

    def save(self, request: HttpRequest, **more: Any) -> str:
        super().clean_email()
        email: str = super().save(request, **more)
        return email


class ResetForm(account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    """The form of allauth, save that the link is used up in the moment in which the password changes."""

    @transaction.atomic
    def save(self) -> None:
        links.redeem(Link.RESET, self.user, self.temp_key)
        super().save()


class Index(factor.IndexView):  # type: ignore[misc]  # allauth has no types
    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**more)
        return {**context, "codes_left": recovery.left(self.request.user)}


def no_signing_up(request: HttpRequest) -> HttpResponse:
    """Staff are added by an administrator; allauth only wants the name to exist."""
    raise Unseen()


_PAGES: list[tuple[str, str, View, str]] = [
    ("sign-in", "account_login", account.login, PUBLIC),
    ("sign-in/code", "mfa_authenticate", factor.authenticate, PUBLIC),
    ("sign-in/passkey", "mfa_login_webauthn", passkeys.SignIn.as_view(), PUBLIC),
    ("sign-in/inactive", "account_inactive", account.account_inactive, PUBLIC),
    ("sign-in/forgotten", "account_reset_password", ResetPassword.as_view(), PUBLIC),
    ("sign-in/forgotten/sent", "account_reset_password_done", account.password_reset_done, PUBLIC),
    (
        "sign-in/reset/<str:uidb36>/<str:key>",
        "account_reset_password_from_key",
        account.password_reset_from_key,
        PUBLIC,
    ),
    ("sign-in/reset", "account_reset_password_from_key_done", account.password_reset_from_key_done, PUBLIC),
    ("sign-up", "account_signup", no_signing_up, PUBLIC),
    # Public, because it also ends a sign-in that has stopped half-way, at the code.
    ("sign-out", "account_logout", account.logout, PUBLIC),
    ("me/password", "account_change_password", account.password_change, SIGNED_IN),
    ("me/password/set", "account_set_password", account.password_set, SIGNED_IN),
    ("me/confirm", "account_reauthenticate", account.reauthenticate, SIGNED_IN),
    ("me/confirm/code", "mfa_reauthenticate", factor.reauthenticate, SIGNED_IN),
    ("me/confirm/passkey", "mfa_reauthenticate_webauthn", passkeys.Confirm.as_view(), SIGNED_IN),
    ("me/second-factor", "mfa_index", Index.as_view(), SIGNED_IN),
    ("me/second-factor/on", "mfa_activate_totp", totp.activate_totp, SIGNED_IN),
    ("me/second-factor/off", "mfa_deactivate_totp", totp.deactivate_totp, SIGNED_IN),
    ("me/passkeys/add", "mfa_add_webauthn", passkeys.Add.as_view(), SIGNED_IN),
    ("me/passkeys/<int:pk>/name", "mfa_edit_webauthn", passkeys.Rename.as_view(), SIGNED_IN),
    ("me/passkeys/<int:pk>/removal", "mfa_remove_webauthn", passkeys.Remove.as_view(), SIGNED_IN),
    ("me/recovery-codes", "mfa_view_recovery_codes", recovery.show, SIGNED_IN),
    ("me/recovery-codes/new", "mfa_generate_recovery_codes", recovery.renew, SIGNED_IN),
]

for _at, _name, _view, _who in _PAGES:
    route(_at, name=_name, methods=_BOTH, verb=_who)(_view)
