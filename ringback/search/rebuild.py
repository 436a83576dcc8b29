"""Making the tokens again from the texts they follow from: after a restore, or when a new version cuts differently."""

from collections.abc import Callable, Mapping, Sequence

from django.db import connection, transaction

from ringback.search.put import loading
from ringback.search.store import kind_token, store
from ringback.search.tokens import cut

# Of these ids of a kind, the texts that find them.
Texts = Callable[[Sequence[int]], Mapping[int, str]]
_PIECE = 500


@transaction.atomic
def rebuild(texts: Mapping[str, Texts], progress: Callable[[int], object] = lambda done: None) -> int:
    """Give every row its tokens anew by the `texts` of its kind, and drop rows of things that are gone. Returns how
    many rows there are. Others who write wait meanwhile. KeyError for a kind without texts."""
    done = 0
    with loading():
        for kind in _column("SELECT DISTINCT kind FROM search_row", []):
            last = 0
            while ids := _some(str(kind), last):
                _renew(str(kind), ids, texts[str(kind)](ids))
                last, done = ids[-1], done + len(ids)
                progress(done)
    return done


def _some(kind: str, last: int) -> list[int]:
    wanted = "SELECT object_id FROM search_row WHERE kind = %s AND object_id > %s ORDER BY object_id LIMIT %s"
    return [int(str(found)) for found in _column(wanted, [kind, last, _PIECE])]


def _renew(kind: str, ids: Sequence[int], found: Mapping[int, str]) -> None:
    prefix = kind_token(kind)
    rows = [(store().stored([prefix, *cut(found[pk]).tokens]), kind, pk) for pk in ids if pk in found]
    gone = [(kind, pk) for pk in ids if pk not in found]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE search_row SET tokens = %s WHERE kind = %s AND object_id = %s", rows)
        if gone:
            cursor.executemany("DELETE FROM search_row WHERE kind = %s AND object_id = %s", gone)


def _column(statement: str, params: list[str | int]) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [row[0] for row in cursor.fetchall()]
