"""How common a word is, as PostgreSQL's own statistics tell: they decide which road to its rows is the quickest, never
what is found."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from django.db import connection

from ringback.search.match import Likely, Match, Term

# Statistics change with every analysis of the table, some times a day.
_SECONDS = 600
_STATISTICS = """SELECT GREATEST(pg_class.reltuples, 0), pg_stats.most_common_elems::text::text[],
pg_stats.most_common_elem_freqs FROM pg_class LEFT JOIN pg_stats ON pg_stats.schemaname = current_schema()
AND pg_stats.tablename = 'search_row' AND pg_stats.attname = 'tokens'
WHERE pg_class.oid = to_regclass('search_row')"""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """`shares`: of the most common tokens, the part of all `rows` that holds each; `least`: what none of the others
    exceeds, or None where nothing is known."""

    rows: float
    shares: Mapping[str, float]
    least: float | None

    def likely(self, match: Match, few: int) -> Likely:
        """Whether more than `few` rows match. Of words that are each common nobody knows how often they come
        together, and of a beginning not how many words have it."""
        if self.least is None:
            return Likely.UNKNOWN
        most = [self._most(term, self.least) for term in match.present]
        if any(rows is not None and rows <= few for rows in most):
            return Likely.FEW
        return Likely.MANY if match.one_word in self.shares else Likely.UNKNOWN

    def _most(self, term: Term, least: float) -> float | None:
        """The most rows that may hold the term."""
        whole = term.tokens[:-1] if term.prefix else term.tokens
        shares = [self.shares.get(token, least) for token in whole]
        return self.rows * min(shares) if shares else None


_known: dict[str, tuple[float, Frequencies]] = {}
_lock = Lock()


def frequencies() -> Frequencies:
    """Those of the database in use, at most ten minutes old. One statement where they have to be read."""
    name = str(connection.settings_dict["NAME"])
    with _lock:
        until, known = _known.get(name, (0.0, None))
    if known is None or until < time.monotonic():
        known = _read()
        with _lock:
            _known[name] = (time.monotonic() + _SECONDS, known)
    return known


def _read() -> Frequencies:
    with connection.cursor() as cursor:
        cursor.execute(_STATISTICS)
        rows, tokens, shares = cursor.fetchone() or (0, None, None)
    if not tokens or not shares:
        return Frequencies(float(rows), {}, None)
    # What follows the shares of the tokens are the least and the greatest of them.
    return Frequencies(float(rows), dict(zip(tokens, shares, strict=False)), float(shares[len(tokens)]))
