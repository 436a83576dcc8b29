"""Events of the ledger as sentences of one line."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from ringback.ledger.models import Event
from ringback.web import moments
from ringback.web.routes import url
from ringback.web.words import CATEGORIES, EXCHANGES, PARTIES, PRIORITIES, REASONS, REFUSED, TYPES, UNSENT

Data = Mapping[str, Any]


class Names(NamedTuple):
    """What the ids in events are called."""

    users: Mapping[int, str]
    teams: Mapping[int, str]
    statuses: Mapping[int, str]


def sentence(event: Event, data: Data, names: Names) -> Markup:
    """What happened."""
    return escape(_SENTENCES.get(event.kind, _plainly)(event, data, names))


def who(event: Event, names: Names) -> str:
    """Who did it, where that was a person."""
    if event.actor_kind == "user":
        return names.users.get(event.actor_id, _("somebody"))
    if event.for_kind == "user":
        return _("%(name)s, by a program") % {"name": names.users.get(event.for_id, _("somebody"))}
    return ""


def _plainly(event: Event, data: Data, names: Names) -> str:
    return {
        "ticket.opened": _("Opened"),
        "ticket.coded": _("Codes set"),
        "confirmation.asked": _("Asked whether it is settled"),
        "confirmation.withdrawn": _("Went on without an answer"),
        "confirmation.restored": _("Waits for an answer again"),
        "handover.accepted": _("Hand-over accepted"),
        "handover.returned": _("Hand-over returned"),
        "handover.withdrawn": _("Offer taken back"),
        "ticket.acknowledged": _("Receipt acknowledged by mail"),
        "ticket.participant_added": _("Takes part from here on"),
        "ticket.participant_removed": _("Takes part no more"),
        "message.accepted": _("Held message accepted"),
        "message.rejected": _("Held message rejected"),
        "message.undone": _("Reply taken back before it left"),
        "message.reported": _("A report about a sent mail came back"),
    }.get(event.kind, event.kind)


def _status(event: Event, data: Data, names: Names) -> str:
    to = names.statuses.get(data.get("status", 0)) or str(CATEGORIES.get(str(data.get("to")), data.get("to")))
    if data.get("reason"):
        return _("%(status)s: %(reason)s") % {
            "status": to,
            "reason": REASONS.get(data["reason"], data["reason"]),
        }
    return _("Status: %(status)s") % {"status": to}


def _assigned(event: Event, data: Data, names: Names) -> str:
    if data.get("to"):
        return _("Given to %(name)s") % {"name": names.users.get(data["to"], _("somebody"))}
    return _("Taken from its assignee")


def _owner(event: Event, data: Data, names: Names) -> str:
    return _("Case owner: %(name)s") % {"name": names.users.get(data.get("to", 0), _("nobody"))}


def _offered(event: Event, data: Data, names: Names) -> str:
    to = names.users.get(data.get("user") or 0) or names.teams.get(data.get("team", 0), _("another team"))
    return _("Offered to %(name)s") % {"name": to}


def _team(event: Event, data: Data, names: Names) -> str:
    return _("Team: %(name)s") % {"name": names.teams.get(data.get("to", 0), _("another one"))}


def _edited(event: Event, data: Data, names: Names) -> str:
    changed = []
    if "priority" in data:
        changed.append(
            _("Priority: %(value)s") % {"value": PRIORITIES.get(data["priority"], data["priority"])}
        )
    if "type" in data:
        changed.append(_("Type: %(value)s") % {"value": TYPES.get(data["type"], data["type"])})
    return ", ".join(changed) or _("Subject changed")


def _shelved(event: Event, data: Data, names: Names) -> str:
    return {"spam": _("Put among spam"), "trash": _("Put in the trash")}.get(
        data.get("to", ""), _("Back on the desk")
    )


def _linked(event: Event, data: Data, names: Names) -> Markup:
    other = data.get("other", 0)
    words = {
        "possibly": _("Possibly belongs to"),
        "follows": _("Follows on from"),
        "related": _("Linked with"),
        "split": _("Split off from"),
        "incident": _("Is an incident of"),
    }.get(data.get("kind", ""), _("No longer linked with"))
    return Markup('{} <a class="link" href="{}">#{}</a>').format(words, url("ticket", number=other), other)


def _merged(event: Event, data: Data, names: Names) -> Markup:
    words, key = {
        "ticket.merged": (_("Merged into"), "into"),
        "ticket.unmerged": (_("Taken out of"), "from"),
        "ticket.took_in": (_("Took in"), "other"),
        "ticket.gave_back": (_("Gave back"), "other"),
        "ticket.split": (_("Messages split off to"), "into"),
    }[event.kind]
    other = data.get(key, 0)
    return Markup('{} <a class="link" href="{}">#{}</a>').format(words, url("ticket", number=other), other)


def _granted(event: Event, data: Data, names: Names) -> str:
    name = names.teams.get(data.get("team") or 0) or names.users.get(data.get("user") or 0) or _("somebody")
    words = _("Opened to %(name)s") if event.kind == "ticket.granted" else _("Closed to %(name)s")
    return words % {"name": name}


def _exchange(event: Event, data: Data, names: Names) -> str:
    words = {
        "ticket.interaction_changed": _("Corrected: %(what)s"),
        "ticket.interaction_unlinked": _("Does not belong here: %(what)s"),
    }.get(event.kind, "%(what)s")
    parts = [
        str(EXCHANGES.get(str(data.get("channel")), data.get("channel"))),
        _("in") if data.get("direction") == "in" else _("out"),
        *([_lasting(data["seconds"])] if data.get("seconds") else []),
    ]
    return words % {"what": ", ".join(parts)}


def _party(event: Event, data: Data, names: Names) -> str:
    words = {
        "party.added": _("Has a part from here on: %(role)s"),
        "party.changed": _("Right to act noted anew: %(role)s"),
        "party.ended": _("Has no part any more: %(role)s"),
    }[event.kind]
    return words % {"role": PARTIES.get(str(data.get("role")), data.get("role"))}


def _lasting(seconds: int) -> str:
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": seconds}
    return _("%(minutes)s min") % {"minutes": round(seconds / 60)}


def _answered(event: Event, data: Data, names: Names) -> str:
    said = {
        "yes": _("The customer says: settled"),
        "no": _("The customer says: not settled"),
        "silence": _("Nothing was said within the period"),
    }.get(str(data.get("answer")), "")
    return (
        _("%(said)s (for the second time: it needs somebody who leads)") % {"said": said}
        if data.get("nos", 0) > 1
        else said
    )


def _repeated(event: Event, data: Data, names: Names) -> Markup:
    other = data.get("of", 0)
    words = _("The customer comes again about")
    return Markup('{} <a class="link" href="{}">#{}</a>').format(words, url("ticket", number=other), other)


def _scheduled(event: Event, data: Data, names: Names) -> str:
    name = names.users.get(data.get("user", 0), _("somebody"))
    if event.kind == "ticket.reply_unscheduled":
        return _("The reply of %(name)s does not go out by itself any more") % {"name": name}
    if event.kind == "ticket.reply_not_sent":
        why = UNSENT.get(str(data.get("code")), REFUSED)
        return _("The reply of %(name)s has not gone out: %(why)s. It is kept as their draft") % {
            "name": name,
            "why": why,
        }
    at = datetime.fromtimestamp(data.get("at", 0), UTC)
    time = moments.full(at, moments.as_zone(timezone.get_current_timezone()))
    return _("The reply of %(name)s goes out on %(time)s") % {"name": name, "time": time}


_SENTENCES: Mapping[str, Callable[[Event, Data, Names], str]] = {
    "ticket.status_changed": _status,
    "ticket.assigned": _assigned,
    "ticket.owner_changed": _owner,
    "handover.offered": _offered,
    "ticket.reply_scheduled": _scheduled,
    "ticket.reply_unscheduled": _scheduled,
    "ticket.reply_not_sent": _scheduled,
    "ticket.team_changed": _team,
    "ticket.edited": _edited,
    "ticket.shelved": _shelved,
    "ticket.granted": _granted,
    "ticket.grant_withdrawn": _granted,
    "ticket.interaction_linked": _exchange,
    "ticket.interaction_changed": _exchange,
    "ticket.interaction_unlinked": _exchange,
    "party.added": _party,
    "party.changed": _party,
    "party.ended": _party,
    "confirmation.answered": _answered,
    "ticket.repeated": _repeated,
    "ticket.linked": _linked,
    "ticket.unlinked": _linked,
    "ticket.merged": _merged,
    "ticket.unmerged": _merged,
    "ticket.took_in": _merged,
    "ticket.gave_back": _merged,
    "ticket.split": _merged,
}
