"""Rows and matches in the language of SQLite and its FTS5."""

from ringback.kit.sql import Sql, joined
from ringback.kit.timed import rows
from ringback.search.match import Likely, Match, Road, Term
from ringback.search.scope import SELECT, Scope

_FEW = 200


def stored(tokens: list[str]) -> str:
    """The tokens as the column holds them: each between single spaces."""
    return f" {' '.join(tokens)} "


def row_matches(match: Match) -> Sql:
    """A condition on one row's text, without the index."""
    present = [Sql("instr(search_row.tokens, %s) > 0", (_spaced(term),)) for term in match.present]
    absent = [Sql("instr(search_row.tokens, %s) = 0", (_spaced(term),)) for term in match.absent]
    return joined(" AND ", present + absent)


def likely(match: Match) -> Likely:
    """Few, if the index has come to its end after some rows: that costs no more than finding them."""
    if any(term.prefix for term in match.present):
        return Likely.UNKNOWN
    some = "SELECT rowid FROM search_index WHERE search_index MATCH %s LIMIT %s"
    [[count]] = rows(Sql(f"SELECT count(*) FROM ({some})", (_expression(match, ()), _FEW + 1)))  # noqa: S608
    return Likely.FEW if count <= _FEW else Likely.MANY


def road(match: Match) -> Road:
    """FTS5 walks newest first by itself, but for a beginning it merges the lists of all its words first."""
    return Road.NEWEST_THEN_INDEX if any(term.prefix for term in match.present) else Road.INDEX


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
