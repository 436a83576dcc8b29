"""What whoever serves a customer learns of tickets that are others' (Reach): that they are there, no more."""

from typing import NamedTuple

from django.db.models import Exists

from ringback.access.policy import Reach as Far
from ringback.access.policy import reaches
from ringback.access.standing import standing
from ringback.ledger.actor import Actor
from ringback.people.families import one_person
from ringback.people.models import Reach
from ringback.tickets.models import Ticket


class Reached(NamedTuple):
    """All that is told. Subject, excerpt, messages, notes, tags and the team stay with the team."""

    number: int
    status: str
    category: int
    owner: str


def reached(actor: Actor, contact_id: int, before: int | None = None, limit: int = 50) -> list[Reached]:
    """The tickets of a contact that the actor may not open, newest first (those before number `before`), when one of
    the actor's teams serves the contact. Nothing for partners and customers, and nothing of spam and trash."""
    if Far.TEAM not in reaches(actor, "contact.read"):
        return []
    teams = standing(actor).teams
    person = one_person(contact_id)
    served = Reach.objects.filter(contact_id__in=person, team_id__in=teams)
    others = Ticket.objects.on_the_desk().filter(Exists(served), contact_id__in=person)
    own = Ticket.objects.visible_to(actor).filter(contact_id__in=person)
    found = others.exclude(pk__in=own.values("pk"))
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = found.order_by("-id").values_list("pk", "status__name", "category", "owner__name", "owner__email")
    return [
        Reached(number, status, category, name or email or "")
        for number, status, category, name, email in rows[:limit]
    ]
