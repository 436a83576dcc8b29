"""Who has a part in the case beside who asked and who is copied: the person concerned, who pays, and who may speak for
a customer, by what proof and until when (PRODUCT B11)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from ringback.access.standing import standing
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Stale, Unseen
from ringback.kit.text import one_line
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.append import Fact, append
from ringback.people.families import identities_of, one_person
from ringback.people.models import Contact, Identity
from ringback.tickets.families import family, whole_family
from ringback.tickets.locking import locked, row, touch
from ringback.tickets.models import Participant, Party, Ticket
from ringback.tickets.participating import confirm_rows, part_of

AT_ONCE = 500
MOST = 50  # of one ticket


@dataclass(frozen=True, slots=True)
class Authority:
    """By what right a representative acts. `proof`: one of Party.PROOFS; `evidence`: what was seen, where it is kept;
    `scope`: what they may do in the other's name; `until`: an aware moment at which it ends by itself, or never."""

    proof: str = Party.NO_PROOF
    evidence: str = ""
    scope: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Whose part it is to be. `role`: one of Party.ROLES. For representatives alone: `authority`, and `represents`,
    which is the requester unless told."""

    contact: Contact
    role: str
    authority: Authority | None = None
    represents: Contact | None = None


@transaction.atomic
def add(by: Actor, ticket_id: int, part: Part, version: int | None = None) -> Party:
    """Name somebody's part. A representative with proof takes part from now on, where they have an address; without
    proof they are only named, and nothing new is opened to them.

    Refusal with the codes `no-role`, `taken`, `too-many`, `no-proof`, `over`, `themselves`, `not-a-representative`;
    Unseen, Forbidden, Stale.
    """
    ticket = locked(by, ticket_id, "ticket.participants", version)
    party = _added(by, ticket, part)
    touch(ticket)
    return party


def add_all(by: Actor, ticket: Ticket, parts: Sequence[Part]) -> None:
    """Part of a verb that opens the ticket: these have their parts from the beginning."""
    for part in parts:
        _added(by, ticket, part)


@transaction.atomic
def authorise(by: Actor, party_id: int, authority: Authority, version: int | None = None) -> Party:
    """What is known now of a representative's right to act: proof that was shown, a scope, a later or an earlier end.
    Taken back (no proof), they take part no more. Refusal as `add`, and `ended`; Unseen, Forbidden, Stale."""
    ticket, party = _held(by, party_id, version)
    if party.role != Party.REPRESENTATIVE:
        raise _no_representative()
    was = party.is_authorised
    _authorise(party, authority)
    party.version += 1
    party.save()
    append(by, _fact("party.changed", party))
    if was and not party.is_authorised:
        _shut_out(by, ticket, party, family(by, ticket))
    _let_in(by, ticket, party)
    touch(ticket)
    return party


@transaction.atomic
def end(by: Actor, party_id: int, version: int | None = None) -> Party:
    """They have no part in the case any more; a representative who was authorised takes part no more either. Refusal:
    `ended`; Unseen, Forbidden, Stale."""
    ticket, party = _held(by, party_id, version)
    _ended(by, ticket, party, now(), family(by, ticket))
    touch(ticket)
    return party


def parties_of(actor: Actor, ticket: Ticket) -> list[Party]:
    """Of a ticket found for the actor, and what was merged into it: those who stand, then those who no longer do."""
    rows = Party.objects.visible_to(actor).filter(ticket_id__in=family(actor, ticket))
    found = rows.select_related("contact", "represents", "added_by").order_by("id")
    return sorted(found, key=lambda party: party.ended_at is not None)


def lapse_due(moment: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """End what has come to its end by the clock. Returns how many."""
    due = Party.objects.standing().filter(until__lte=moment).order_by("until", "id")
    numbers = list(due.values_list("pk", "ticket_id")[:AT_ONCE])
    return sum(goes_on() and _lapse(pk, ticket, moment) for pk, ticket in numbers)


@transaction.atomic
def _lapse(pk: int, ticket_id: int, moment: datetime) -> bool:
    ticket = row(ticket_id)
    party = Party.objects.standing().select_for_update().filter(pk=pk, until__lte=moment).first()
    if party is None:
        return False
    _ended(SYSTEM, ticket, party, party.until or moment, whole_family(ticket))
    touch(ticket)
    return True


def _added(by: Actor, ticket: Ticket, part: Part) -> Party:
    if part.role not in Party.ROLES:
        raise Refusal(gettext("That is none of the parts."), field="role", code="no-role")
    _must_be_new(ticket, part)
    party = Party(ticket=ticket, contact=part.contact, role=part.role, added_at=now())
    party.added_by_id = standing(by).user_id or None
    if part.role == Party.REPRESENTATIVE:
        party.represents = part.represents or ticket.contact
        _must_be_another(party)
    elif part.represents is not None or part.authority is not None:
        raise _no_representative("represents")
    _authorise(party, part.authority or Authority())
    party.save(force_insert=True)
    append(by, _fact("party.added", party))
    _let_in(by, ticket, party)
    return party


def _no_representative(field: str = "") -> Refusal:
    words = gettext("Only a representative acts for somebody else.")
    return Refusal(words, field=field, code="not-a-representative")


def _held(by: Actor, party_id: int, version: int | None) -> tuple[Ticket, Party]:
    """The ticket, locked, and its party, which stands."""
    found = Party.objects.visible_to(by).filter(pk=party_id).first()
    if found is None:
        raise Unseen()
    ticket = locked(by, found.ticket_id, "ticket.participants", even_merged=True)
    party = Party.objects.select_related("contact", "represents").get(pk=party_id)
    if version is not None and version != party.version:
        raise Stale(gettext("This was changed meanwhile."), version=party.version)
    if party.ended_at is not None:
        raise Refusal(gettext("This has ended already."), code="ended")
    return ticket, party


def _must_be_new(ticket: Ticket, part: Part) -> None:
    standing_ones = list(Party.objects.standing().filter(ticket=ticket))
    if len(standing_ones) >= MOST:
        raise Refusal(
            gettext("A ticket has %(most)s parties at most.") % {"most": MOST},
            field="contact",
            code="too-many",
        )
    people = one_person(part.contact.pk)
    if any(party.role == part.role and party.contact_id in people for party in standing_ones):
        raise Refusal(gettext("They have this part already."), field="contact", code="taken")


def _must_be_another(party: Party) -> None:
    if party.represents_id in one_person(party.contact_id):
        raise Refusal(gettext("Nobody represents themselves."), field="represents", code="themselves")


def _authorise(party: Party, authority: Authority) -> None:
    if authority.proof not in Party.PROOFS:
        raise Refusal(gettext("That is none of the kinds of proof."), field="proof", code="no-proof")
    if authority.until is not None and authority.until <= now():
        raise Refusal(gettext("This end lies in the past."), field="until", code="over")
    party.proof, party.until = authority.proof, authority.until
    party.evidence, party.scope = one_line(authority.evidence, 500), one_line(authority.scope, 500)


def _let_in(by: Actor, ticket: Ticket, party: Party) -> None:
    """Who is authorised and has an address takes part from now on."""
    if not party.is_authorised:
        return
    identities = [one for one in identities_of(party.contact) if one.kind == Identity.EMAIL]
    folded = [one.folded for one in identities]
    known = list(Participant.objects.filter(ticket=ticket, folded__in=folded))
    if any(part.is_confirmed for part in known) or not identities:
        return
    part = known[0] if known else part_of(ticket, Address(party.contact.name, identities[0].value))
    # From now on: what was said while they had no right to act stays closed to them.
    part.contact = party.contact
    confirm_rows(by, ticket, [part])


def _shut_out(by: Actor, ticket: Ticket, party: Party, numbers: list[int]) -> None:
    """Whoever spoke for a customer and may not any more takes part no more, the requester too: they asked in the
    other's name. Where they represent somebody else still, they stay."""
    people = one_person(party.contact_id)
    others = Party.objects.standing().filter(
        ticket_id__in=numbers, contact_id__in=people, role=Party.REPRESENTATIVE
    )
    if any(other.is_authorised for other in others.exclude(pk=party.pk)):
        return
    folded = [one.folded for one in identities_of(party.contact) if one.kind == Identity.EMAIL]
    theirs = Q(contact_id__in=people) | Q(folded__in=folded)
    taking_part = Participant.objects.filter(theirs, ticket_id__in=numbers, is_confirmed=True)
    for part in list(taking_part):
        part.is_confirmed = False
        part.save(update_fields=["is_confirmed"])
        data = {"contact": part.contact_id}
        append(by, Fact("ticket.participant_removed", "ticket", part.ticket_id, part.ticket_id, data))


def _ended(by: Actor, ticket: Ticket, party: Party, at: datetime, numbers: list[int]) -> None:
    was = party.is_authorised
    party.ended_at = at
    party.version += 1
    party.save(update_fields=["ended_at", "version"])
    append(by, _fact("party.ended", party))
    if was:
        _shut_out(by, ticket, party, numbers)


def _fact(kind: str, party: Party) -> Fact:
    data = {"contact": party.contact_id, "role": party.role, "represents": party.represents_id}
    return Fact(kind, "party", party.pk, party.ticket_id, {**data, "proof": party.proof})
