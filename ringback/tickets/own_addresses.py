"""Our own addresses in a mail: which line has its ticket, and what forms write through us."""

from collections.abc import Sequence
from dataclasses import replace

from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Line
from ringback.kit.text import fold
from ringback.tickets.mail_in import Mail


def first_named(mail: Mail) -> tuple[Line, Line | None]:
    """The line whose address the mail names first has the ticket; the line it came to follows, if it is
    another."""
    own = mail.inbound.line
    named = [fold(a.address) for a in (*mail.parsed.to, *mail.parsed.cc)]
    others = [address for address in named if address != own.folded_address]
    if not named or named[0] == own.folded_address or own.folded_address not in named or not others:
        return own, None
    lines = {
        line.folded_address: line for line in Line.objects.filter(folded_address__in=named, is_active=True)
    }
    first = next((lines[address] for address in named if address in lines), own)
    return (first, own) if first.pk != own.pk else (own, None)


def written_through_us(mail: Mail) -> Mail | None:
    """A form on a web site sends in our own name and names the customer in Reply-To: it is theirs then, never answered
    automatically and never taken for proven. None for a mail of ours that has come back."""
    parsed = mail.parsed
    ours = our_addresses(mail, parsed.reply_to)
    others = [address for address in parsed.reply_to if fold(address.address) not in ours]
    if not others or parsed.kind != "normal":
        return None
    return replace(mail, parsed=replace(parsed, sender=others[0], bulk=True), is_authentic=False)


def our_addresses(mail: Mail, among: Sequence[Address] = ()) -> set[str]:
    """Which of the addresses named are our own lines' (with or without a plus part)."""
    named = {fold(a.address) for a in among or (*mail.parsed.to, *mail.parsed.cc)}
    own = mail.inbound.line.folded_address
    ours = {own} if named <= {own} else set(Line.objects.values_list("folded_address", flat=True))
    return {a for a in named if a in ours or _without_plus(a) in ours}


def _without_plus(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
