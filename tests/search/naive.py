"""What matching means, said as plainly as possible: the oracle for both databases."""

from ringback.search.match import Match, Term


def matches(match: Match, tokens: list[str]) -> bool:
    return all(_stands(t, tokens) for t in match.present) and not any(
        _stands(t, tokens) for t in match.absent
    )


def _stands(term: Term, tokens: list[str]) -> bool:
    length = len(term.tokens)
    return any(_equal(term, tokens[at : at + length]) for at in range(len(tokens) - length + 1))


def _equal(term: Term, there: list[str]) -> bool:
    *leading, last = term.tokens
    ends = there[-1].startswith(last) if term.prefix else there[-1] == last
    return there[:-1] == leading and ends
