"""The days on which the house works: which of the week, and which holidays not. Pure."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def add(
    moment: datetime, days: int, weekdays: Collection[int], holidays: Collection[date], zone: str
) -> datetime:
    """The end, at the house's midnight, of the `days`-th working day after the day of `moment` (aware). `weekdays`: 0
    is Monday; none at all means every day."""
    place = ZoneInfo(zone)
    day = moment.astimezone(place).date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        # Ten years without a working day are a mistake in the calendar, not a reason to count on.
        if (not weekdays or day.weekday() in weekdays) and day not in holidays:
            left -= 1
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=place)
    return end.astimezone(moment.tzinfo)
