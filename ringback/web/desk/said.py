"""A ticket's timeline as the thread shows it: plain values, so that the template only lays them out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from ringback.access.names import team_names, user_names
from ringback.kit.clock import now
from ringback.tickets.choices import statuses
from ringback.tickets.models import Message, Note
from ringback.tickets.noting import EDITABLE
from ringback.tickets.timeline import Entry
from ringback.web.asked import initials
from ringback.web.desk import bodies
from ringback.web.desk.appointments import Appointment, appointment
from ringback.web.desk.happened import Names, sentence, who
from ringback.web.desk.signed import Signed, signed
from ringback.web.files import RASTER
from ringback.web.routes import url
from ringback.web.words import DELIVERY_STATES, FLAGS

_AT_ONE_GO = timedelta(minutes=1)
_SCHEDULED = ("ticket.reply_scheduled", "ticket.reply_unscheduled", "ticket.reply_not_sent")
_GRANTS = ("ticket.granted", "ticket.grant_withdrawn")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file under its random address; `picture` where a re-encoded one can be shown in place."""

    name: str
    size: int
    address: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of the thread. `look` are its style classes; `to` and `state` stay empty where they do not apply."""

    kind: str
    id: int
    look: str
    at: datetime
    author: str = ""
    mark: str = ""
    to: str = ""
    body: Markup = Markup("")
    files: Sequence[Attached] = ()
    state: str = ""
    trouble: str = ""
    blocked: int = 0
    is_held: bool = False
    is_new: bool = False
    has_original: bool = False
    is_editable: bool = False
    flags: Sequence[Promise] = ()
    signed: Signed | None = None
    appointment: Appointment | None = None
    origin: int = 0  # the ticket it came in by
    row: Any = None


def thread(entries: Sequence[Entry], read_to: int | None, pictures_of: int = 0) -> list[Said]:
    """The entries, ready to lay out. `read_to`: the newest message the reader has read, None for a reader who is new
    here; `pictures_of`: the message whose pictures from elsewhere are to be fetched."""
    names = _names(entries)
    return _together([_shown(entry, names, read_to, pictures_of) for entry in entries])


def message(row: Message, files: Sequence[Any], *, pictures: bool = False, is_new: bool = False) -> Said:
    """One message."""
    look = f"msg {row.direction}" + ("" if row.state == Message.ACCEPTED else f" {row.state}")
    delivery = row.delivery
    name = row.author_name or row.author_address or _("Unknown")
    return Said(
        kind="message",
        id=row.pk,
        look=look,
        at=row.at,
        author=name,
        mark=initials(name),
        to=_to(row.addresses, _labels(get_language())),
        body=_body(row, files, pictures),
        files=[_attached(file) for file in files if not (file.is_inline and file.content_id and row.html)],
        state=str(DELIVERY_STATES[delivery.state]) if delivery else "",
        trouble=delivery.failure or str(DELIVERY_STATES[delivery.state])
        if _undelivered(row) and delivery
        else "",
        blocked=0 if pictures else row.html.count("<img data-remote="),
        is_held=row.state == Message.HELD,
        is_new=is_new,
        has_original=row.inbound_id is not None,
        flags=[FLAGS[name] for name in _flags(row)],
        appointment=appointment(row.invitation),
        signed=signed(row.signature),
        origin=row.ticket_id,
        row=row,
    )


def _together(shown: list[Said]) -> list[Said]:
    """What one person did at one go stands on one line."""
    found: list[Said] = []
    for one in shown:
        last = found[-1] if found else None
        if (
            last
            and one.kind == last.kind == "event"
            and one.mark == last.mark
            and one.at - last.at < _AT_ONE_GO
        ):
            found[-1] = replace(last, body=Markup("{}, {}").format(last.body, one.body))
        else:
            found.append(one)
    return found


def _names(entries: Sequence[Entry]) -> Names:
    events = [entry for entry in entries if entry.kind == "event"]
    users = {e.body.actor_id for e in events if e.body.actor_kind == "user"}
    users |= {e.body.for_id for e in events if e.body.for_kind == "user"}
    users |= _ids(events, "ticket.assigned", "ticket.owner_changed")
    users |= _ids(events, *_GRANTS, keys=("user",))
    users |= _ids(events, "handover.offered", *_SCHEDULED, keys=("user",))
    teams = (
        _ids(events, "handover.offered", keys=("team",))
        | _ids(events, "ticket.team_changed")
        | _ids(events, *_GRANTS, keys=("team",))
    )
    return Names(user_names(users), team_names(teams), {status.pk: status.name for status in statuses()})


def _ids(events: Sequence[Entry], *kinds: str, keys: Sequence[str] = ("from", "to")) -> set[int]:
    return {v for e in events if e.body.kind in kinds for k, v in (e.data or {}).items() if k in keys and v}


def _shown(entry: Entry, names: Names, read_to: int | None, pictures_of: int) -> Said:
    if entry.kind == "event":
        event = entry.body
        mark = f"{event.actor_kind}:{event.actor_id}"
        words = sentence(event, entry.data or {}, names)
        return Said("event", event.pk, "evt", entry.at, who(event, names), mark, body=words)
    if entry.kind == "note":
        return _note(entry.body, entry.files)
    row: Message = entry.body
    fresh = read_to is not None and row.pk > read_to and row.direction == Message.IN
    return message(row, entry.files, pictures=row.pk == pictures_of, is_new=fresh)


def _note(row: Note, files: Sequence[Any]) -> Said:
    name = row.author.name or row.author.email
    return Said(
        kind="note",
        id=row.pk,
        look="msg note",
        at=row.at,
        author=name,
        mark=initials(name),
        to=_called_in(row),
        body=Markup(row.html),  # noqa: S704  # normalised when it was written
        files=[_attached(file) for file in files],
        is_editable=now() - row.at < EDITABLE,
        origin=row.ticket_id,
        row=row,
    )


def _called_in(row: Note) -> str:
    called = row.mentions.all() if row.has_mentions else ()
    names = [str(mention.user or mention.team) for mention in called]
    return _("Called in: %(names)s") % {"names": ", ".join(names)} if names else ""


def _body(row: Message, files: Sequence[Any], pictures: bool) -> Markup:
    if not row.html:
        return bodies.from_text(row.text, row.folds)
    own = {
        f.content_id: url("file.picture", key=f.key) for f in files if f.content_id and f.media_type in RASTER
    }
    remote = url("message.picture", id=row.pk, number=0)[:-1] if pictures else ""
    return bodies.from_html(row.html, own, remote)


def _attached(file: Any) -> Attached:
    picture = url("file.picture", key=file.key) if file.media_type in RASTER else ""
    return Attached(file.name, file.size, url("file", key=file.key), picture)


def _to(addresses: str, labels: Mapping[str, str]) -> str:
    listed: dict[str, list[list[str]]] = json.loads(addresses)
    parts = [
        f"{label} {', '.join(name or address for name, address in listed[key])}"
        for key, label in labels.items()
        if listed.get(key)
    ]
    return " · ".join(parts)


@lru_cache(maxsize=16)
def _labels(_language: str | None) -> Mapping[str, str]:
    return {"to": _("To"), "cc": _("Cc"), "bcc": _("Bcc")}


def _undelivered(row: Message) -> bool:
    return row.delivery is not None and (row.delivery.state == "withheld" or row.delivery.is_lost)


def _flags(row: Message) -> list[str]:
    """Words to show; what a signature is worth says more than that there is one."""
    return [name for name in row.flags.split() if name in FLAGS and not (name == "signed" and row.signature)]
