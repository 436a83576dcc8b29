"""The place in the ledger that a page with live parts begins from: what happens behind it is told to the page."""

from ringback.kit.remembered import Remembered
from ringback.live.stream import here

# An older place only means that something is told which the page shows already.
_places: Remembered[str, str] = Remembered(seconds=5)


def since() -> str:
    """For `data-since`; asked before the page looks anything up."""
    return _places.get_or("here", here)
