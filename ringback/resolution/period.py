"""How long a customer has to answer."""

from datetime import datetime, timedelta

from ringback.company import house, house_days

LINK_LIVES_LONGER = timedelta(days=7)


def end(asked_at: datetime) -> datetime:
    """When silence counts, in the working days that the house has set."""
    return house_days.after(asked_at, house.get("confirmation_days"))
