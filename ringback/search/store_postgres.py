"""Rows and matches in the language of PostgreSQL's text search.

Vectors are written out as literals: to_tsvector would cut differently."""

from ringback.kit.sql import Sql, joined
from ringback.search.frequencies import frequencies
from ringback.search.match import Likely, Match, Road, Term
from ringback.search.scope import SELECT, Scope

# The highest position a tsvector knows. Beyond it counting starts again: neighbours stay neighbours, and the
# price is that in texts this long a phrase may be seen where its words are 16,383 tokens apart. Of each token
# it keeps 255 positions: a phrase may be missed that stands after the 255th time of one of its words.
_POSITIONS = 16_383
# Up to here it is quicker to fetch all that match than to walk all rows from the newest on.
_FEW = 4000
_ROADS = {Likely.FEW: Road.INDEX, Likely.MANY: Road.WALK, Likely.UNKNOWN: Road.NEWEST_THEN_INDEX}


def stored(tokens: list[str]) -> str:
    """The tokens and their positions as a tsvector literal."""
    positions: dict[str, list[str]] = {}
    for at, token in enumerate(tokens):
        positions.setdefault(token, []).append(str(at % _POSITIONS + 1))
    return " ".join(f"{_quoted(token)}:{','.join(found)}" for token, found in positions.items())


def row_matches(match: Match) -> Sql:
    """A condition on one row's tokens that the index is not asked for: the function, not the operator."""
    return Sql("ts_match_vq(search_row.tokens, %s::tsquery)", (_expression(match, ()),))


def likely(match: Match) -> Likely:
    """As the statistics of the table tell; unknown until it was analysed."""
    return frequencies().likely(match, _FEW)


def road(match: Match) -> Road:
    """The index gives all rows of a common word at once, and in no order."""
    return _ROADS[likely(match)]


def by_index(match: Match, scope: Scope, limit: int) -> Sql:
    """The newest rows that match: by the index where they are few, else walking from the newest on. The
    condition on the count stands in both halves, so only one of them runs."""
    return joined(
        " ",
        [
            Sql("WITH probe AS MATERIALIZED ("),
            SELECT,
            Sql(
                "FROM search_row WHERE search_row.tokens @@ %s::tsquery",
                (_expression(match, scope.kind_tokens),),
            ),
            scope.span("search_row.id"),
            scope.kinds,
            Sql("LIMIT %s), counted AS (SELECT count(*) <= %s AS few FROM probe)", (_FEW + 1, _FEW)),
            *_newest_of_few(scope, limit),
            Sql("UNION ALL"),
            *_newest_of_many(match, scope, limit),
            Sql("ORDER BY id DESC"),
        ],
    )


def _newest_of_few(scope: Scope, limit: int) -> list[Sql]:
    """OFFSET 0 keeps the sorting inside, so that rights are asked for the newest only."""
    return [
        Sql("("),
        SELECT,
        Sql("FROM (SELECT * FROM probe ORDER BY id DESC OFFSET 0) AS search_row"),
        Sql("WHERE (SELECT few FROM counted)"),
        scope.visible,
        Sql("ORDER BY search_row.id DESC LIMIT %s)", (limit,)),
    ]


def _newest_of_many(match: Match, scope: Scope, limit: int) -> list[Sql]:
    return [
        Sql("("),
        SELECT,
        Sql("FROM search_row WHERE NOT (SELECT few FROM counted) AND"),
        row_matches(match),
        scope.span("search_row.id"),
        scope.kinds,
        scope.visible,
        Sql("ORDER BY search_row.id DESC LIMIT %s)", (limit,)),
    ]


def _expression(match: Match, kinds: tuple[str, ...]) -> str:
    """In tsquery's language."""
    of_kinds = [f"({' | '.join(map(_quoted, kinds))})"] if kinds else []
    present = [*of_kinds, *map(_phrase, match.present)]
    return " & ".join([*present, *(f"!{_phrase(term)}" for term in match.absent)])


def _phrase(term: Term) -> str:
    *leading, last = map(_quoted, term.tokens)
    return f"({' <-> '.join([*leading, f'{last}:*' if term.prefix else last])})"


def _quoted(token: str) -> str:
    doubled = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
