"""Where the ledger's readers go on, on another desk: transaction ids are a database's own."""

from collections.abc import Mapping

from ringback.ledger import seals
from ringback.ledger.models import Event, Reader
from ringback.transfer.view import View


def unseen(view: View) -> dict[str, int | None]:
    """Of each reader the lowest event that it has yet to see; None where it has seen all."""
    found: dict[str, int | None] = {}
    for name, xid, event_id in view.rows("SELECT name, xid, event_id FROM ledger_reader ORDER BY name"):
        behind = f"xid > {int(xid)} OR (xid = {int(xid)} AND id > {int(event_id)})"
        lowest = view.value(f"SELECT min(id) FROM ledger_event WHERE {behind}")  # noqa: S608  (two numbers)
        found[str(name)] = None if lowest is None else int(lowest)
    return found


def go_on(behind: Mapping[str, int | None]) -> None:
    """Set the cursors for events that all have the transaction id 0: a reader sees what it has not seen. Where ids are
    not in the order of commits it may see some again; seals are then put on just what lacks them."""
    newest = Event.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    for name, lowest in behind.items():
        cursor = newest if lowest is None else lowest - 1
        Reader.objects.update_or_create(name=name, defaults={"xid": 0, "event_id": cursor})
    if (lowest := behind.get("seals")) is not None and seals.is_sealed_from(lowest):
        seals.seal_rest()
