"""Working days as the house has set them: which of the week, its holidays, its time zone."""

from datetime import date, datetime

from ringback.company import house, working_days


def after(moment: datetime, days: int) -> datetime:
    """The end of the `days`-th working day after `moment` (aware), see `working_days.add`."""
    weekdays = {int(day) - 1 for day in house.get("working_days").split()}
    holidays = {date.fromisoformat(day) for day in house.get("holidays").split()}
    return working_days.add(moment, days, weekdays, holidays, house.get("time_zone"))
