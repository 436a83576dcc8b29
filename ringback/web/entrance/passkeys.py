"""Passkeys (WebAuthn): adding, naming and removing one's own, and signing in with one."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import flows
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from ringback.kit.errors import Unseen
from ringback.web.pages import render

_BACK = reverse_lazy("mfa_index")


def are_possible() -> bool:
    """Browsers want a name and https; `localhost` is the one exception, and an address in figures is none."""
    at = urlsplit(settings.RINGBACK_URL)
    host = at.hostname or ""
    if at.scheme != "https" and host != "localhost":
        return False
    try:
        ip_address(host)
    except ValueError:
        return bool(host)
    return False


class Add(webauthn.AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    def get(self, *given: Any, **more: Any) -> HttpResponse:
        if not are_possible():
            # Said in words, where a browser would only fail.
            return render(self.request, "mfa/webauthn/impossible.html", {"at": settings.RINGBACK_URL})
        answer: HttpResponse = super().get(*given, **more)
        return answer

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        # Allauth's drops the form that was sent, with what was wrong in it.
        return {**super().get_context_data(), **more}


class SignIn(webauthn.LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """As allauth's, but goes where somebody wanted to go, and says when a passkey opened nothing."""

    def form_valid(self, form: Any) -> HttpResponse:
        passkey = form.cleaned_data["credential"]
        login = Login(user=passkey.user, redirect_url=get_next_redirect_url(self.request))
        answer: HttpResponse = flows.perform_passwordless_login(self.request, passkey, login)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("This passkey does not open this desk."))
        return redirect("account_login")


class Confirm(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    problem = ""

    def form_invalid(self, form: Any) -> HttpResponse:
        self.problem = _("That was not a passkey of yours.")
        answer: HttpResponse = self.render_to_response(self.get_context_data())
        return answer

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(), "problem": self.problem}


class Rename(webauthn.EditWebAuthnView):  # type: ignore[misc]  # allauth has no types
    success_url = _BACK

    def dispatch(self, request: Any, *given: Any, **more: Any) -> HttpResponse:
        _must_be_own(self, request, more)
        answer: HttpResponse = super().dispatch(request, *given, **more)
        return answer


class Remove(webauthn.RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    success_url = _BACK

    def dispatch(self, request: Any, *given: Any, **more: Any) -> HttpResponse:
        _must_be_own(self, request, more)
        answer: HttpResponse = super().dispatch(request, *given, **more)
        return answer


def _must_be_own(view: Any, request: Any, parts: dict[str, Any]) -> None:
    """Before anybody is asked for a password for the sake of a key that is not theirs or not there."""
    view.request = request
    if not view.get_queryset().filter(pk=parts["pk"]).exists():
        raise Unseen()
