"""The built-in views: which tickets each shows, and how many. One table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ringback.access.standing import Standing, standing
from ringback.channels.models import Recipient
from ringback.ledger.actor import Actor
from ringback.tickets.models import Category, Draft, Follower, Handover, Mention, Message, ReadMark, Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

COUNTED_FOR = 5  # seconds
MANY = 1000

_WAITING_FOR_OTHERS = [Category.WAITING_FOR_COLLEAGUE, Category.WAITING_FOR_THIRD_PARTY]


@dataclass(frozen=True, slots=True)
class View:
    """`only` narrows the visible tickets. `scope`: open (own indexes, counted exactly), desk, shelved, or any."""

    name: str
    label: "str | StrPromise"
    group: "str | StrPromise"
    only: Callable[[Standing], Q]
    scope: str = "open"
    sort: str = "activity"


def _all(_who: Standing) -> Q:
    return Q()


def _mentioned(who: Standing) -> Q:
    return Q(pk__in=_found_under(_called(who), "note__ticket"))


def _unseen(who: Standing) -> Q:
    """A team's mention is seen by each of its people for themselves: when they read the ticket after it."""
    read = ReadMark.objects.filter(user_id=who.user_id, ticket_id=OuterRef("note__ticket_id"))
    unread = ~Exists(read.filter(at__gte=OuterRef("at")))
    fresh = _called(who).filter(Q(user_id=who.user_id, seen_at=None) | (Q(user=None) & unread))
    return Q(pk__in=fresh.exclude(note__author_id=who.user_id).values("note__ticket_id"))


def _called(who: Standing) -> "QuerySet[Mention]":
    return Mention.objects.filter(Q(user_id=who.user_id) | Q(team_id__in=who.teams))


def _followed(who: Standing) -> Q:
    return Q(pk__in=Follower.objects.filter(user_id=who.user_id).values("ticket_id"))


def _offered(who: Standing) -> Q:
    return Q(pk__in=Handover.objects.waiting_for(who).values("ticket_id"))


def _undelivered(who: Standing) -> Q:
    # A delivery that still tries to reach one may have lost another for good.
    lost = Q(delivery__state__in=Recipient.LOST) | Q(delivery__recipients__state__in=Recipient.LOST)
    mine = Message.objects.filter(lost, author_kind="user", author_id=who.user_id)
    return Q(pk__in=_found_under(mine, "ticket")) | Q(pk__in=_found_under(_unsent(who), "ticket"))


def _unsent(who: Standing) -> "QuerySet[Draft]":
    """Replies whose time came and that did not go: their author's until they settle it, and the case owner's until
    somebody has answered."""
    ours = Message.objects.filter(ticket_id=OuterRef("ticket_id"), direction=Message.OUT, is_automatic=False)
    unanswered = ~Exists(ours.filter(pk__gt=OuterRef("based_on")))
    theirs = Q(ticket__owner_id=who.user_id) | Q(ticket__canonical__owner_id=who.user_id)
    return Draft.objects.filter(Q(author_id=who.user_id) | (theirs & unanswered)).exclude(unsent="")


def _begun(who: Standing) -> Q:
    return Q(pk__in=_found_under(Draft.objects.filter(author_id=who.user_id), "ticket"))


def _to_be_sent(who: Standing) -> Q:
    # Everybody's: who looks after the ticket has to know that an answer is on its way.
    return Q(pk__in=_found_under(Draft.objects.filter(send_at__isnull=False), "ticket"))


def _found_under(rows: "QuerySet[Any]", ticket: str) -> "QuerySet[Any, Any]":
    """The tickets of these rows: of merged ones those into which they were merged."""
    found = rows.annotate(found_under=Coalesce(f"{ticket}__canonical_id", f"{ticket}_id"))
    under: QuerySet[Any, Any] = found.values("found_under")
    return under


_VIEWS = [
    View("mine", _("Mine"), _("My work"), lambda who: Q(assignee_id=who.user_id)),
    View("owned", _("I answer for"), _("My work"), lambda who: Q(owner_id=who.user_id)),
    View("to_accept", _("To accept"), _("My work"), _offered, "desk", sort="waiting"),
    View("mentioned", _("Mentioned"), _("My work"), _mentioned, "desk"),
    View(
        "drafts",
        _("Drafts"),
        _("My work"),
        _begun,
        "any",
    ),
    View("to_be_sent", _("To be sent"), _("My work"), _to_be_sent, "any"),
    View("followed", _("Followed"), _("My work"), _followed, "desk"),
    View("undelivered", _("Not delivered"), _("My work"), _undelivered, "any"),
    View("unassigned", _("Unassigned"), _("Teams"), lambda who: Q(assignee=None), sort="waiting"),
    View("open", _("All open"), _("Teams"), _all),
    View(
        "waiting",
        _("Waiting for customer"),
        _("Teams"),
        lambda who: Q(category=Category.WAITING_FOR_CUSTOMER),
    ),
    View("others", _("Waiting for others"), _("Teams"), lambda who: Q(category__in=_WAITING_FOR_OTHERS)),
    View(
        "scheduled", _("Scheduled"), _("Teams"), lambda who: Q(category=Category.SCHEDULED), sort="attention"
    ),
    View("resolved", _("To confirm"), _("Teams"), lambda who: Q(category=Category.RESOLVED), "desk"),
    View("closed", _("Closed"), _("Teams"), lambda who: Q(category=Category.CLOSED), "desk"),
    View("all", _("Everything"), _("Teams"), _all, "desk"),
    View("spam", _("Spam"), _("Put away"), lambda who: Q(shelf=Ticket.SPAM), "shelved"),
    View("trash", _("Trash"), _("Put away"), lambda who: Q(shelf=Ticket.TRASH), "shelved"),
]
VIEWS: Mapping[str, View] = {view.name: view for view in _VIEWS}


def counts(actor: Actor) -> dict[str, int]:
    """How many tickets the views of open work hold for the actor, in how many of the open ones they were called in and
    have not looked since, and how many wait to be accepted, be they resolved; recounted every five seconds at most."""
    who = standing(actor)
    key = f"view-counts:{who.user_id}"
    found: dict[str, int] | None = cache.get(key)
    if found is None:
        found = _count(actor, who)
        cache.set(key, found, COUNTED_FOR)
    return found


def _count(actor: Actor, who: Standing) -> dict[str, int]:
    counted = [view for view in _VIEWS if view.scope == "open"]
    sums = {f"n_{view.name}": Count("pk", filter=view.only(who)) for view in counted}
    sums["n_mentioned"] = Count("pk", filter=_unseen(who))
    row = Ticket.objects.visible_to(actor).open().aggregate(**sums)
    waiting = Ticket.objects.visible_to(actor).on_the_desk().filter(_offered(who)).count()
    return {name.removeprefix("n_"): count for name, count in row.items()} | {"to_accept": waiting}


def unseen_mentions(actor: Actor, tickets: Iterable[int]) -> set[int]:
    """Those of the tickets into which the actor was called since they last read them."""
    seen = Ticket.objects.visible_to(actor).filter(_unseen(standing(actor)), pk__in=list(tickets))
    return set(seen.values_list("pk", flat=True))
