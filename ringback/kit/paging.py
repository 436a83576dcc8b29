"""Keyset cursors: opaque to the caller, stable while rows come and go."""

import base64
import binascii
import json

from ringback.kit.errors import Refusal

MOST = 100


def encode(*values: int | str) -> str:
    """An opaque cursor of plain values."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> list[int | str]:
    """The values again. Raises Refusal when it is not a cursor of ours with values of these kinds."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as bad:
        raise _no_cursor() from bad
    if not _fits(values, kinds):
        raise _no_cursor()
    return list(values)


def _fits(values: object, kinds: tuple[type, ...]) -> bool:
    if not isinstance(values, list) or len(values) != len(kinds):
        return False
    pairs = zip(values, kinds, strict=True)
    return all(type(v) is k and not (isinstance(v, int) and abs(v) >= 2**63) for v, k in pairs)


def _no_cursor() -> Refusal:
    return Refusal(
        "This cursor is not one of ours, or belongs to another list.", field="cursor", code="bad-cursor"
    )
