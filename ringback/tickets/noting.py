"""Notes: what colleagues say to each other about a ticket."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.models import Team, User
from ringback.access.policy import may
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.kit.ids import secret
from ringback.kit.markup import outbound, to_text
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets import drafting
from ringback.tickets.indexing import index_note
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Draft, DraftFile, Grant, Mention, Note, NoteFile, Ticket

EDITABLE = timedelta(minutes=15)


@transaction.atomic
def note(
    by: Actor,
    ticket_id: int,
    html: str,
    *,
    users: Sequence[User] = (),
    teams: Sequence[Team] = (),
    files: Sequence[str] = (),
    is_for_partner: bool = False,
) -> Note:
    """Write a note. Those mentioned are told, and consulted: they may read the ticket from now on."""
    ticket = locked(by, ticket_id, "note.write")
    clean = outbound(html)
    text = to_text(clean).strip()
    if not text and not files:
        raise Refusal(gettext("There is nothing written yet."), field="html", code="empty")
    who = standing(by)
    row = Note(
        ticket=ticket,
        author_id=who.user_id,
        at=now(),
        text=text,
        html=clean,
        # What a partner writes, a partner may read.
        is_for_partner=is_for_partner or not who.is_house,
    )
    row.save(force_insert=True)
    _attach(by, row, files)
    _mention(by, ticket, row, users, teams)
    data = {"users": [u.pk for u in users], "teams": [t.pk for t in teams]}
    append(by, Fact("note.written", "note", row.pk, ticket.pk, data))
    index_note(row)
    drafting.done(by, ticket, Draft.NOTE)
    touch(ticket, active=True)
    return row


@transaction.atomic
def edit(by: Actor, note_id: int, html: str, version: int | None = None) -> Note:
    """Put one's own note right within 15 minutes."""
    row = Note.objects.visible_to(by).filter(pk=note_id).first()
    if row is None:
        raise Unseen()
    locked(by, row.ticket_id, "note.write", even_merged=True)
    row.refresh_from_db()
    if row.author_id != standing(by).user_id or now() - row.at > EDITABLE:
        raise Forbidden(gettext("Only your own notes can be changed, and only for 15 minutes."))
    if version is not None and version != row.version:
        raise Stale(gettext("This note was changed meanwhile."), version=row.version)
    row.html = outbound(html)
    row.text = to_text(row.html).strip()
    if not row.text:
        raise Refusal(gettext("There is nothing written."), field="html", code="empty")
    row.edited_at, row.version = now(), row.version + 1
    row.save()
    append(by, Fact("note.edited", "note", row.pk, row.ticket_id))
    index_note(row)
    return row


def _attach(by: Actor, row: Note, keys: Sequence[str]) -> None:
    if not keys:
        return
    found = list(DraftFile.objects.visible_to(by).filter(key__in=keys, draft__ticket_id=row.ticket_id))
    if len(found) != len(set(keys)):
        raise Refusal(gettext("A file of this note is not in your draft."), field="files", code="no-file")
    NoteFile.objects.bulk_create(
        NoteFile(note=row, blob_id=f.blob_id, key=secret(), name=f.name, media_type=f.media_type, size=f.size)
        for f in found
    )


def _mention(by: Actor, ticket: Ticket, row: Note, users: Sequence[User], teams: Sequence[Team]) -> None:
    strangers = [user for user in users if not user.is_staff_member or not user.is_active]
    if strangers:
        raise Refusal(
            gettext("%(strangers)s is not on the staff.") % {"strangers": strangers[0]},
            field="users",
            code="not-staff",
        )
    if (users or teams) and not may(by, "ticket.grant"):
        _only_those_who_see(ticket, users, teams)
    elif users or teams:
        _consult(ticket, users, teams)
    moment = row.at
    mentions = [Mention(note=row, user=user, at=moment) for user in users] + [
        Mention(note=row, team=t, at=moment) for t in teams
    ]
    Mention.objects.bulk_create(mentions)


def _only_those_who_see(ticket: Ticket, users: Sequence[User], teams: Sequence[Team]) -> None:
    inside = set(ticket.team.members.values_list("pk", flat=True))
    granted = Grant.objects.standing().filter(ticket=ticket)
    inside |= {pk for pk in granted.values_list("user_id", flat=True) if pk}
    if {u.pk for u in users} - inside or {t.pk for t in teams} - {ticket.team_id}:
        raise Refusal(
            gettext("You can mention only those who see this ticket already."),
            field="users",
            code="cannot-see",
        )


def _consult(ticket: Ticket, users: Sequence[User], teams: Sequence[Team]) -> None:
    rows = [Grant(ticket=ticket, user=user, reason=Grant.CONSULTED, at=now()) for user in users]
    rows += [
        Grant(ticket=ticket, team=team, reason=Grant.CONSULTED, at=now())
        for team in teams
        if team.pk != ticket.team_id
    ]
    Grant.objects.bulk_create(rows, ignore_conflicts=True)
