"""Pieces of a statement with their parameters, so that the two never part. Pure."""

from collections.abc import Iterable
from typing import Any, NamedTuple


class Sql(NamedTuple):
    """Text with %s places, and what goes into them."""

    text: str
    params: tuple[Any, ...] = ()


def joined(between: str, pieces: Iterable[Sql]) -> Sql:
    """The pieces that say something, one after the other."""
    given = [piece for piece in pieces if piece.text]
    return Sql(between.join(piece.text for piece in given), tuple(p for piece in given for p in piece.params))
