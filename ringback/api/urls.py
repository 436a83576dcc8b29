"""The addresses of the API, asked by the door alone. Resources are imported for what they enter."""

from collections.abc import Iterator
from typing import Any

from django.urls import include, path

from ringback.api import resources
from ringback.api.openapi import address
from ringback.api.operations import ROOT, api, operations

RESOURCES = resources

urlpatterns = [path(f"{ROOT.strip('/')}/", include((api.urls[0], "api")))]


def strays() -> Iterator[str]:
    """What ninja would answer and the register does not know."""
    known = {(entry.method, address(entry)) for entry in operations()}
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema(path_prefix=f"{ROOT.strip('/')}/")["paths"]
    for at, methods in paths.items():
        yield from (f"{method.upper()} {at}" for method in methods if (method.upper(), at) not in known)
