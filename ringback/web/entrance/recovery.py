"""Recovery codes: shown once, when somebody asks for it, and from then on only counted."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa import app_settings
from allauth.mfa.recovery_codes.internal import flows
from django.http import HttpResponse
from django.shortcuts import redirect

from ringback.access import ways_in
from ringback.access.models import User
from ringback.web.asked import Asked
from ringback.web.pages import render

View = Callable[..., HttpResponse]


def left(user: User) -> int | None:
    """How many codes somebody has left; None where they have none at all."""
    codes = ways_in.codes_of(user)
    return None if codes is None else len(codes.get_unused_codes())


def _confirmed(view: View) -> View:
    guarded: View = reauthentication_required(app="allauth.mfa")(view)
    return wraps(view)(guarded)


@_confirmed
def show(request: Asked) -> HttpResponse:
    """GET counts them. POST shows codes that nobody has seen yet, this once."""
    if ways_in.codes_of(request.user) is None:
        return redirect("mfa_index")
    return _page(request, ways_in.see_codes(request.user) if request.method == "POST" else [])


@_confirmed
def renew(request: Asked) -> HttpResponse:
    """GET asks, POST makes new codes and shows them."""
    if ways_in.codes_of(request.user) is None or not flows.can_generate_recovery_codes(request.user):
        return redirect("mfa_index")
    if request.method != "POST":
        return render(request, "mfa/recovery_codes/generate.html", {})
    flows.generate_recovery_codes(request)
    return _page(request, ways_in.see_codes(request.user))


def _page(request: Asked, shown: list[str]) -> HttpResponse:
    codes: Any = ways_in.codes_of(request.user)
    context = {
        "codes": shown,
        "left": len(codes.get_unused_codes()),
        "total": app_settings.RECOVERY_CODE_COUNT,
        "was_seen": codes.did_view,
    }
    return render(request, "mfa/recovery_codes/index.html", context)
