"""Verbs on sessions: which browsers somebody is signed in with, and ending them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from ringback.access.devices import browser_of, system_of
from ringback.access.locking import row_to_change
from ringback.access.models import Session, User
from ringback.access.policy import require
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.kit.networks import network_of
from ringback.kit.remembered import Remembered
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

WEEK = timedelta(days=7)
_OFTEN = 60.0  # seconds
_noted: Remembered[str, bool] = Remembered(_OFTEN)


def sessions_of(actor: Actor, user_id: int) -> list[Session]:
    """Where somebody is signed in, last seen first, as far as the actor may know."""
    found = Session.objects.visible_to(actor).filter(user_id=user_id)
    return sorted(found, key=lambda each: each.seen_at or each.begun_at, reverse=True)


@transaction.atomic
def end(by: Actor, session_id: int) -> None:
    """Sign one browser out. Raises Unseen for a session that is over or not the actor's to end."""
    require(by, "session.end")
    append(by, *_end([row_to_change(Session.objects.visible_to(by), session_id)]))


@transaction.atomic
def end_all(by: Actor, user_id: int, keep: str = "") -> int:
    """Sign somebody out everywhere, save in the browser whose session key is `keep`; how many that were. Raises Unseen
    for somebody whom the actor may not sign out."""
    require(by, "session.end")
    if user_id != standing(by).user_id:
        require(by, "user.write")
        row_to_change(User.objects.visible_to(by), user_id)
    facts = ended(Session.objects.visible_to(by).filter(user_id=user_id), keep)
    if facts:
        append(by, *facts)
    return len(facts)


def ended(sessions: "QuerySet[Session]", keep: str = "") -> list[Fact]:
    """End these within another verb; the facts are for its one append."""
    return _end(list(sessions.exclude(session_key=keep)))


def _end(sessions: Iterable[Session]) -> list[Fact]:
    gone = list(sessions)
    Session.objects.filter(pk__in=[each.pk for each in gone]).delete()
    return [Fact("session.ended", "session", each.pk, data={"owner": each.user_id}) for each in gone]


def note(key: str, user_id: int, agent: str, address: str) -> None:
    """Note that a browser is there: at most one write a minute and process, and never a reason for a page to fail."""
    if _noted.get(key):
        return
    seen = {"browser": browser_of(agent), "system": system_of(agent), "address": address[:45]}
    try:
        Session.objects.filter(session_key=key).update(user_id=user_id, seen_at=now(), **seen)
    except OperationalError:
        return
    _noted.keep(key, True)


def forget_old() -> None:
    """Forget sessions that are over, and of those not seen for a week all of the address but its network (TRUST)."""
    moment = now()
    Session.objects.filter(expire_date__lt=moment).delete()
    for old in Session.objects.filter(seen_at__lt=moment - WEEK).exclude(address=""):
        if (short := network_of(old.address)) != old.address:
            Session.objects.filter(pk=old.pk, seen_at=old.seen_at).update(address=short)


def address_shown(session: Session) -> str:
    """The address as people may read it: shortened in time even where the clock's own run is late."""
    old = session.seen_at is None or session.seen_at < now() - WEEK
    return network_of(session.address) if old else session.address
