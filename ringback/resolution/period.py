"""How long a customer has to answer."""

from datetime import date, datetime, timedelta

from ringback.company import house, working_days

LINK_LIVES_LONGER = timedelta(days=7)


def end(asked_at: datetime) -> datetime:
    """When silence counts, in the working days that the house has set."""
    weekdays = {int(day) - 1 for day in house.get("working_days").split()}
    holidays = {date.fromisoformat(day) for day in house.get("holidays").split()}
    return working_days.add(
        asked_at, house.get("confirmation_days"), weekdays, holidays, house.get("time_zone")
    )
