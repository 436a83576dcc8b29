"""Rows and matches in the language of SQLite and its FTS5. Pure."""

from ringback.kit.sql import Sql, joined
from ringback.search.match import Match, Term
from ringback.search.scope import SELECT, Scope


def stored(tokens: list[str]) -> str:
    """The tokens as the column holds them: each between single spaces."""
    return f" {' '.join(tokens)} "


def row_matches(match: Match) -> Sql:
    """A condition on one row's text, without the index."""
    present = [Sql("instr(search_row.tokens, %s) > 0", (_spaced(term),)) for term in match.present]
    absent = [Sql("instr(search_row.tokens, %s) = 0", (_spaced(term),)) for term in match.absent]
    return joined(" AND ", present + absent)


def newest_first_is_quicker(match: Match) -> bool:
    """FTS5 walks newest first by itself, but for a beginning it merges the lists of all its words first."""
    return any(term.prefix for term in match.present)


def by_index(match: Match, scope: Scope, limit: int) -> Sql:
    """The newest rows that match, through the index; it streams, so common words stop early."""
    return joined(
        " ",
        [
            SELECT,
            Sql("FROM search_index CROSS JOIN search_row ON search_row.id = search_index.rowid"),
            Sql("WHERE search_index MATCH %s", (_expression(match, scope.kind_tokens),)),
            scope.span("search_index.rowid"),
            scope.kinds,
            scope.visible,
            Sql("ORDER BY search_index.rowid DESC LIMIT %s", (limit,)),
        ],
    )


def _spaced(term: Term) -> str:
    return f" {' '.join(term.tokens)}{'' if term.prefix else ' '}"


def _expression(match: Match, kinds: tuple[str, ...]) -> str:
    """In FTS5's query language; tokens hold no quotes."""
    of_kinds = ["(" + " OR ".join(f'"{kind}"' for kind in kinds) + ")"] if kinds else []
    present = " AND ".join([*of_kinds, *map(_phrase, match.present)])
    if not match.absent:
        return present
    return f"({present}) NOT ({' OR '.join(map(_phrase, match.absent))})"


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.tokens)}"{" *" if term.prefix else ""}'
