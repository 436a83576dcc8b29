"""`ringback move`: the same desk on another database."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from ringback.kit.errors import Refusal
from ringback.ledger import seals
from ringback.transfer import canonical, loading, place, readers
from ringback.transfer.backup import Progress
from ringback.transfer.searchable import make_searchable
from ringback.transfer.tables import Table, tables
from ringback.transfer.view import View, one_moment


def move(target: Mapping[str, Any], make_tables: Callable[[], object], progress: Progress) -> int:
    """Carry all rows from the present database to `target` (as in settings.DATABASES), whose tables `make_tables` makes
    where they lack; stored files stay where they are. Returns how many rows. Here the rest of the ledger is sealed, and
    otherwise only read. All of it arrives, equal by the canonical dump, or nothing. Raises Refusal where the desk runs,
    and for a target that is not empty or is the present one."""
    _require_another(target)
    place.require_stopped()
    while seals.seal():
        pass
    with one_moment() as view:
        them = tables()
        behind, positions = readers.unseen(view), canonical.positions(view, them)
        with leading_to(target):
            place.require_stopped()
            place.require_empty()
            make_tables()
            with transaction.atomic():
                return _carry(view, them, positions, behind, progress)


def _carry(
    view: View,
    them: list[Table],
    positions: Mapping[str, int],
    behind: Mapping[str, int | None],
    progress: Progress,
) -> int:
    count = 0
    loading.begin(them)
    for table in them:
        loaded = loading.load(table, canonical.lines(view, table))
        progress(table.name, loaded)
        count += loaded
    progress("comparing", 0)
    loading.finish(them, canonical.sums(view, them), positions)
    make_searchable(lambda done: progress("search", done))
    readers.go_on(behind)
    return count


def _require_another(target: Mapping[str, Any]) -> None:
    names = ("ENGINE", "NAME", "HOST", "PORT")
    usual = connections.settings["default"]
    if all(str(usual.get(name) or "") == str(target.get(name) or "") for name in names):
        raise Refusal("The desk is on that database already.")


@contextmanager
def leading_to(target: Mapping[str, Any]) -> Iterator[None]:
    """Django's default connection leads to `target` meanwhile."""
    present, settings = connections["default"], connections.settings
    usual = settings["default"]
    settings["default"] = connections.configure_settings({"default": dict(target)})["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        settings["default"], connections["default"] = usual, present
