from datetime import UTC, datetime, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from ringback.search.row_ids import first_id, last_id, moment_of, row_ids

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
KINDS = st.sampled_from(["message", "note", "article"])
IDS = st.integers(1, 2**62)


@given(MOMENTS, st.integers(1, 10**12), KINDS, IDS)
def test_what_is_newer_has_the_higher_id_whatever_it_is(
    at: datetime, later: int, kind: str, object_id: int
) -> None:
    older = next(row_ids(at, kind, object_id))
    newer = next(row_ids(at + timedelta(milliseconds=1 + later % 10**10), "note", 1))
    assert first_id(at) <= older <= last_id(at) < newer < 2**63


@given(MOMENTS, KINDS, IDS)
def test_the_same_thing_has_the_same_ids_and_they_all_differ(at: datetime, kind: str, object_id: int) -> None:
    some = list(islice(row_ids(at, kind, object_id), 1000))
    assert some == list(islice(row_ids(at, kind, object_id), 1000))
    assert len(set(some)) == 1000


@given(MOMENTS, IDS)
def test_things_of_one_kind_and_moment_do_not_share_an_id(at: datetime, first: int) -> None:
    ids = {next(row_ids(at, "message", first + n)) for n in range(2000)}
    assert len(ids) == 2000


@given(MOMENTS, IDS)
def test_the_id_tells_the_moment(at: datetime, object_id: int) -> None:
    assert abs(moment_of(next(row_ids(at, "note", object_id))) - at) < timedelta(milliseconds=2)


def test_times_before_and_beyond_count_as_the_edge() -> None:
    assert first_id(datetime(1950, 1, 1, tzinfo=UTC)) == 0
    assert last_id(datetime(9999, 1, 1, tzinfo=UTC)) < 2**63
