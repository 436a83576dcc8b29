"""What stands in all tables, comparable between two runs of the same steps."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.models import Model

from tests.sweeping.asking import undone

# Secrets, what is sealed, and hashes of content differ by nature.
_RANDOM = re.compile(r"[0-9a-f]{32,64}|gAAAAA[\w=-]{60,}")
_APART = {"sessions.Session", "channels.Raw"}


def rows(left_out: Collection[str] = ()) -> dict[str, list[str]]:
    """Every row by table. `left_out`: names of columns that are to differ."""
    return {
        model._meta.label: sorted(_rows(model, left_out))
        for model in apps.get_models()
        if model._meta.label not in _APART
    }


@contextmanager
def undone_with_ids() -> Iterator[None]:
    """Whatever happens inside did not happen, and what comes next gets the same ids: PostgreSQL's sequences would
    go on behind what was rolled back."""
    reached = _sequences()
    with undone():
        yield
    with connection.cursor() as cursor:
        for name, place in reached:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, place or 1, place is not None])


def _sequences() -> list[tuple[str, int | None]]:
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences")
        return list(cursor.fetchall())


def _rows(model: type[Model], left_out: Collection[str]) -> list[str]:
    columns = [f.attname for f in model._meta.concrete_fields if f.name not in left_out]
    return [_RANDOM.sub("*", repr(row)) for row in model._base_manager.values_list(*columns)]
