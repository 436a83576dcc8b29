"""A mail that is not the first of its kind: the same one at another line, or another one under the same Message-ID."""

from dataclasses import replace
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from ringback.access.prepared import prepared
from ringback.channels.models import Inbound, Line
from ringback.ledger.append import Fact
from ringback.tickets.following import follow
from ringback.tickets.mail_in import Mail, Namesake, finish
from ringback.tickets.models import Message

# On a message whose Message-ID an earlier one had, with other content.
SAME_ID = "same-id"


class Met(NamedTuple):
    """What a mail meets here: its receipt, locked, unless that has an end; the receipt of the same mail at another
    line, if one went first; whether its sender is one of our own lines; an earlier message of the same Message-ID."""

    receipt: Inbound | None
    twin: Inbound | None
    is_ours: bool
    namesake: Namesake | None


def met(inbound: Inbound, sender: str, message_id: str) -> Met:
    """What a mail from `sender` (folded, empty: none) under this Message-ID (empty: none) meets. One statement beside
    the lock."""
    if connection.vendor == "postgresql":
        _one_at_a_time(inbound.content_key)
    rows: list[Any] = _itself_and_twins(inbound.pk, inbound.content_key, sender, message_id)
    mine = next((row for row in rows if row.pk == inbound.pk), None)
    twin = next((row for row in rows if row.pk != inbound.pk and row.line_id != inbound.line_id), None)
    waits = mine is not None and not mine.end and not mine.first_id
    earlier = Namesake(mine.earlier, mine.earlier_ticket) if mine and mine.earlier else None
    return Met(mine if waits else None, twin, bool(sender and mine and mine.is_ours), earlier)


@prepared("pk", "content_key", "sender", "message_id")
def _itself_and_twins(pk: int, content_key: str, sender: str, message_id: str) -> QuerySet[Inbound]:
    ends = [Inbound.OPENED, Inbound.THREADED, Inbound.HELD]
    same = Q(content_key=content_key, first=None, end__in=ends)
    # SQLite takes the partial index only where its condition stands in the query, and as a literal.
    named = Message.objects.exclude(message_id=RawSQL("''", ())).filter(message_id=message_id).order_by("id")
    rows = Inbound.objects.filter(Q(pk=pk) | same).order_by("id")
    return rows.annotate(
        is_ours=Exists(Line.objects.filter(folded_address=sender)),
        earlier=Subquery(named.values("pk")[:1]),
        earlier_ticket=Subquery(named.values("ticket_id")[:1]),
    )


def _one_at_a_time(key: str) -> None:
    """Two workers with the same mail of two lines take turns (SQLite has one writer anyway)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(key[:15], 16)])


def join(mail: Mail, twin: Inbound) -> str:
    """One mail to two lines: one ticket, and the second line's team follows it."""
    message = Message.objects.select_related("ticket").filter(inbound=twin).first()
    if message is None:
        return finish(mail, Inbound.IGNORED, "its ticket is gone")
    # Until somebody has decided about a held message, it opens the ticket to nobody.
    is_held = twin.end == Inbound.HELD and message.state != Message.ACCEPTED
    if not is_held:
        follow(message.ticket, mail.inbound.line.team_id)
    end = Inbound.HELD if is_held else Inbound.THREADED
    return finish(mail, end, "the same mail came to another contact point", message)


def marked(mail: Mail) -> Mail:
    """The mail, with a flag if an earlier message had its Message-ID. The sender chooses it, so that is no copy: it is
    kept, and people are told (TRUST 0.6)."""
    if mail.namesake is None:
        return mail
    return replace(mail, parsed=replace(mail.parsed, flags=[SAME_ID, *mail.parsed.flags]))


def told(mail: Mail, message: Message) -> list[Fact]:
    """The fact that a message has the Message-ID of an earlier one, if it has."""
    if mail.namesake is None:
        return []
    data = {"other": mail.namesake.message, "ticket": mail.namesake.ticket}
    return [Fact("message.id_reused", "message", message.pk, message.ticket_id, data)]
