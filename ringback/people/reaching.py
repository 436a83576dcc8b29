"""Keeping Reach: called by a reaction when a team begins to serve a contact."""

from ringback.kit.clock import now
from ringback.people.models import Reach


def reach(contact_id: int, team_id: int) -> None:
    """Team `team_id` serves contact `contact_id` from now on. Doing it twice changes nothing."""
    Reach.objects.bulk_create(
        [Reach(contact_id=contact_id, team_id=team_id, since=now())], ignore_conflicts=True
    )
