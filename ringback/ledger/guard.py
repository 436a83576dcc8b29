"""The database itself refuses to change or delete events and seals, and to change details (erasing them is
allowed)."""

from typing import Any

_TABLES = {
    "ledger_event": ("UPDATE", "DELETE"),
    "ledger_seal": ("UPDATE", "DELETE"),
    "ledger_eventdetail": ("UPDATE",),
}


def raise_guards(apps: Any, schema_editor: Any) -> None:
    """Migration step: triggers on both databases."""
    make = _postgres if schema_editor.connection.vendor == "postgresql" else _sqlite
    for table, operations in _TABLES.items():
        make(schema_editor, table, operations)


def _sqlite(schema_editor: Any, table: str, operations: tuple[str, ...]) -> None:
    for operation in operations:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )


def _postgres(schema_editor: Any, table: str, operations: tuple[str, ...]) -> None:
    schema_editor.execute(
        "CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    events = " OR ".join(operations)
    schema_editor.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE {events} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_append_only()"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION ledger_append_only()"
    )
