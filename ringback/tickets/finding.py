"""Which ticket a mail points at, and by what proof."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from ringback.access.prepared import prepared
from ringback.channels.adapters.email.parsed import ParsedMail
from ringback.channels.models import Inbound
from ringback.kit.ids import digest
from ringback.kit.text import fold
from ringback.people.families import one_person
from ringback.people.models import Identity
from ringback.tickets.locking import row
from ringback.tickets.models import Acknowledgement, Message, Participant, Ticket
from ringback.tickets.threading import Proof, agrees, numbers_in, secrets_in


@dataclass(frozen=True, slots=True)
class Found:
    """The ticket, locked where the database can, or none; the proof; the secrets of ours that the mail
    carries."""

    proof: Proof
    ticket: Ticket | None = None
    subject_agrees: bool = False
    secrets: Sequence[str] = ()


def find(inbound: Inbound, parsed: ParsedMail) -> Found:
    """Look for our secret first, then for hints: numbers in the subject, references to mail we know."""
    candidates = _candidates(inbound, parsed)
    number = _by_secret(candidates) if candidates else None
    if number:
        return Found(Proof.SECRET, row(number), secrets=candidates)
    hinted = _by_hint(parsed)
    if hinted is None:
        return Found(Proof.NONE, secrets=candidates)
    ticket = row(hinted)
    return Found(Proof.HINT, ticket, agrees(parsed.subject, ticket.subject), candidates)


def needs_authentication(inbound: Inbound, parsed: ParsedMail) -> bool:
    """Whether the end will hang on sender authentication: only hints, no secret of ours, and all else agrees.
    Asking takes time that strangers could make us spend."""
    candidates = _candidates(inbound, parsed)
    if parsed.sender is None or (candidates and _by_secret(candidates)):
        return False
    hinted = _by_hint(parsed)
    return hinted is not None and _could_continue(hinted, parsed.subject, parsed.sender.address)


def takes_part(ticket: Ticket, contact: int, address: str) -> bool:
    """Whether somebody, by contact (or one merged with theirs) or address, takes part in the ticket; a suggestion alone
    does not count."""
    mine = _parts_of(ticket.pk, [contact], fold(address))
    return bool(mine or _parts_of(ticket.pk, one_person(contact), fold(address)))


@prepared("ticket", "contacts", "folded")
def _parts_of(ticket: int, contacts: Sequence[int], folded: str) -> QuerySet[Participant, int]:
    mine = Participant.objects.filter(Q(contact_id__in=contacts) | Q(folded=folded))
    return mine.filter(ticket_id=ticket, is_confirmed=True).values_list("pk", flat=True)


def _could_continue(number: int, subject: str, sender: str) -> bool:
    mine = Q(folded=fold(sender)) | Q(
        contact__identities__kind=Identity.EMAIL, contact__identities__folded=fold(sender)
    )
    parts = Participant.objects.filter(mine, ticket_id=number, is_confirmed=True)
    return any(agrees(subject, other) for other in parts.values_list("ticket__subject", flat=True)[:1])


def _candidates(inbound: Inbound, parsed: ParsedMail) -> list[str]:
    ids = [*parsed.in_reply_to, *reversed(parsed.references)]
    if parsed.report:
        ids += parsed.report.original_message_ids
    written_to = [a.address for a in (*parsed.to, *parsed.cc)]
    return secrets_in(ids, [*inbound.envelope_to.split("\n"), *parsed.delivered_to, *written_to])


def _by_secret(candidates: Sequence[str]) -> int | None:
    """The ticket of the first candidate that is ours."""
    digests = [digest(candidate) for candidate in candidates]
    known: dict[str, int] = dict(_answered(digests))
    return next((known[d] for d in digests if d in known), None)


@prepared("digests")
def _answered(digests: Sequence[str]) -> QuerySet[Message, tuple[str, int]]:
    """Secret's digest and ticket, of replies and of acknowledgements."""
    replies = Message.objects.filter(delivery__secret_digest__in=digests)
    told = Acknowledgement.objects.filter(delivery__secret_digest__in=digests)
    both: QuerySet[Message, tuple[str, int]] = replies.values_list(
        "delivery__secret_digest", "ticket_id"
    ).union(told.values_list("delivery__secret_digest", "ticket_id"))
    return both


def _by_hint(parsed: ParsedMail) -> int | None:
    references = [r for r in (*parsed.in_reply_to, *reversed(parsed.references)) if r][:50]
    if references and (found := _referred_to(references)):
        return found[0]
    numbers = numbers_in(parsed.subject)
    return next(iter(_numbered(numbers)), None) if numbers else None


@prepared("message_ids")
def _referred_to(message_ids: Sequence[str]) -> QuerySet[Message, int]:
    # SQLite takes the partial index only where its condition stands in the query, and as a literal.
    named = Message.objects.exclude(message_id=RawSQL("''", ()))
    found = named.filter(message_id__in=message_ids).order_by("-id")
    return found.values_list("ticket_id", flat=True)[:1]


@prepared("numbers")
def _numbered(numbers: Sequence[int]) -> QuerySet[Ticket, int]:
    return Ticket.objects.filter(pk__in=numbers).order_by("id").values_list("pk", flat=True)[:1]
