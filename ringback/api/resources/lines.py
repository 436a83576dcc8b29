"""Lines: the contact points. Passwords go in and never come out."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ringback.access.models import Team
from ringback.api.call import Call, etag
from ringback.api.found import find, must_choose, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Line, Moment, Out, Page, Text, Version, Word
from ringback.api.shapes import Named, named
from ringback.channels import lines
from ringback.channels.models import Line as ContactPoint

_LINE = {"line_id": "line"}
Port = Annotated[int, Field(ge=1, le=65535)]
Tls = Literal["tls", "starttls", "none"]
Secret = Annotated[str, StringConstraints(max_length=1000)]
Tag = Annotated[str, StringConstraints(max_length=12), Field(description="BCP 47: en, de, pt-br.")]
# Moments come as text, so they are the one thing a strict body may read leniently.
When = Annotated[AwareDatetime, Field(strict=False)]


class LineOut(Out):
    """`has_imap_secret`, `has_smtp_secret`: whether a password is stored. `failure`: why mail can't be read now;
    `notice`: mail flows, but somebody should know. `server_count`, `desk_count`: how many mails lay in its folders at
    `reconciled_at`, and how many receipts the desk had. `greeting`: what the acknowledgement says where no text in the
    customer's language is (`language` is its own); empty: the desk's own words."""

    id: int
    name: str
    channel: str
    address: str
    team: Named
    is_active: bool
    imap_host: str
    imap_port: int
    imap_tls: str
    imap_user: str
    has_imap_secret: bool
    imap_folder: str
    after: str
    move_to: str
    live_from: Moment
    smtp_host: str
    smtp_port: int
    smtp_tls: str
    smtp_user: str
    has_smtp_secret: bool
    plus_addresses: bool
    trusted_server: str
    acknowledges: bool
    language: str
    greeting: str
    opening_hours: str
    checked_at: Moment | None
    failing_since: Moment | None
    failure: str
    notice: str
    server_count: int | None
    desk_count: int | None
    reconciled_at: Moment | None
    sent_at: Moment | None
    send_failing_since: Moment | None
    send_failure: str
    version: Version


class LinePage(Page[LineOut]):
    pass


class LineChange(In):
    name: Line | None = None
    address: Word | None = None
    team: Id | None = None
    is_active: bool | None = None
    imap_host: Word | None = None
    imap_port: Port | None = None
    imap_tls: Tls | None = None
    imap_user: Word | None = None
    imap_secret: Secret | None = None
    imap_folder: Word | None = None
    after: Literal["move", "delete", "seen"] | None = None
    move_to: Word | None = None
    live_from: When | None = None
    smtp_host: Word | None = None
    smtp_port: Port | None = None
    smtp_tls: Tls | None = None
    smtp_user: Word | None = None
    smtp_secret: Secret | None = None
    plus_addresses: bool | None = None
    trusted_server: Word | None = None
    acknowledges: bool | None = None
    language: Tag | None = None
    greeting: Text | None = None
    opening_hours: Text | None = None


class LineNew(LineChange):
    """Live from now unless told; mail that reached the server before comes in silently."""

    name: Line
    address: Word
    team: Id


class StepOut(Out):
    """One thing that was tried; `advice` says what to do about it."""

    name: str
    ok: bool
    message: str
    advice: str


class TestOut(Out):
    ok: bool
    steps: list[StepOut]


@operation("GET", "/lines", scope="lines:read", verb="line.read", answers=LinePage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> LinePage:
    """Contact points, newest first."""
    rows = ContactPoint.objects.visible_to(request.actor).select_related("team")
    found, more = newest_first(rows, cursor, limit)
    return LinePage(items=[_out(line) for line in found], next=more)


@operation("POST", "/lines", scope="lines:write", verb="line.write", answers=LineOut, status=201)
def create(request: Call, body: LineNew) -> LineOut:
    """A new contact point."""
    given = _given(request, body)
    more = {name: given[name] for name in given if name not in _NAMED}
    after = ":".join(filter(None, (given.get("after", "move"), given.get("move_to", ""))))
    secrets = {kind: given[f"{kind}_secret"] for kind in ("imap", "smtp") if f"{kind}_secret" in given}
    line = lines.add(
        request.actor,
        given["name"],
        given["address"],
        given["team"],
        after=after,
        live_from=given.get("live_from"),
        secrets=secrets,
        **more,
    )
    request.say["Location"] = f"/api/v1/lines/{line.pk}"
    return _shown(request, line)


@operation(
    "GET", "/lines/{int:line_id}", scope="lines:read", verb="line.read", answers=LineOut, objects=_LINE
)
def show(request: Call, line_id: int) -> LineOut:
    """One contact point."""
    rows = ContactPoint.objects.visible_to(request.actor).select_related("team")
    return _shown(request, find(rows, pk=line_id))


@operation(
    "PATCH",
    "/lines/{int:line_id}",
    scope="lines:write",
    verb="line.write",
    answers=LineOut,
    objects=_LINE,
    versioned=True,
)
def update(request: Call, line_id: int, body: LineChange) -> LineOut:
    """Change a contact point. Passwords stay with their server: another host wants them again."""
    return _shown(request, lines.change(request.actor, line_id, _given(request, body), request.version))


@operation(
    "POST",
    "/lines/{int:line_id}/tests",
    scope="lines:write",
    verb="line.write",
    answers=TestOut,
    objects=_LINE,
    repeats=False,
)
def test(request: Call, line_id: int) -> TestOut:
    """Try the servers behind it, step by step. Waits for them, half a minute at most."""
    steps = lines.test(find(ContactPoint.objects.visible_to(request.actor), pk=line_id))
    shown = [StepOut(name=s.name, ok=s.ok, message=s.message, advice=s.advice) for s in steps]
    return TestOut(ok=all(step.ok for step in steps), steps=shown)


_NAMED = ("name", "address", "team", "after", "move_to", "live_from", "imap_secret", "smtp_secret")


def _given(request: Call, body: LineChange) -> dict[str, Any]:
    given = body.model_dump(exclude_none=True)
    if body.team is not None:
        given["team"] = must_choose(Team.objects.visible_to(request.actor), body.team, "team")
    return given


def _shown(request: Call, line: ContactPoint) -> LineOut:
    request.say |= etag(line.version)
    return _out(line)


def _out(line: ContactPoint) -> LineOut:
    plain = (
        name for name in LineOut.model_fields if name not in ("team", "has_imap_secret", "has_smtp_secret")
    )
    return LineOut(
        **{name: getattr(line, name) for name in plain},
        team=named(line.team),
        has_imap_secret=bool(line.imap_secret),
        has_smtp_secret=bool(line.smtp_secret),
    )
