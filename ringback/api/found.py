"""Looking things up as the actor may see them, and lists in pieces."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from ringback.access.locking import row_to_change
from ringback.kit import paging
from ringback.kit.errors import Refusal, Unseen

Row = TypeVar("Row", bound=Model)
One = TypeVar("One")


def find(seen: "QuerySet[Row]", **key: Any) -> Row:
    """The one row of `seen` (from `visible_to(actor)`) that the address names. Unseen when it is foreign or absent."""
    row = seen.filter(**key).first()
    if row is None:
        raise Unseen()
    return row


def chosen(seen: "QuerySet[Row]", pk: int | None, field: str) -> Row | None:
    """The row that a body names in `field`. A foreign one is refused in the words of an absent one (TRUST A9)."""
    return None if pk is None else must_choose(seen, pk, field)


def must_choose(seen: "QuerySet[Row]", pk: int, field: str) -> Row:
    """As `chosen`, where something must be named."""
    row = seen.filter(pk=pk).first()
    if row is None:
        raise Refusal("There is no such thing.", field=field, code="no-such")
    return row


def all_chosen(seen: "QuerySet[Row]", pks: Sequence[int], field: str) -> list[Row]:
    """The rows that a body names in a list, as `chosen`."""
    rows = seen.in_bulk(pks)
    if len(rows) != len(set(pks)):
        raise Refusal("There is no such thing.", field=field, code="no-such")
    return list(rows.values())


@contextmanager
def as_read(seen: "QuerySet[Row]", pk: int, version: int | None) -> Iterator[None]:
    """Around a verb that asks for no version by itself: the row is locked and still as it was read. Unseen, Stale."""
    if version is None:
        yield
    else:
        with transaction.atomic():
            row_to_change(seen, pk, version)
            yield


def newest_first(rows: "QuerySet[Row]", cursor: str, limit: int) -> tuple[list[Row], str | None]:
    """A piece of `rows`, newest first, and the cursor of the next. Raises Refusal for a cursor that is none."""
    if cursor:
        rows = rows.filter(pk__lt=paging.decode(cursor, int)[0])
    return _piece(list(rows.order_by("-pk")[: limit + 1]), limit)


def oldest_first(rows: "QuerySet[Row]", cursor: str, limit: int) -> tuple[list[Row], str | None]:
    """As `newest_first`, the other way round."""
    if cursor:
        rows = rows.filter(pk__gt=paging.decode(cursor, int)[0])
    return _piece(list(rows.order_by("pk")[: limit + 1]), limit)


def stretch(
    rows: Sequence[One], key: Callable[[One], Sequence[int]], cursor: str, limit: int
) -> tuple[Sequence[One], str | None]:
    """A piece of a short list that is read as a whole, sorted by `key`, and the cursor of the next."""
    if cursor and rows:
        after = [int(part) for part in paging.decode(cursor, *[int] * len(key(rows[0])))]
        rows = [row for row in rows if list(key(row)) > after]
    return rows[:limit], paging.encode(*key(rows[limit - 1])) if len(rows) > limit else None


def _piece(rows: list[Row], limit: int) -> tuple[list[Row], str | None]:
    more = paging.encode(rows[limit - 1].pk) if len(rows) > limit else None
    return rows[:limit], more
