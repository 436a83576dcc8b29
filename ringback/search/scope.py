"""Which rows may be found at all, as pieces of a statement. Pure."""

from dataclasses import dataclass

from ringback.kit.sql import Sql, joined

SELECT = Sql("SELECT search_row.id, search_row.kind, search_row.object_id, search_row.topic_id")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows may be found at all: conditions that begin with AND, about `search_row` (table or alias)."""

    kinds: Sql
    visible: Sql
    kind_tokens: tuple[str, ...]
    before: int | None
    since: int | None

    def span(self, column: str) -> Sql:
        """The condition on the row ids, written for `column`."""
        upper = Sql(f"AND {column} < %s", (self.before,)) if self.before is not None else Sql("")
        lower = Sql(f"AND {column} >= %s", (self.since,)) if self.since is not None else Sql("")
        return joined(" ", [upper, lower])
