"""How verbs on rows of this area begin: find the row as the actor may, lock it, compare versions."""

from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext

from ringback.kit.errors import Stale, Unseen

Row = TypeVar("Row", bound=Model)


def row_to_change(seen: "QuerySet[Row]", pk: int, version: int | None = None) -> Row:
    """The row, locked until the transaction ends. Unseen when it is not there to see, Stale when it has moved
    on."""
    model: Any = seen.model
    if not seen.filter(pk=pk).exists():
        raise Unseen()
    rows = model._base_manager.filter(pk=pk)
    row: Any = (rows.select_for_update() if connection.vendor == "postgresql" else rows).first()
    if row is None:
        raise Unseen()
    if version is not None and version != row.version:
        raise Stale(gettext("This was changed meanwhile."), version=row.version)
    found: Row = row
    return found
