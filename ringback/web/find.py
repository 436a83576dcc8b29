"""Looking things up as the person who asks may see them: the only road from an address to an object."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from ringback.kit.errors import Unseen

Row = TypeVar("Row", bound=Model)


def find(seen: "QuerySet[Row]", **key: Any) -> Row:
    """The one row of `seen` (from `visible_to(actor)`) with this key. Unseen when it is foreign or absent: nobody can
    tell."""
    row = seen.filter(**key).first()
    if row is None:
        raise Unseen()
    return row
