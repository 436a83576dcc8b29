"""Handing over case ownership: offered with a brief, and moved only by whoever accepts (PRODUCT D2). Assigning and
consulting move nothing."""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.identify import standing_of
from ringback.access.models import Team, User
from ringback.access.standing import standing
from ringback.company import house, house_days
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.kit.text import clean
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets import families, offers
from ringback.tickets.assigning import take_along, team_changed
from ringback.tickets.briefing import LONGEST, Brief, brief_of
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Category, Handover, Ticket

AT_ONCE = 200  # of one colleague's tickets
_BRIEF = ("wants", "done", "promised", "next_step")


@transaction.atomic
def offer(
    by: Actor, ticket_id: int, team: Team | None, user: User | None, brief: Brief, version: int | None = None
) -> Handover:
    """Offer the ticket to a colleague, or to whoever of a team takes it. `team` empty: the ticket's own, where the
    colleague is in it, else the only one that they are in.

    Forbidden for who neither answers for the ticket nor leads its team, while somebody does. Refusal with the codes
    `offered` (it is already), `closed`, `not-there`, `which-team`, `themselves`, `too-long`. Unseen, Stale.
    """
    ticket = locked(by, ticket_id, "handover.offer", version)
    _must_be_the_givers(by, ticket)
    team = _fitting(ticket, team, user)
    made = _offered(by, ticket, team, user, _read(brief), is_absence=False)
    touch(ticket)
    return made


@transaction.atomic
def offer_all(by: Actor, owner: User, team: Team, user: User | None) -> list[Handover]:
    """Everything not closed that a colleague answers for in the teams that `by` leads, AT_ONCE at a time: they are
    away, or gone. Each with its own pre-filled brief; none counts as a transfer that the customer suffered. What is on
    offer already stays so. Forbidden for who leads nothing."""
    who = standing(by)
    if not who.led:
        raise Forbidden(gettext("Who leads a team hands over what its people answer for."))
    theirs = Ticket.objects.visible_to(by).on_the_desk().filter(owner=owner, team_id__in=who.led)
    theirs = theirs.filter(category__lt=Category.CLOSED)  # what is not confirmed yet is still theirs
    waiting = theirs.exclude(handovers__state=Handover.OFFERED).order_by("id").values_list("pk", flat=True)
    made = []
    for number in list(waiting[:AT_ONCE]):
        ticket = locked(by, number, "handover.offer")
        if ticket.owner_id == owner.pk and ticket.category < Category.CLOSED and not ticket.shelf:
            to = _fitting(ticket, team, user)
            made.append(_offered(by, ticket, to, user, brief_of(by, ticket), is_absence=True))
            touch(ticket)
    return made


@transaction.atomic
def accept(by: Actor, handover_id: int, version: int | None = None) -> Handover:
    """Answer to the customer from now on: case ownership, assignment and, where it differs, the team move. Refusal:
    `answered` for what is not on offer any more, `not-there` for who is no longer in the team that it is for, or where
    that team works no more. Unseen, Forbidden, Stale."""
    found = _seen(by, handover_id)
    members = families.locked_members(found.ticket_id)
    ticket = locked(by, found.ticket_id, "handover.answer")
    offered = _open(by, handover_id, version)
    _must_be_the_receivers(by, offered)
    me = User.objects.get(pk=standing(by).user_id)
    _must_be_able(me, offered.team)
    facts = _moved(ticket, offered.team, me)
    offered.is_transfer = _is_transfer(offered, me)
    ticket.owner = ticket.assignee = me
    ticket.transfers += offered.is_transfer
    offers.answer(by, offered, Handover.ACCEPTED)
    append(by, offers.fact("handover.accepted", offered), *facts)
    touch(ticket, "owner", "assignee", "team", "transfers")
    take_along(by, ticket, [member for member in members if member.team_id != ticket.team_id])
    return offered


@transaction.atomic
def give_back(by: Actor, handover_id: int, reason: str, version: int | None = None) -> Handover:
    """Not take it, and say why: the ticket stays with whoever answered for it. Refusal at `reason`, or `answered`."""
    words = clean(reason).strip()
    if not words or len(words) > LONGEST:
        refused = gettext("Say why, in at most %(most)s characters.") % {"most": LONGEST}
        raise Refusal(refused, field="reason", code="reason")
    ticket = locked(by, _seen(by, handover_id).ticket_id, "handover.answer")
    offered = _open(by, handover_id, version)
    _must_be_the_receivers(by, offered)
    offered.reason = words
    offers.answer(by, offered, Handover.RETURNED)
    append(by, offers.fact("handover.returned", offered, {"reason": words}))
    touch(ticket)
    return offered


@transaction.atomic
def withdraw(by: Actor, handover_id: int, version: int | None = None) -> Handover:
    """Take the offer back before somebody has answered it; for whoever could have made it."""
    ticket = locked(by, _seen(by, handover_id).ticket_id, "handover.offer")
    offered = _open(by, handover_id, version)
    if not may_withdraw(by, ticket, offered):
        _must_be_the_givers(by, ticket)
    offers.answer(by, offered, Handover.WITHDRAWN)
    append(by, offers.fact("handover.withdrawn", offered))
    touch(ticket)
    return offered


def is_giver(actor: Actor, ticket: Ticket) -> bool:
    """Whether it is theirs to offer: who answers for it, who leads its team, and anybody of the team where nobody
    answers."""
    who, owner = standing(actor), ticket.owner
    if owner and owner.is_active:
        return owner.pk == who.user_id or ticket.team_id in who.led
    return who.everything or ticket.team_id in who.teams


def may_offer(actor: Actor, ticket: Ticket) -> bool:
    """Whether there is something to offer, and to this actor; who has the right at all is not asked."""
    is_free = ticket.category < Category.CLOSED and not ticket.shelf
    return is_free and is_giver(actor, ticket) and not Handover.objects.open().filter(ticket=ticket).exists()


def may_withdraw(actor: Actor, ticket: Ticket, offered: Handover) -> bool:
    """Whether it is theirs to take back: who offered it, and who could."""
    return offered.offered_by_id == standing(actor).user_id or is_giver(actor, ticket)


def is_receiver(actor: Actor, offered: Handover) -> bool:
    """Whether it is theirs to accept or return: to whom it was offered, and who leads the team."""
    who = standing(actor)
    is_theirs = offered.user_id == who.user_id if offered.user_id else offered.team_id in who.teams
    return is_theirs or offered.team_id in who.led


def _offered(
    by: Actor, ticket: Ticket, team: Team, user: User | None, brief: Brief, *, is_absence: bool
) -> Handover:
    at = now()
    made = Handover.objects.create(
        ticket=ticket,
        giver=ticket.owner,
        offered_by_id=standing(by).user_id,
        team=team,
        user=user,
        offered_at=at,
        due_at=house_days.after(at, house.get("handover_days")),
        is_absence=is_absence,
        **asdict(brief),
    )
    offers.open_to_receivers(made, ticket.team_id)
    append(by, offers.fact("handover.offered", made, asdict(brief)))
    return made


def _moved(ticket: Ticket, team: Team, me: User) -> list[Fact]:
    """What accepting changes about the ticket; it still has its former owner, assignee and team."""
    facts = []
    if ticket.owner_id != me.pk:
        data: dict[str, object] = {"from": ticket.owner_id, "to": me.pk}
        facts.append(Fact("ticket.owner_changed", "ticket", ticket.pk, ticket.pk, data))
    if ticket.assignee_id != me.pk:
        data = {"from": ticket.assignee_id, "to": me.pk}
        facts.append(Fact("ticket.assigned", "ticket", ticket.pk, ticket.pk, data))
    if ticket.team_id != team.pk:
        facts.append(team_changed(ticket, team))
        ticket.team = team
    return facts


def _is_transfer(offered: Handover, me: User) -> bool:
    """First routing, absence, and from a queue to a person are none."""
    giver = offered.giver
    return bool(giver and giver.is_active and giver.pk != me.pk and not offered.is_absence)


def _must_be_the_givers(by: Actor, ticket: Ticket) -> None:
    if not is_giver(by, ticket):
        raise Forbidden(gettext("Only the case owner and the leader of the team can hand this ticket over."))


def _must_be_the_receivers(by: Actor, offered: Handover) -> None:
    if not is_receiver(by, offered):
        raise Forbidden(gettext("This was offered to somebody else."))


def _must_be_able(me: User, team: Team) -> None:
    """Who took a ticket for a team that they left since could not open it."""
    if not team.is_active or not _works_in(me, team):
        raise Refusal(
            gettext("You are no longer in %(team)s.") % {"team": team}, field="team", code="not-there"
        )


def _fitting(ticket: Ticket, team: Team | None, user: User | None) -> Team:
    """The team that the ticket is to be of. Refusal for what cannot be offered."""
    if ticket.category == Category.CLOSED or ticket.shelf:
        raise Refusal(gettext("This ticket is closed."), field="ticket", code="closed")
    if Handover.objects.open().filter(ticket=ticket).exists():
        raise Refusal(gettext("This ticket is on offer already."), field="ticket", code="offered")
    if user and user.pk == ticket.owner_id:
        raise Refusal(gettext("They answer for it already."), field="user", code="themselves")
    chosen = team or _team_of(ticket, user)
    if not chosen.is_active or chosen.is_partner or (user and not _works_in(user, chosen)):
        whom = user or chosen
        refused = gettext("%(to)s can't be given a ticket.") % {"to": whom}
        raise Refusal(refused, field="user" if user else "team", code="not-there")
    return chosen


def _works_in(user: User, team: Team) -> bool:
    who = standing_of(user)
    return user.is_active and bool(who.roles) and team.pk in who.teams


def _team_of(ticket: Ticket, user: User | None) -> Team:
    teams = standing_of(user).teams if user else frozenset({ticket.team_id})
    if ticket.team_id in teams:
        return ticket.team
    if len(teams) != 1:
        raise Refusal(gettext("For which team do they take it?"), field="team", code="which-team")
    return Team.objects.get(pk=next(iter(teams)))


def _read(brief: Brief) -> Brief:
    words = {name: clean(getattr(brief, name)).strip() for name in _BRIEF}
    for name, text in words.items():
        if len(text) > LONGEST:
            refused = gettext("At most %(most)s characters, please.") % {"most": LONGEST}
            raise Refusal(refused, field=name, code="too-long")
    return Brief(**words)


def _seen(by: Actor, handover_id: int) -> Handover:
    found = Handover.objects.visible_to(by).filter(pk=handover_id).first()
    if found is None:
        raise Unseen()
    return found


def _open(by: Actor, handover_id: int, version: int | None) -> Handover:
    """The offer, under the lock of its ticket."""
    offered = Handover.objects.select_related("giver", "user", "team").get(pk=handover_id)
    if offered.state != Handover.OFFERED:
        raise Refusal(gettext("This has been answered already."), field="handover", code="answered")
    if version is not None and version != offered.version:
        raise Stale(gettext("This was changed meanwhile."), version=offered.version)
    return offered
