"""Verbs on contact points: add, change, pause, resume. What they are tested by is in line_test.py."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.locking import row_to_change
from ringback.access.models import Team
from ringback.access.policy import require
from ringback.channels import consenting, greetings
from ringback.channels.line_test import Step, test
from ringback.channels.models import Line
from ringback.channels.server_urls import read_server_url
from ringback.kit import crypto
from ringback.kit.addresses import is_addr_spec, with_ascii_domain
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

__all__ = ["Step", "add", "change", "pause", "resume", "test"]

_SECRETS = {"imap_secret": "imap_host", "smtp_secret": "smtp_host"}
_PLAIN = {"imap_user": 254, "imap_folder": 200, "move_to": 200, "smtp_user": 254, "trusted_server": 253}
_TEXTS = {"greeting": greetings.LONGEST, "opening_hours": greetings.LONGEST_HOURS}
_HOSTS = ("imap_host", "smtp_host")
_PORTS = ("imap_port", "smtp_port")
_FLAGS = ("is_active", "plus_addresses", "acknowledges")
_CHOICES = {"imap_tls": Line.TLS, "smtp_tls": Line.TLS, "after": Line.AFTER}
# Another mailbox counts its mails anew.
_MAILBOX = ("imap_host", "imap_port", "imap_user", "imap_folder")


@transaction.atomic
def add(
    by: Actor,
    name: str,
    address: str,
    team: Team,
    *,
    imap_url: str = "",
    smtp_url: str = "",
    after: str = "move:Processed",
    live_from: datetime | None = None,
    secrets: Mapping[str, str] | None = None,
    **more: Any,
) -> Line:
    """A new contact point, live from now unless told. `secrets`: passwords under imap and smtp, stored sealed.

    `after` is move:FOLDER, delete or seen; `more` are further fields as `change` takes them. Raises Refusal.
    """
    require(by, "line.write")
    at = now()
    line = Line(team=team, live_from=live_from or at, created_at=at, imap_tls="tls", smtp_tls="tls")
    values = {"name": name, "address": address, **_servers(imap_url, smtp_url), **_after(after)}
    for kind, secret in (secrets or {}).items():
        values[f"{kind}_secret"] = secret
    _set(line, values | more)
    line.save(force_insert=True)
    _tell(by, "line.added", line)
    return line


@transaction.atomic
def change(by: Actor, line_id: int, changes: Mapping[str, Any], version: int | None = None) -> Line:
    """Change fields of a contact point by their names; passwords are given as imap_secret and smtp_secret.

    Stored passwords can be replaced and never read, and do not follow to another server: whoever names a new host
    gives the password again, and a consent has to be given anew. Raises Unseen, Stale, Refusal.
    """
    require(by, "line.write")
    line = row_to_change(Line.objects.visible_to(by), line_id, version)
    before = {field: getattr(line, field) for field in (*_MAILBOX, *_HOSTS)}
    for secret, host in _SECRETS.items():
        moved = changes.get(host, before[host]) != before[host]
        if moved and getattr(line, secret) and secret not in changes:
            raise Refusal(
                gettext("Another server: please give the password again."), field=secret, code="secret-again"
            )
    _set(line, changes)
    if any(getattr(line, field) != before[field] for field in _HOSTS):
        consenting.forget(line)
    if any(getattr(line, field) != before[field] for field in _MAILBOX):
        line.uid_validity = line.last_uid = 0
    line.version += 1
    line.save()
    _tell(by, "line.changed", line)
    return line


def pause(by: Actor, line_id: int, version: int | None = None) -> Line:
    """Take in no more mail from this contact point; it waits on its server. What is to be sent still goes out."""
    return change(by, line_id, {"is_active": False}, version)


def resume(by: Actor, line_id: int, version: int | None = None) -> Line:
    """Take in mail again, beginning with all that has come meanwhile."""
    return change(by, line_id, {"is_active": True}, version)


def _servers(imap_url: str, smtp_url: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for kind, url in (("imap", imap_url), ("smtp", smtp_url)):
        if url:
            at = read_server_url(url, kind)
            values |= {f"{kind}_host": at.host, f"{kind}_port": at.port}
            values |= {f"{kind}_tls": at.tls, f"{kind}_user": at.user}
            if kind == "imap" and at.folder:
                values["imap_folder"] = at.folder
    return values


def _after(after: str) -> dict[str, str]:
    what, _, folder = after.partition(":")
    return {"after": what, **({"move_to": folder} if folder else {})}


def _set(line: Line, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        _SETTERS.get(field, _unknown)(line, field, value)
    if line.after == Line.MOVE and line.move_to == line.imap_folder:
        raise Refusal(gettext("Mail cannot be moved to the folder it is read from."), field="move_to")


def _name(line: Line, field: str, value: Any) -> None:
    line.name = one_line(str(value), 100)
    line.folded = fold(line.name)[:100]
    if not line.name:
        raise Refusal(gettext("A contact point needs a name."), field="name")
    if Line.objects.filter(folded=line.folded).exclude(pk=line.pk).exists():
        raise Refusal(
            gettext("There is a contact point %(name)s already.") % {"name": line.name},
            field="name",
            code="taken",
        )


def _address(line: Line, field: str, value: Any) -> None:
    line.address = with_ascii_domain(one_line(str(value), 254))
    line.folded_address = fold(line.address)[:254]
    if not is_addr_spec(line.address):
        raise Refusal(gettext("This is not a mail address."), field="address", code="bad-address")
    if Line.objects.filter(folded_address=line.folded_address).exclude(pk=line.pk).exists():
        raise Refusal(
            gettext("%(address)s belongs to another contact point.") % {"address": line.address},
            field="address",
            code="taken",
        )


def _team(line: Line, field: str, value: Any) -> None:
    if not isinstance(value, Team) or not value.is_active:
        raise Refusal(gettext("Choose an active team."), field="team")
    line.team = value


def _host(line: Line, field: str, value: Any) -> None:
    host = one_line(str(value), 253).lower()
    if any(c.isspace() or c in "/@%" for c in host):
        raise Refusal(gettext("This is not the name of a server."), field=field)
    setattr(line, field, host)


def _port(line: Line, field: str, value: Any) -> None:
    if not isinstance(value, int) or not 0 < value < 65536:
        raise Refusal(gettext("A port is a number from 1 to 65535."), field=field)
    setattr(line, field, value)


def _choice(line: Line, field: str, value: Any) -> None:
    known = [key for key, _ in _CHOICES[field]]
    if value not in known:
        raise Refusal(gettext("Choose one of %(known)s.") % {"known": ", ".join(known)}, field=field)
    setattr(line, field, value)


def _plain(line: Line, field: str, value: Any) -> None:
    setattr(line, field, one_line(str(value), _PLAIN[field]))
    if field in ("imap_folder", "move_to") and not getattr(line, field):
        raise Refusal(gettext("A folder needs a name."), field=field)


def _secret(line: Line, field: str, value: Any) -> None:
    setattr(line, field, crypto.seal(str(value)))


def _flag(line: Line, field: str, value: Any) -> None:
    setattr(line, field, bool(value))


def _moment(line: Line, field: str, value: Any) -> None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Refusal(gettext("Live from: a date with its time zone."), field=field)
    line.live_from = value


def _language(line: Line, field: str, value: Any) -> None:
    line.language = greetings.read_language(str(value), field)
    if line.pk and line.greetings.filter(language=line.language).exists():
        words = gettext("There is a text in this language already: take it away first.")
        raise Refusal(words, field=field, code="taken")


def _text(line: Line, field: str, value: Any) -> None:
    setattr(line, field, greetings.read_text(str(value), field, _TEXTS[field]))


def _unknown(line: Line, field: str, value: Any) -> None:
    raise Refusal(
        gettext("A contact point has no %(field)s to change.") % {"field": field},
        field=field,
        code="unknown-field",
    )


_SETTERS = {
    "name": _name,
    "address": _address,
    "team": _team,
    "live_from": _moment,
    "language": _language,
    **dict.fromkeys(_HOSTS, _host),
    **dict.fromkeys(_PORTS, _port),
    **dict.fromkeys(_CHOICES, _choice),
    **dict.fromkeys(_PLAIN, _plain),
    **dict.fromkeys(_SECRETS, _secret),
    **dict.fromkeys(_FLAGS, _flag),
    **dict.fromkeys(_TEXTS, _text),
}


def _tell(by: Actor, kind: str, line: Line) -> None:
    data = {"team": line.team_id, "active": line.is_active, "after": line.after}
    words = {"name": line.name, "address": line.address, "imap": line.imap_host, "smtp": line.smtp_host}
    append(by, Fact(kind, "line", line.pk, data=data, detail=words))
