from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.arrival import arrived

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
RECEIVED = b"Received: from a by b\r\n\tfor <c@d>; Wed, 04 Nov 2026 10:00:00 +0100\r\n"
DATE = b"Date: Tue, 3 Nov 2026 09:00:00 -0000\r\n"


def test_the_topmost_received_field_tells_when_a_mail_arrived() -> None:
    raw = RECEIVED + b"Received: by x; Mon, 02 Nov 2026 10:00:00 +0000\r\n" + DATE + b"\r\nbody"
    assert arrived(raw, NOW) == datetime(2026, 11, 4, 9, 0, tzinfo=UTC)


def test_without_one_its_date_does() -> None:
    assert arrived(DATE + b"\r\n", NOW) == datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", [b"", b"Date: soon\r\n\r\n", b"Date: Tue, 3 Nov 2099 09:00:00 +0000\n\n", b"\r\n\r\n" + DATE]
)
def test_without_a_date_that_can_be_it_is_now(raw: bytes) -> None:
    assert arrived(raw, NOW) == NOW


@given(st.binary(max_size=200))
def test_no_date_is_ever_to_come_or_without_a_zone(value: bytes) -> None:
    found = arrived(b"Date: " + value + b"\r\n\r\n", NOW)
    assert found <= NOW
