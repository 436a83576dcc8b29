"""The full-text index beside the rows, in each database's own terms. Migrations and bulk loading call it.

On SQLite it is an FTS5 table over the very text of the rows, kept in step by triggers: whatever deletes or
changes a row, the index follows. The `ascii` tokenizer leaves tokens as they are, whatever SQLite knows of
Unicode. A migration that remakes `search_row` on SQLite drops the triggers with it: it must call `build`
again.
"""

from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

# Beside letters and digits: what addresses and the tokens of kinds are made of.
_SIGNS = "@._+-/"
_FTS5 = f"""CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(
tokens, content='search_row', content_rowid='id', columnsize=0, tokenize="ascii tokenchars '{_SIGNS}'")"""
_FORGET = "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens);"
_LEARN = "INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens);"
_TRIGGERS = {
    "search_row_put": f"AFTER INSERT ON search_row BEGIN {_LEARN} END",
    "search_row_removed": f"AFTER DELETE ON search_row BEGIN {_FORGET} END",
    "search_row_replaced": f"AFTER UPDATE OF id, tokens ON search_row BEGIN {_FORGET} {_LEARN} END",
}
# Without fastupdate: its pending list makes every search slower until somebody's write has to empty it.
_GIN = "CREATE INDEX IF NOT EXISTS search_row_tokens ON search_row USING gin (tokens) WITH (fastupdate = off)"


class _Executes(Protocol):
    def execute(self, sql: str) -> object: ...


def build(connection: BaseDatabaseWrapper, to: _Executes) -> None:
    """Make the index where it is missing and fill it from the rows."""
    if connection.vendor == "postgresql":
        to.execute(_GIN)
        return
    to.execute(_FTS5)
    to.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")
    for name, body in _TRIGGERS.items():
        to.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {body}")


def detach(connection: BaseDatabaseWrapper, to: _Executes) -> None:
    """Let rows change without the index following; `build` puts it right again."""
    if connection.vendor == "postgresql":
        to.execute("DROP INDEX IF EXISTS search_row_tokens")
        return
    for name in _TRIGGERS:
        to.execute(f"DROP TRIGGER IF EXISTS {name}")
