"""A mail that is not the first of its kind: the same one at another line, or another one under the same Message-ID."""

from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import Exists, Q, QuerySet
from django.db.models.expressions import RawSQL

from ringback.access.prepared import prepared
from ringback.channels.models import Inbound, Line
from ringback.ledger.append import Fact
from ringback.tickets.following import follow
from ringback.tickets.mail_in import Mail, Namesake, finish
from ringback.tickets.models import Message

# On a message whose Message-ID an earlier one had, with other content.
SAME_ID = "same-id"


def locked(inbound: Inbound, sender: str) -> tuple[Inbound | None, Inbound | None, bool]:
    """The receipt, locked, unless it has an end; the receipt of the same mail at another line, if one went
    first; and whether the sender is one of our own lines."""
    if connection.vendor == "postgresql":
        _one_at_a_time(inbound.content_key)
    rows: list[Any] = _itself_and_twins(inbound.pk, inbound.content_key, sender)
    mine = next((row for row in rows if row.pk == inbound.pk and not row.end and not row.first_id), None)
    twin = next((row for row in rows if row.pk != inbound.pk and row.line_id != inbound.line_id), None)
    return mine, twin, bool(sender) and any(row.is_ours for row in rows)


@prepared("pk", "content_key", "sender")
def _itself_and_twins(pk: int, content_key: str, sender: str) -> QuerySet[Inbound]:
    ends = [Inbound.OPENED, Inbound.THREADED, Inbound.HELD]
    same = Q(content_key=content_key, first=None, end__in=ends)
    ours = Exists(Line.objects.filter(folded_address=sender))
    return Inbound.objects.filter(Q(pk=pk) | same).annotate(is_ours=ours).order_by("id")


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
    parsed = mail.parsed
    known = _by_id(parsed.message_id[:500]) if parsed.message_id else ()
    earlier = next((Namesake(*row) for row in known), None)
    if earlier is None:
        return mail
    return replace(mail, parsed=replace(parsed, flags=[SAME_ID, *parsed.flags]), namesake=earlier)


def told(mail: Mail, message: Message) -> list[Fact]:
    """The fact that a message has the Message-ID of an earlier one, if it has."""
    if mail.namesake is None:
        return []
    data = {"other": mail.namesake.message, "ticket": mail.namesake.ticket}
    return [Fact("message.id_reused", "message", message.pk, message.ticket_id, data)]


@prepared("message_id")
def _by_id(message_id: str) -> QuerySet[Message, tuple[int, int]]:
    # SQLite takes the partial index only where its condition stands in the query, and as a literal.
    named = Message.objects.exclude(message_id=RawSQL("''", ())).filter(message_id=message_id)
    return named.order_by("id").values_list("pk", "ticket_id")[:1]
