"""Row ids that sort by time: milliseconds since 1970, then twenty bits for things of one moment. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zlib import crc32

_BITS = 20
_APART = (1 << _BITS) - 1
_LAST_MOMENT = (1 << 43) - 1
# Odd, so that the steps visit all places of a moment before they repeat.
_STEP = 0x9E375


def row_ids(at: datetime, kind: str, object_id: int) -> Iterator[int]:
    """The ids a thing may have, in the order to try them: always the same, and the things of one kind and
    moment mostly in the order of their own ids."""
    moment, place = first_id(at), object_id + crc32(kind.encode())
    for attempt in range(1 << _BITS):
        yield moment | ((place + attempt * _STEP) & _APART)


def first_id(at: datetime) -> int:
    """The lowest id of things from `at` (aware) on; what is older has lower ones. To the millisecond, between
    1970 and 2248; what lies outside counts as its edge."""
    moment = int(at.timestamp() * 1000)
    return min(max(moment, 0), _LAST_MOMENT) << _BITS


def last_id(at: datetime) -> int:
    """The highest id of things of the same millisecond as `at`."""
    return first_id(at) | _APART


def moment_of(row_id: int) -> datetime:
    """The time that a row id tells, to the millisecond, in UTC."""
    return datetime.fromtimestamp((row_id >> _BITS) / 1000, UTC)
