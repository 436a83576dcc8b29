"""When people of the company work: weekdays from eight to six. Pure."""

from datetime import datetime, timedelta

_OPENS, _CLOSES = 8, 18


def within_hours(moment: datetime) -> datetime:
    """The moment itself, or the next one at which somebody works, as far into that day as it was into its own."""
    late = moment.hour >= _CLOSES
    day = moment + timedelta(days=1) if late else moment
    while day.weekday() > 4:
        day += timedelta(days=1)
    if late or moment.hour < _OPENS or day.date() != moment.date():
        return day.replace(hour=_OPENS + moment.minute % 3, second=moment.second)
    return day
