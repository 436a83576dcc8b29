"""The mail that a reply becomes: its subject and references, its files and pictures, the signatures below it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from ringback.access.models import User
from ringback.access.prepared import prepared
from ringback.channels import outbox
from ringback.channels.adapters.email.compose import OutFile, Outgoing
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Delivery
from ringback.company import house
from ringback.files import store
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.markup import for_mail, to_text
from ringback.ledger.append import Fact
from ringback.tickets.models import DraftFile, Message, Signature, Ticket


def queued(
    ticket: Ticket,
    numbers: Sequence[int],
    author: User,
    html: str,
    to: list[Address],
    cc: list[Address],
    bcc: list[Address],
    files: Sequence[DraftFile],
    leaves: datetime | None = None,
) -> tuple[Delivery, Fact]:
    """Part of a verb: the delivery, still to be sent, and its fact. `numbers`: the tickets whose thread it answers.
    `leaves`: when, for what does not at once. Raises Refusal for a ticket without a line."""
    if ticket.line is None:
        raise Refusal(
            gettext("This ticket has no contact point to answer from."), field="line", code="no-line"
        )
    answered = _answered(numbers)
    outgoing = Outgoing(
        from_name=f"{author.name or house.get('name')}",
        from_address=ticket.line.address,
        to=to,
        cc=cc,
        bcc=bcc,
        subject=reply_subject(ticket),
        text=to_text(html),
        html=for_mail(html),
        files=[_outgoing_file(file, html) for file in files],
        in_reply_to=answered[0] if answered else "",
        references=list(reversed(answered)),
        date=now(),
    )
    return outbox.written(ticket.line, outgoing, purpose="reply", due_at=leaves)


@prepared("tickets")
def _answered(tickets: Sequence[int]) -> QuerySet[Message, str]:
    """Message-IDs of the newest ten, for the references."""
    said = Message.objects.filter(ticket_id__in=tickets, state=Message.ACCEPTED).exclude(message_id="")
    return said.order_by("-id").values_list("message_id", flat=True)[:10]


def reply_subject(ticket: Ticket) -> str:
    """The ticket's subject with its number, as replies carry it; the first word of an outbound ticket is no reply."""
    prefix = "Re: " if ticket.message_count else ""
    return f"{prefix}{ticket.subject} [#{ticket.pk}]"


def _outgoing_file(file: DraftFile, html: str) -> OutFile:
    with store.open_blob(file.blob) as content:
        return OutFile(file.name, file.media_type, content.read(), content_id(file, html))


def content_id(file: DraftFile, html: str) -> str:
    """A picture that the text shows (`<img src="cid:KEY">`, with the key of the draft's file) goes inside it."""
    return file.key if f'data-cid="{file.key}"' in html else ""


def signature(author: User, ticket: Ticket) -> str:
    """HTML of what stands below everything that this person writes for the ticket's team."""
    # The person's own lines stand before the team's.
    rows = sorted(_signatures(author.pk, ticket.team_id), key=lambda signature: signature.user_id is None)
    return "".join(f"<p></p>{row.html}" for row in rows)


@prepared("user", "team")
def _signatures(user: int, team: int) -> QuerySet[Signature]:
    return Signature.objects.filter(user_id=user) | Signature.objects.filter(team_id=team)
