"""Finding rows, newest first."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ringback.kit.sql import Sql, joined
from ringback.kit.timed import rows
from ringback.search.match import Likely, Match, Road
from ringback.search.row_ids import moment_of
from ringback.search.scope import SELECT, Scope
from ringback.search.store import kind_token, store

# A common word fills a page from the newest rows; a fairly common one from somewhat more of them.
_NEWEST = 400
_MORE = 4000
_WORTH_MORE = 10
# Of so many tickets all messages are read quickly.
_NARROW = 2000
TOPIC, OBJECT = RawSQL("search_row.topic_id", ()), RawSQL("search_row.object_id", ())


class Hit(NamedTuple):
    """One thing found. `row_id` is the cursor for what comes after it."""

    row_id: int
    kind: str
    object_id: int
    topic_id: int | None

    @property
    def at(self) -> datetime:
        """Its time, to the millisecond."""
        return moment_of(self.row_id)


def find(
    match: Match,
    *,
    kinds: Collection[str] | None = None,
    topics: QuerySet[Any, Any] | Sql | None = None,
    objects: QuerySet[Any, Any] | Sql | None = None,
    narrow: bool | None = False,
    before: int | None = None,
    since: int | None = None,
    limit: int = 50,
) -> list[Hit]:
    """The newest `limit` things that match, newest first.

    kinds: only these (None: all, which is the quickest).
    topics: only what belongs to these tickets, a queryset of the tickets that the reader may see, asked
    inside the same statement; without it nothing is checked.
    objects: only these, a queryset of what of one kind the reader may see, asked as the topics are.
    Both may be given as SQL put together before: with narrow True a select of the ids, with False a scalar one of the
    row that `TOPIC` or `OBJECT` names.
    narrow: the topics are few (up to some thousand), so start from them; None: nobody knows, so count first.
    before, since: only row ids below, and from, these: a hit's `row_id`, or `row_ids.first_id` of a time.
    Raises TooBroad after half a second.
    """
    if limit < 1 or (kinds is not None and not kinds):
        return []
    try:
        start_from_topics = topics is not None and (_are_few(topics) if narrow is None else narrow)
        visible = [_of_visible_topics(topics, start_from_topics), _among(objects, OBJECT)]
        scope = _scope(kinds, joined(" ", visible), before, since)
    except EmptyResultSet:
        return []
    if start_from_topics and store().likely(match) is not Likely.FEW:
        return _hits(_of_topics(match, scope, limit))
    return _found(match, scope, limit)


def _are_few(topics: QuerySet[Any, Any] | Sql) -> bool:
    if isinstance(topics, Sql):
        raise TypeError("what was put together before cannot be counted: say whether it is narrow")
    some = _written(topics.order_by().values("pk")[: _NARROW + 1])
    [[count]] = rows(joined(" ", [Sql("SELECT count(*) FROM ("), some, Sql(") AS counted")]))
    return bool(count <= _NARROW)


def _scope(kinds: Collection[str] | None, visible: Sql, before: int | None, since: int | None) -> Scope:
    return Scope(
        kinds=_of_kinds(kinds),
        visible=visible,
        # One kind may narrow the index's work; several together only add to it.
        kind_tokens=tuple(map(kind_token, kinds)) if kinds and len(kinds) == 1 else (),
        before=before,
        since=since,
    )


def _of_kinds(kinds: Collection[str] | None) -> Sql:
    if not kinds:
        return Sql("")
    # Not the bare column: an index on it would look better to a planner than it is.
    return Sql(f"AND search_row.kind || '' IN ({', '.join(['%s'] * len(kinds))})", tuple(kinds))


def _of_visible_topics(topics: QuerySet[Any, Any] | Sql | None, narrow: bool) -> Sql:
    if topics is None or not narrow:
        return _among(topics, TOPIC)
    ids = topics if isinstance(topics, Sql) else _written(topics.order_by().values("pk"))
    return joined(" ", [Sql("AND search_row.topic_id IN ("), ids, Sql(")")])


def _among(rows: QuerySet[Any, Any] | Sql | None, column: RawSQL) -> Sql:
    if rows is None:
        return Sql("")
    this = rows if isinstance(rows, Sql) else _written(one_of(rows, column))
    return joined(" ", [Sql("AND ("), this, Sql(") IS NOT NULL")])


def one_of(rows: QuerySet[Any, Any], column: RawSQL) -> QuerySet[Any, Any]:
    """The row that `column` (TOPIC or OBJECT) names, if it is among `rows`. A scalar subquery: planners would turn IN
    and EXISTS into a list of all that the reader may see."""
    return rows.order_by().filter(pk=column).values("pk")[:1]


def _written(queryset: QuerySet[Any, Any]) -> Sql:
    text, params = queryset.query.get_compiler(connection=connection).as_sql()
    return Sql(text, tuple(params))


def _of_topics(match: Match, scope: Scope, limit: int) -> Sql:
    """`+ 0` so that no planner walks all rows by their order to save the sorting."""
    return joined(
        " ",
        [
            SELECT,
            Sql("FROM search_row WHERE"),
            store().row_matches(match),
            scope.span("search_row.id"),
            scope.kinds,
            scope.visible,
            Sql("ORDER BY search_row.id + 0 DESC LIMIT %s", (limit,)),
        ],
    )


def _found(match: Match, scope: Scope, limit: int) -> list[Hit]:
    road = store().road(match)
    # Of one kind there may be few things, however common the word.
    if road is Road.WALK and not scope.kind_tokens:
        return _hits(_walking(match, scope, limit))
    if road is not Road.INDEX:
        hits = _hits(_among_newest(_NEWEST, match, scope, limit))
        if limit > len(hits) >= limit / _WORTH_MORE:
            hits = _hits(_among_newest(_MORE, match, scope, limit))
        if len(hits) == limit:
            return hits
    return _hits(store().by_index(match, scope, limit))


def _walking(match: Match, scope: Scope, limit: int) -> Sql:
    return joined(
        " ",
        [
            SELECT,
            Sql("FROM search_row WHERE"),
            store().row_matches(match),
            scope.span("search_row.id"),
            scope.kinds,
            scope.visible,
            Sql("ORDER BY search_row.id DESC LIMIT %s", (limit,)),
        ],
    )


def _among_newest(first: int, match: Match, scope: Scope, limit: int) -> Sql:
    return joined(
        " ",
        [
            SELECT,
            Sql("FROM search_row WHERE search_row.id >= ("),
            Sql("SELECT newest.id FROM search_row AS newest WHERE newest.id IS NOT NULL"),
            scope.span("newest.id"),
            Sql("ORDER BY newest.id DESC LIMIT 1 OFFSET %s) AND", (first - 1,)),
            store().row_matches(match),
            scope.span("search_row.id"),
            scope.kinds,
            scope.visible,
            Sql("ORDER BY search_row.id DESC LIMIT %s", (limit,)),
        ],
    )


def _hits(statement: Sql) -> list[Hit]:
    return [Hit(*row) for row in rows(statement)]
