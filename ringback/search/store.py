"""What each of the two databases has to say for itself."""

from typing import Protocol

from django.db import connection

from ringback.kit.sql import Sql
from ringback.search import store_postgres, store_sqlite
from ringback.search.match import Likely, Match, Road
from ringback.search.scope import Scope


class Store(Protocol):
    """Rows and matches in one database's language; store_sqlite and store_postgres are it."""

    def stored(self, tokens: list[str]) -> str: ...

    def row_matches(self, match: Match) -> Sql: ...

    def likely(self, match: Match) -> Likely: ...

    def road(self, match: Match) -> Road: ...

    def by_index(self, match: Match, scope: Scope, limit: int) -> Sql: ...


def store() -> Store:
    """That of the database in use."""
    return store_postgres if connection.vendor == "postgresql" else store_sqlite


def kind_token(kind: str) -> str:
    """The token by which the index knows things of a kind; no text has such a one."""
    return f"/{kind}"
