"""Who may not be let in: a representative whose right to act for the customer was never shown, or is over."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext

from ringback.kit.errors import Refusal
from ringback.people.models import Identity
from ringback.tickets.families import whole_family
from ringback.tickets.models import Participant, Party, Ticket


def must_be_authorised(ticket: Ticket, parts: Sequence[Participant]) -> None:
    """Part of what lets somebody take part who did not: raises Refusal (`authority`) where one of them is such a
    representative. One statement, where there is anybody."""
    if not parts:
        return
    names = {part.folded: part.name or part.address for part in parts}
    theirs = Identity.objects.filter(kind=Identity.EMAIL, folded__in=names).values("contact")
    people = Q(contact__in=theirs) | Q(contact__canonical__in=theirs) | Q(contact__members__in=theirs)
    rows = Party.objects.filter(people, ticket_id__in=whole_family(ticket), role=Party.REPRESENTATIVE)
    found = list(rows.select_related("contact").distinct())
    able = {party.contact_id for party in found if party.is_authorised}
    for party in found:
        if party.contact_id not in able:
            raise Refusal(
                gettext("%(name)s may not act for the customer: no proof is on record, or it is over.")
                % {"name": party.contact.name},
                field="to",
                code="authority",
            )
