"""Blobs that nothing links to any more leave after a day (TRUST A35)."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db.models import QuerySet

from ringback.files import store
from ringback.files.models import Blob
from ringback.kit.clock import now

_DAY = timedelta(days=1)
# Each area that links blobs enters a function: of these blob ids, which are linked?
links: list[Callable[[Iterable[int]], set[int]]] = []


def sweep(piece: int = 500) -> int:
    """Remove the blobs older than a day that have no link; returns how many went. Walks all of them, piece by
    piece. What killed processes left half stored goes as well."""
    store.clear_away(now() - _DAY)
    gone, last = 0, 0
    while old := list(_older_than_a_day().filter(pk__gt=last).order_by("id")[:piece]):
        # A row that was deleted has no id any more.
        last = old[-1].pk
        gone += _discard_loose(old)
    return gone


def _older_than_a_day() -> QuerySet[Blob]:
    return Blob.objects.filter(created_at__lt=now() - _DAY)


def _discard_loose(blobs: list[Blob]) -> int:
    linked = {pk for find in links for pk in find([blob.pk for blob in blobs])}
    loose = [blob for blob in blobs if blob.pk not in linked]
    for blob in loose:
        store.discard(blob)
    return len(loose)
