"""Queries whose SQL is made once. Putting one together costs Django many times what the database needs to answer it,
and pages ask the same questions again and again, of another ticket or for another person.

    @prepared("number")
    def _head(actor: Actor, number: int) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(actor).filter(pk=number)

    _head(actor, 48112)  # a list of tickets

The function is called once for each shape of its arguments, with stand-ins for what varies: the person and teams of an
actor, the named arguments, and the present moment. So it must not decide anything by their values. What it does decide
by (roles, whether there are teams at all, all other arguments) is part of the shape.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from inspect import signature
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

from ringback.access.preparing import Preparing
from ringback.access.standing import Standing, standing
from ringback.kit import clock
from ringback.kit.sql import Sql
from ringback.ledger.actor import Actor

P = ParamSpec("P")
T = TypeVar("T")

# Stand-ins: ids no row has, and a moment nothing happened at.
_FIRST = 7_040_100_200_300_000_000
_MOMENT = datetime(1907, 3, 5, 7, 11, 13, 170_523, tzinfo=UTC)
_LARGEST = 2**63 - 1
_SHAPES = 256  # of one query


class Prepared(Generic[P, T]):
    """A prepared query: called, it gives its rows. `plain` is the function it was made of."""

    def __init__(self, build: Callable[P, "QuerySet[Any, T]"], varying: Sequence[str]) -> None:
        self.plain = build
        self._names = list(signature(build).parameters)
        self._varying = varying
        self._shapes: OrderedDict[Hashable, _Ready | None] = OrderedDict()
        self._lock = Lock()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        values = _Values({**dict(zip(self._names, args, strict=False)), **kwargs}, self._varying)
        if values.is_beyond:
            return []
        ready = self._ready(values)
        return [] if ready is None else ready.rows(values.flat)

    def sql(self, *args: P.args, **kwargs: P.kwargs) -> Sql | None:
        """The query for these arguments, to stand inside another one; None: nothing can match."""
        values = _Values({**dict(zip(self._names, args, strict=False)), **kwargs}, self._varying)
        ready = None if values.is_beyond else self._ready(values)
        return None if ready is None else Sql(ready.sql, tuple(ready.filled(values.flat)))

    def _ready(self, values: "_Values") -> "_Ready | None":
        key = (connection.vendor, values.shape)
        with self._lock:
            if key in self._shapes:
                self._shapes.move_to_end(key)
                return self._shapes[key]
        made = _make(self.plain, values)
        with self._lock:
            self._shapes[key] = made
            if len(self._shapes) > _SHAPES:
                self._shapes.popitem(last=False)
        return made


def prepared(*varying: str) -> Callable[[Callable[P, "QuerySet[Any, T]"]], Prepared[P, T]]:
    """Make a function that builds a queryset into one that gives its rows. `varying` names arguments that are ids,
    texts to be equal to, or sequences of one of these to be among. RuntimeError at the first call when a stand-in
    does not come out whole."""
    return lambda build: Prepared(build, varying)


class _Values:
    """The arguments of one call, apart into what varies (`flat`) and what does not (`shape`)."""

    def __init__(self, given: Mapping[str, Any], varying: Sequence[str]) -> None:
        self.flat: list[int | str] = []
        self.stand_ins: dict[str, Any] = {}
        shape: list[Hashable] = []
        for name, value in given.items():
            if isinstance(value, Actor):
                shape.append(self._actor(name, standing(value)))
            elif name in varying and value is not None:
                shape.append(self._one_or_many(name, value))
            else:
                self.stand_ins[name] = value
                shape.append((name, value))
        self.shape = tuple(shape)
        self.is_beyond = any(isinstance(value, int) and abs(value) > _LARGEST for value in self.flat)

    def _actor(self, name: str, who: Standing) -> Hashable:
        own = self._stand_in(who.user_id)
        teams = [self._stand_in(team) for team in sorted(who.teams)]
        # Those led come first among the stand-ins of both, so that one subset of another stays one.
        led = [teams[place] for place, team in enumerate(sorted(who.teams)) if team in who.led]
        shaped = replace(who, user_id=own if who.user_id else 0, teams=frozenset(teams), led=frozenset(led))
        self.stand_ins[name] = Actor("user", own, standing=shaped)
        return (name, replace(shaped, user_id=bool(who.user_id)))

    def _one_or_many(self, name: str, value: int | str | Sequence[int | str]) -> Hashable:
        if isinstance(value, int):
            self.stand_ins[name] = self._stand_in(value)
            return (name, "one")
        if isinstance(value, str):
            self.stand_ins[name] = str(self._stand_in(value))
            return (name, "text")
        padded = _padded(value)
        self.stand_ins[name] = [type(one)(self._stand_in(one)) for one in padded]
        return (name, len(padded), bool(padded) and type(padded[0]))

    def _stand_in(self, value: int | str) -> int:
        self.flat.append(value)
        return _FIRST + len(self.flat) - 1


def _padded(ids: Sequence[int | str]) -> list[int | str]:
    """As many as the next power of two, the last one again and again: a few shapes serve every length."""
    given = list(ids)
    size = 1 << max(len(given) - 1, 0).bit_length() if given else 0
    return given + given[-1:] * (size - len(given))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A compiled queryset. `places`: index of a parameter -> index of the value; -1 for the present moment."""

    queryset: Any
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: Mapping[int, int]
    # Finding out what to convert takes longer than converting; it hangs on columns and vendor only.
    converters: Mapping[int, Any]

    def filled(self, values: Sequence[int | str]) -> list[Any]:
        """The parameters for these values, now."""
        params = list(self.params)
        for at, place in self.places.items():
            params[at] = values[place] if place >= 0 else _moment(clock.now())
        return params

    def rows(self, values: Sequence[int | str]) -> list[Any]:
        """What the query selects for these values."""
        params = self.filled(values)
        found, query, compiler = copy(self.queryset), copy(self.queryset.query), copy(self.compiler)
        real = connections[DEFAULT_DB_ALIAS]
        compiler.connection = Preparing(real) if real.vendor == "postgresql" else real
        compiler.query = query
        compiler.as_sql = lambda *_, **__: (self.sql, tuple(params))
        compiler.get_converters = lambda _: self.converters
        query.get_compiler = lambda *_, **__: compiler
        found._query, found._result_cache, found._prefetch_done = query, None, False
        return list(found)


def _make(build: Callable[..., QuerySet[Any, Any]], values: _Values) -> _Ready | None:
    """None: nothing can match, whatever the values."""
    with clock.at(_MOMENT):
        queryset = build(**values.stand_ins)
    # Copying one that was not asked yet asks it.
    queryset._result_cache = []
    compiler = queryset.query.get_compiler(connection.alias)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    places = _places(params, len(values.flat))
    converters = _quick(
        compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
    )
    return _Ready(queryset, compiler, sql, tuple(params), places, converters)


def _places(params: Sequence[Any], count: int) -> dict[int, int]:
    moment, found = _moment(_MOMENT), {}
    stand_ins = {kind(_FIRST + place): place for place in range(count) for kind in (int, str)}
    for at, param in enumerate(params):
        if isinstance(param, int | str) and param in stand_ins:
            found[at] = stand_ins[param]
        elif param == moment:
            found[at] = -1
        elif _is_torn(param):
            raise RuntimeError(f"a stand-in was changed on its way into a query: {param!r}")
    return found


def _is_torn(param: Any) -> bool:
    text = str(param)
    return str(_FIRST)[:13] in text or "1907-03-05" in text


def _quick(converters: Mapping[int, Any]) -> Mapping[int, Any]:
    """Half of what showing fifty rows costs was reading their moments, which SQLite keeps as texts that we wrote."""
    slow = "convert_datetimefield_value"
    return {
        at: ([_read if getattr(each, "__name__", "") == slow else each for each in given], column)
        for at, (given, column) in converters.items()
    }


def _read(value: Any, _column: Any, _connection: Any) -> Any:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
