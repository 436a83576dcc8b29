"""The built-in views: which tickets each shows, and how many. One table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from ringback.access.standing import Standing, standing
from ringback.ledger.actor import Actor
from ringback.tickets.models import Category, Draft, Mention, Message, Ticket

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
    called = Mention.objects.filter(Q(user_id=who.user_id) | Q(team_id__in=who.teams))
    return Q(pk__in=called.values("note__ticket_id"))


def _undelivered(who: Standing) -> Q:
    mine = Message.objects.filter(
        author_kind="user", author_id=who.user_id, delivery__state__in=["failed", "bounced"]
    )
    return Q(pk__in=mine.values("ticket_id"))


_VIEWS = [
    View("mine", _("Mine"), _("My work"), lambda who: Q(assignee_id=who.user_id)),
    View("owned", _("I answer for"), _("My work"), lambda who: Q(owner_id=who.user_id)),
    View("mentioned", _("Mentioned"), _("My work"), _mentioned, "desk"),
    View(
        "drafts",
        _("Drafts"),
        _("My work"),
        lambda who: Q(pk__in=Draft.objects.filter(author_id=who.user_id).values("ticket_id")),
        "any",
    ),
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
    """How many tickets the views of open work hold for the actor, recounted every five seconds at most. One
    statement."""
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
    row = Ticket.objects.visible_to(actor).open().aggregate(**sums)
    return {view.name: row[f"n_{view.name}"] for view in counted}
