"""A system check: no address is served that the register does not know (TRUST A9)."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

# The interface for programs has a register of its own.
ELSEWHERE = ("api/",)


@register("urls")
def every_address_is_registered(**_: Any) -> list[Error]:
    return [
        Error(f"/{at} is not in the register of routes", hint="Use ringback.web.routes.route.", id="web.E001")
        for at in _strays(get_resolver().url_patterns)
    ]


def _strays(entries: list[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in entries:
        at = str(entry.pattern)
        if at.startswith(ELSEWHERE):
            continue
        if isinstance(entry, URLResolver) or not hasattr(entry.callback, "ringback_routes"):
            yield at
