"""What somebody typed into the search box, as terms and filters. Pure, and never an exception."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ringback.search.match import Match, Term
from ringback.search.operators import Filter, Operators, read_filter
from ringback.search.tokens import sought

MOST_CHARACTERS = 1000
MOST_TERMS = 20
SHORTEST_PREFIX = 2

_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)
_PIECE = re.compile(r'(-?)(?:([A-Za-z]{2,20}):)?(?:"([^"]*)(?:"(\*?)|$)|([^\s"]\S*))?')
_ADDRESS_SCHEMES = {"http", "https", "ftp", "mailto", "tel"}


@dataclass(slots=True)
class Query:
    """Terms to find, filters to keep to, and problems to show; with problems, the rest still stands."""

    terms: list[Term] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def match(self) -> Match | None:
        """What to find, or None when no term says what should be there."""
        present = tuple(term for term in self.terms if not term.negated)
        absent = tuple(term for term in self.terms if term.negated)
        return Match(present, absent) if present else None


@dataclass(frozen=True, slots=True)
class _Piece:
    negated: bool
    name: str
    value: str
    quoted: bool
    open_end: bool


def parse(line: str, operators: Operators, *, typing: bool = False) -> Query:
    """Read `line`: words (all must be there), "phrases", -without, beginnings*, and `name:value` filters of
    which `operators` says what they take. `typing`: the last word is still being typed, its beginning will
    do. Problems are sentences for the person who typed."""
    query = Query()
    if len(line) > MOST_CHARACTERS:
        query.problems.append(
            _("Only the first %(most)d characters are searched for.") % {"most": MOST_CHARACTERS}
        )
    pieces = list(_pieces(line[:MOST_CHARACTERS].translate(_QUOTES), operators))
    for at, piece in enumerate(pieces):
        unfinished = typing and at == len(pieces) - 1 and not piece.quoted and not line[-1:].isspace()
        _add(query, piece, operators, unfinished)
    _judge(query, line)
    return query


def _pieces(line: str, operators: Operators) -> Iterator[_Piece]:
    for found in _PIECE.finditer(line):
        minus, name, phrase, star, word = found.groups(default="")
        quoted = found[3] is not None
        value = phrase if quoted else word
        if name and not _is_filter(name.lower(), value, operators):
            name, value = "", f"{name}:{value}"
        open_end = bool(star) or (not quoted and value.endswith("*"))
        if name or value:
            yield _Piece(bool(minus), name.lower(), value, quoted, open_end)


def _is_filter(name: str, value: str, operators: Operators) -> bool:
    """ "Re: invoice" and "https://…" are text, "form:anna" is a slip of the pen."""
    return name in operators or (bool(value) and name not in _ADDRESS_SCHEMES and not value.startswith("//"))


def _add(query: Query, piece: _Piece, operators: Operators, unfinished: bool) -> None:
    if piece.name:
        read = read_filter(piece.name, piece.value.strip(), piece.negated, operators)
        if isinstance(read, str):
            query.problems.append(read)
        else:
            query.filters.append(read)
    else:
        _add_term(query, piece, unfinished)


def _add_term(query: Query, piece: _Piece, unfinished: bool) -> None:
    looked_for = sought(piece.value, open_end=piece.open_end or unfinished)
    if not looked_for.tokens:
        return
    prefix = looked_for.open_end
    if prefix and _too_short(looked_for.tokens[-1]):
        prefix = False
        if piece.open_end:
            query.problems.append(_("Write at least two letters before the *."))
    query.terms.append(Term(looked_for.tokens, prefix, piece.negated))


def _too_short(token: str) -> bool:
    return len(token) < SHORTEST_PREFIX and token.isascii()


def _judge(query: Query, line: str) -> None:
    if len(query.terms) > MOST_TERMS:
        query.problems.append(_("Only the first %(most)d words are searched for.") % {"most": MOST_TERMS})
        del query.terms[MOST_TERMS:]
    if query.terms and query.match is None:
        query.problems.append(_("Say also what should be there, not only what should not."))
    if line.strip() and not (query.terms or query.filters or query.problems):
        query.problems.append(_("There is no word, number or picture in it that could be found."))
