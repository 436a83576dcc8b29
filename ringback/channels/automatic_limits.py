"""Limits on automatic mail (TRUST A20, A21): a loop or a form bomb must run dry by itself."""

from datetime import datetime, timedelta

from django.db import connection

from ringback.channels.models import Line
from ringback.kit.text import fold

A_DAY = 4  # to one address
AT_ONCE = 2  # to one address within ten minutes
AN_HOUR = 2000  # from the whole house
TO_AND_FRO = 20  # mails in ten minutes, both ways, between two addresses

# What a person let go after it was withheld counts from that moment on.
# SQLite takes a partial index only where its condition stands in the query word for word.
_COUNTS = f"""
SELECT
  (SELECT count(*) FROM (
    SELECT 1 FROM channels_recipient r JOIN channels_delivery d ON d.id = r.delivery_id
    WHERE r.folded = %s AND d.is_automatic AND d.state NOT IN ('withheld', 'discarded')
    AND coalesce(d.released_at, d.created_at) > %s LIMIT {A_DAY}) AS to_it),
  (SELECT count(*) FROM (
    SELECT 1 FROM channels_recipient r JOIN channels_delivery d ON d.id = r.delivery_id
    WHERE r.folded = %s AND d.is_automatic AND d.state NOT IN ('withheld', 'discarded')
    AND coalesce(d.released_at, d.created_at) > %s LIMIT {AT_ONCE}) AS lately),
  (SELECT count(*) FROM (
    SELECT 1 FROM channels_delivery d
    WHERE d.is_automatic AND d.state NOT IN ('withheld', 'discarded') AND d.released_at IS NULL
    AND d.created_at > %s LIMIT {AN_HOUR}) AS from_us),
  (SELECT count(*) FROM (
    SELECT 1 FROM channels_delivery d
    WHERE d.released_at IS NOT NULL AND d.released_at > %s LIMIT {AN_HOUR}) AS let_go),
  (SELECT count(*) FROM channels_inbound i
    WHERE i.sender IN (%s, %s) AND NOT (i.sender = '') AND i.taken_at > %s AND coalesce(i.line_id, 0) = %s),
  (SELECT count(*) FROM channels_recipient r JOIN channels_delivery d ON d.id = r.delivery_id
    WHERE r.folded = %s AND d.created_at > %s AND coalesce(d.line_id, 0) = %s)
"""  # noqa: S608  (our own numbers)


def why_not(line: Line | None, address: str, at: datetime) -> str:
    """Why no automatic mail may go to `address` now; empty when it may. One statement."""
    automatic, lately, from_us, let_go, came, went = _counts(line, address, at)
    if came + went > TO_AND_FRO:
        return f"More than {TO_AND_FRO} mails in ten minutes between the two addresses look like a loop."
    if automatic >= A_DAY:
        return f"This address had {A_DAY} automatic mails within a day."
    if lately >= AT_ONCE:
        return f"This address had {AT_ONCE} automatic mails within ten minutes."
    if from_us + let_go >= AN_HOUR:
        return f"The desk has sent {AN_HOUR} automatic mails within an hour."
    return ""


def _counts(line: Line | None, address: str, at: datetime) -> tuple[int, int, int, int, int, int]:
    spans = ({"days": 1}, {"hours": 1}, {"minutes": 10})
    day, hour, minutes = (connection.ops.adapt_datetimefield_value(at - timedelta(**span)) for span in spans)
    folded, number = fold(address), line.pk if line else 0
    params: list[str | int | None] = [folded, day, folded, minutes, hour, hour]
    params += [address, folded, minutes, number, folded, minutes, number]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, params)
        to_it, lately, from_us, let_go, came, went = cursor.fetchone()
    return to_it, lately, from_us, let_go, came, went
