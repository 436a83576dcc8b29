"""What stands in all tables, comparable between two runs of the same steps."""

import re
from collections.abc import Collection

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

# Secrets and hashes of content differ by nature; so do ids where rolled back sequences go on.
_RANDOM = re.compile(r"[0-9a-f]{32,64}")
_APART = {"sessions.Session", "channels.Raw"}


def rows(left_out: Collection[str] = ()) -> dict[str, list[str]]:
    """Every row by table. `left_out`: names of columns that are to differ."""
    return {
        model._meta.label: sorted(_rows(model, left_out))
        for model in apps.get_models()
        if model._meta.label not in _APART
    }


def _rows(model: type[Model], left_out: Collection[str]) -> list[str]:
    columns = [f.attname for f in model._meta.concrete_fields if f.name not in left_out and _is_stable(f)]
    return [_RANDOM.sub("*", repr(row)) for row in model._base_manager.values_list(*columns)]


def _is_stable(column: object) -> bool:
    moves = isinstance(column, ForeignKey) or getattr(column, "primary_key", False)
    name = str(getattr(column, "attname", ""))
    return connection.vendor == "sqlite" or not (moves or name.endswith("_id"))
