"""The two layers of our own around every view: `headers` outermost, `person` behind session and user."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from ringback.access import signed_in
from ringback.access.identify import actor_of
from ringback.access.seen import seen
from ringback.ledger.actor import Actor
from ringback.web.asked import Asked, Viewer
from ringback.web.languages import codes
from ringback.web.moments import zone_of

Answering = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store, private",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer browsers send "Origin: null" even to ourselves, which is what a forged form looks like.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOBODY = Actor("visitor")


def headers(get_response: Answering) -> Answering:
    """What every answer carries, unless its view has said something stricter of its own."""
    secure = urlsplit(settings.RINGBACK_URL).scheme == "https"

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if secure:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return answer

    return middleware


def person(get_response: Answering) -> Answering:
    """Who asks, with their rights, language and time zone: `request.actor` and `request.viewer`. One statement more."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = cast(Asked, request)
        asked.actor, asked.viewer = NOBODY, Viewer(NOBODY)
        if request.path_info.startswith(settings.STATIC_URL):
            return get_response(request)
        if asked.user.is_authenticated:
            _introduce(asked)
        language = _language(asked.user.language) if asked.viewer.id else _wanted(request)
        with timezone.override(asked.viewer.zone), translation.override(language):
            return get_response(request)

    return middleware


def _introduce(asked: Asked) -> None:
    user = asked.user
    asked.actor = actor_of(user)
    asked.viewer = Viewer(
        asked.actor, user.pk, user.name, user.email, zone_of(user.time_zone), user.single_keys
    )
    seen(user)
    if key := asked.session.session_key:
        signed_in.note(key, user.pk, asked.headers.get("User-Agent", ""), asked.META.get("REMOTE_ADDR", ""))


def _wanted(request: HttpRequest) -> str:
    return _language(translation.get_language_from_request(request))


def _language(code: str) -> str:
    return code if code in codes() else settings.LANGUAGE_CODE
