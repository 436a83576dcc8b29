"""Whether a mail is really from the domain of its sender: for the intake, where its end hangs on it, and for people who
want to know."""

from dataclasses import dataclass

from ringback.access.policy import require
from ringback.channels.adapters.email.parsed import ParsedMail
from ringback.channels.authentication import SECONDS, Peer, fields, passes
from ringback.channels.authentication.alignment import domain_of
from ringback.channels.authentication.findings import Finding, findings
from ringback.channels.authentication.lookups import asking
from ringback.channels.authentication.peers import named_by, spoken_with
from ringback.channels.models import Inbound
from ringback.channels.take_in import raw_of
from ringback.kit.errors import Unseen
from ringback.ledger.actor import Actor
from ringback.tickets.models import Message


@dataclass(frozen=True, slots=True)
class Authenticity:
    """`is_proven` is what the findings say today; what was found when the mail came, if it mattered then, stays
    `is_authentic` of the message."""

    message: Message
    findings: list[Finding]

    @property
    def is_proven(self) -> bool:
        return any(found.proves for found in self.findings)


def authentic(inbound: Inbound, parsed: ParsedMail, raw: bytes) -> bool:
    """Asked of the DNS, so outside of any transaction, and only where the end hangs on it."""
    if parsed.sender is None:
        return False
    line = inbound.line
    return passes(
        raw,
        parsed.sender.address,
        parsed.authentication,
        line.trusted_server,
        peer=_peer(inbound, raw),
        house=domain_of(line.address),
    )


def authenticity(actor: Actor, message_id: int) -> Authenticity:
    """Look at a received mail once more, with what the DNS answers now (keys and policies change); may take
    authentication.SECONDS. SPF is among the findings only where the house's own server names who handed the mail in:
    what our listener saw of that is not kept. Raises Unseen, and Forbidden without the right to originals."""
    require(actor, "original.read")
    seen = Message.objects.visible_to(actor).filter(inbound__isnull=False)
    message = seen.select_related("inbound__line").filter(pk=message_id).first()
    if message is None or message.inbound is None:
        raise Unseen()
    line, raw = message.inbound.line, raw_of(message.inbound)
    found = findings(
        raw,
        message.author_address,
        fields.named(raw, "authentication-results"),
        line.trusted_server,
        asking(SECONDS),
        peer=_peer(message.inbound, raw),
        house=domain_of(line.address),
    )
    return Authenticity(message, found)


def _peer(inbound: Inbound, raw: bytes) -> Peer | None:
    """Who brought it to the house: where the line names a server, only that one knows. What a file says of a mail's way
    is long past."""
    server = inbound.line.trusted_server
    if inbound.source == "file":
        return None
    if server:
        return named_by(server, raw, inbound.envelope_from)
    return spoken_with(inbound.peer_ip, inbound.peer_helo, inbound.envelope_from)
