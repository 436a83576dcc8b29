"""Which tables there are to carry, in an order in which each comes after those it points to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any, Final

from django.apps import apps
from django.db.models import Model

from ringback.transfer.columns import kind_of

# What a desk does without, by the label of its model, and why.
LEFT_OUT: Final[Mapping[str, str]] = {
    "sessions.Session": "a session is for the desk it was made on",
    "access.Session": "likewise",
    "ledger.Lease": "who does what now is not so elsewhere, or later",
    "ledger.Reader": "transaction ids are a database's own: cursors are set anew (readers.py)",
    "auth.Permission": "made by Django's migrations, and asked by nobody",
    "auth.Group": "asked by nobody",
    "auth.Group_permissions": "asked by nobody",
    "contenttypes.ContentType": "made by Django's migrations, and asked by nobody",
}
# What can be told from the rest, or only one database's or process's own: column, and what stands for it.
DERIVED: Final[Mapping[str, frozenset[str]]] = {"search_row": frozenset({"tokens"})}
NOBODY: Final = "1970-01-01T00:00:00Z"  # a lease that ended long ago


@dataclass(frozen=True, slots=True)
class Table:
    """A table by its columns in order, the key first: name -> kind (columns.py)."""

    name: str
    columns: Mapping[str, str]

    @property
    def key(self) -> str:
        return next(iter(self.columns))

    @property
    def counts(self) -> bool:
        """Whether the database gives its ids."""
        return self.columns[self.key] == "auto"


def tables() -> list[Table]:
    """Those of this version, what is pointed to before what points."""
    wanted = {model: _pointed_to(model) for model in carried()}
    order = TopologicalSorter({model: near & set(wanted) for model, near in wanted.items()})
    return [_table(model) for model in order.static_order()]


def carried() -> list[type[Model]]:
    """The models of ours and of packages whose rows make the desk, by name."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted((m for m in found if m._meta.label not in LEFT_OUT), key=lambda model: model._meta.label)


def stands_for(table: str, column: str, plain: Any) -> Any:
    """What is carried of a value: itself, save for what only the present database or process means."""
    if table == "ledger_event" and column == "xid":
        return 0
    if table == "channels_delivery" and column == "holder":
        return ""
    if table == "channels_delivery" and column == "lease_until":
        return None if plain is None else NOBODY
    return plain


def is_replaced(table: str, column: str) -> bool:
    return (table, column) in {
        ("ledger_event", "xid"),
        ("channels_delivery", "holder"),
        ("channels_delivery", "lease_until"),
    }


def as_json(them: Iterable[Table]) -> list[dict[str, Any]]:
    return [{"name": table.name, "columns": list(table.columns.items())} for table in them]


def from_json(given: Iterable[Mapping[str, Any]]) -> list[Table]:
    return [Table(str(table["name"]), dict(table["columns"])) for table in given]


def _pointed_to(model: type[Model]) -> set[type[Model]]:
    relations = [field.related_model for field in model._meta.concrete_fields if field.is_relation]
    return {near for near in relations if isinstance(near, type) and near is not model}


def _table(model: type[Model]) -> Table:
    name = model._meta.db_table
    fields = sorted(model._meta.concrete_fields, key=lambda field: not field.primary_key)
    left_out = DERIVED.get(name, frozenset())
    return Table(name, {str(f.column): kind_of(f) for f in fields if f.column not in left_out})
