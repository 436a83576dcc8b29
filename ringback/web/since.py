"""The place in the ledger that a page with live parts begins from: what happens behind it is told to the page."""

from django.core.cache import cache

from ringback.live.stream import here

REMEMBERED_FOR = 5  # seconds; an older place only means that something is told which the page shows already


def since() -> str:
    """For `data-since`; asked before the page looks anything up."""
    place: str = cache.get_or_set("live-since", here, REMEMBERED_FOR) or here()
    return place
