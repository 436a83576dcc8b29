from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ringback.kit.sql import Sql
from ringback.kit.timed import TooBroad, rows

ENDLESS = Sql(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"
)


@pytest.mark.django_db
def test_what_takes_too_long_ends_and_the_transaction_lives_on() -> None:
    with pytest.raises(TooBroad) as refused:
        rows(ENDLESS)
    assert refused.value.message
    assert rows(Sql("SELECT %s, %s", (1, "a"))) == [(1, "a")]


@pytest.mark.django_db
def test_the_limit_is_for_the_one_statement_only() -> None:
    rows(Sql("SELECT 1"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)


@pytest.mark.django_db
def test_it_works_without_a_transaction_and_opens_none() -> None:
    """Another thread has a connection of its own, without the transaction that is around a test."""
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_search_outside).result() == ("too broad", [(1,)], False)


def _search_outside() -> tuple[str, list[tuple[int]], bool]:
    try:
        with pytest.raises(TooBroad):
            rows(ENDLESS)
        return "too broad", rows(Sql("SELECT 1")), connection.in_atomic_block
    finally:
        connection.close()
