"""Nodes go by the database's clock: one whose own is an hour off takes nobody's lease, and holds none for longer."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from time_machine import travel

from ringback.kit import clock, database_clock
from ringback.ledger import lease
from tests.fresh import Fresh
from tests.servers import wait_for

HOUR, MOMENT = timedelta(hours=1), timedelta(seconds=20)
HERE, FAR = "here|1@1", "far|2@2"  # two machines: neither can see whether the other's process lives


@pytest.mark.django_db
@pytest.mark.parametrize("off", [HOUR, -HOUR])
def test_a_worker_with_a_wrong_clock_goes_by_the_databases(off: timedelta) -> None:
    true = datetime.now(UTC)
    with travel(true + off):
        database_clock.follow()
        here = true if connection.vendor == "postgresql" else true + off
        assert abs(clock.now() - here) < MOMENT


@pytest.mark.django_db
def test_a_worker_with_a_wrong_clock_takes_no_lease_that_is_held() -> None:
    if connection.vendor != "postgresql":
        return  # a desk of one machine has one clock
    true = datetime.now(UTC)
    assert lease.take("mailbox:1", true, 120, HERE)
    with travel(true + HOUR):
        database_clock.follow()
        assert not lease.take("mailbox:1", clock.now(), 120, FAR)
        assert lease.take("mailbox:2", clock.now(), 120, FAR)
    assert lease.take("mailbox:2", true + timedelta(minutes=3), 120, HERE)


@pytest.mark.parametrize("off", [HOUR, -HOUR])
def test_a_process_that_answers_requests_goes_by_it_too(fresh_db: Fresh, off: timedelta) -> None:
    true, stop = datetime.now(UTC), threading.Event()
    with travel(true + off):
        database_clock.keep_following(stop)
        here = true if connection.vendor == "postgresql" else true + off
        wait_for(lambda: abs(clock.now() - here) < MOMENT, "the clock is still wrong")
    stop.set()
