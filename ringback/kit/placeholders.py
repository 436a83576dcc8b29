"""Texts with places to fill, such as {number}. Whatever else stands in braces is left as it is. Pure."""

import re
from collections.abc import Collection, Mapping

_PLACE = re.compile(r"\{([^{}\n]{0,60})\}")


def strange(text: str, known: Collection[str]) -> str:
    """The first place that nothing can fill, braces and all; empty where there is none."""
    return next((found[0] for found in _PLACE.finditer(text) if found[1] not in known), "")


def names(text: str, name: str) -> bool:
    """Whether the text has a place for `name`."""
    return any(found[1] == name for found in _PLACE.finditer(text))


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with its places filled, in one go: what is filled in is never read for places."""
    return _PLACE.sub(lambda found: str(values.get(found[1], found[0])), text)
