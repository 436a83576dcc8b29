"""Addresses. Nothing stands here: each view enters itself in the register, and what is not in it is not
served."""

from django.urls import URLPattern, URLResolver

from ringback.web import assets, desk, entrance, office, own
from ringback.web.routes import patterns

# Imported for what they enter.
AREAS = (assets, entrance, desk, office, own)

urlpatterns: list[URLPattern | URLResolver] = [*patterns()]

handler400 = "ringback.web.errors.bad_request"
handler403 = "ringback.web.errors.forbidden"
handler404 = "ringback.web.errors.not_found"
handler500 = "ringback.web.errors.server_error"
