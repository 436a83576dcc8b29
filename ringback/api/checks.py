"""A system check: the document holds nothing that the register does not know, so nothing goes without a right."""

from typing import Any

from django.core.checks import Error, register
from django.urls import get_resolver


@register("urls")
def every_operation_is_registered(**_: Any) -> list[Error]:
    """The door serves only what the register knows; whoever adds a view past it is told here (TRUST A10)."""
    # Asked for by name: a worker checks nothing, and need not carry the whole API in its memory.
    addresses: Any = get_resolver("ringback.api.urls").urlconf_module
    return [
        Error(f"{stray} is not in the register of operations", id="api.E001") for stray in addresses.strays()
    ]
