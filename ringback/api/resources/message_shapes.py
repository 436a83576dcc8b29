"""How messages look to programs: to staff, and to customers."""

import json
from collections.abc import Iterable, Mapping, Sequence

from ringback.api.schemas import Moment, Out, Page
from ringback.api.shapes import FileOut, files_of
from ringback.tickets.models import Message, MessageFile


class AddressOut(Out):
    name: str
    address: str


class AuthorOut(Out):
    """Who wrote it: a contact, a user or the desk itself."""

    kind: str
    id: int
    name: str
    address: str


class DeliveryState(Out):
    """How the mail fared. `sent`: the next server took it, no more."""

    id: int
    state: str
    failure: str
    sent_at: Moment | None


class GuestOut(Out):
    """`answer`: iCalendar's word (accepted, declined, tentative, needs-action), or empty."""

    name: str
    address: str
    answer: str


class InvitationOut(Out):
    """An appointment that the mail is about. `method`: iTIP's word (REQUEST, CANCEL, REPLY) or empty. `begins`, `ends`:
    a day where it lasts all day (the end excluded), a time with its offset, or one without where no zone was meant."""

    method: str
    summary: str
    place: str
    begins: str
    ends: str
    zone: str
    is_all_day: bool
    repeats: str
    organizer: GuestOut | None
    guests: list[GuestOut]


class SignatureOut(Out):
    """What a signature over a mail was worth when it came. `kind`: smime or pgp; `verdict`: valid, other-address,
    expired, untrusted, changed, unreadable or unchecked; `signer` and `issuer` as the certificate names them; `until`:
    its last day, or empty."""

    kind: str
    verdict: str
    signer: str
    issuer: str
    until: str


class MessageOut(Out):
    """A message to staff. `state`: accepted, held or rejected. `interaction`: the exchange it was said in. `html` is
    safe to show as it is."""

    id: int
    ticket: int
    interaction: int | None
    direction: str
    state: str
    author: AuthorOut
    to: list[AddressOut]
    cc: list[AddressOut]
    bcc: list[AddressOut]
    at: Moment
    subject: str
    text: str
    html: str
    files: list[FileOut]
    delivery: DeliveryState | None
    is_automatic: bool
    is_authentic: bool | None
    withheld: str
    flags: list[str]
    invitation: InvitationOut | None
    signature: SignatureOut | None


class AuthenticityFindingOut(Out):
    """What one way of proving a sender came to. `method` (dkim, spf, dmarc, arc) and `result` are the words of RFC
    8601; `by` is the server that says so, empty for our own check; `proves`: whether this alone proves the sender."""

    method: str
    domain: str
    result: str
    by: str
    proves: bool


class AuthenticityOut(Out):
    """`is_authentic` is what was found when the mail came, null where nothing hung on it; `is_proven` is of now."""

    sender: str
    is_authentic: bool | None
    is_proven: bool
    findings: list[AuthenticityFindingOut]


class WordOut(Out):
    """A message to the customers who take part. `direction` in: from a customer; out: from us."""

    id: int
    direction: str
    author: str
    at: Moment
    text: str
    html: str
    files: list[FileOut]


class MessagePage(Page[MessageOut]):
    pass


class WordPage(Page[WordOut]):
    pass


def message_out(message: Message, files: Iterable[MessageFile]) -> MessageOut:
    """A message loaded with its delivery."""
    people = addresses(message.addresses)
    return MessageOut(
        id=message.pk,
        ticket=message.ticket_id,
        interaction=message.interaction_id,
        direction=message.direction,
        state=message.state,
        author=AuthorOut(
            kind=message.author_kind,
            id=message.author_id,
            name=message.author_name,
            address=message.author_address,
        ),
        to=people["to"],
        cc=people["cc"],
        bcc=people["bcc"],
        at=message.at,
        subject=message.subject,
        text=message.text,
        html=message.html,
        files=files_of(files),
        delivery=_delivery(message),
        is_automatic=message.is_automatic,
        is_authentic=message.is_authentic,
        withheld=message.withheld,
        flags=message.flags.split(),
        invitation=InvitationOut(**json.loads(message.invitation)) if message.invitation else None,
        signature=SignatureOut(**json.loads(message.signature)) if message.signature else None,
    )


def word_out(message: Message, files: Iterable[MessageFile]) -> WordOut:
    """What a customer reads of it."""
    return WordOut(
        id=message.pk,
        direction=message.direction,
        author=message.author_name,
        at=message.at,
        text=message.text,
        html=message.html,
        files=files_of(files),
    )


def addresses(kept: str) -> Mapping[str, list[AddressOut]]:
    """What a row keeps as JSON {"to": [[name, address]]}, with every field there."""
    fields: dict[str, Sequence[Sequence[str]]] = json.loads(kept)
    return {
        key: [AddressOut(name=n, address=a) for n, a in fields.get(key, ())] for key in ("to", "cc", "bcc")
    }


def _delivery(message: Message) -> DeliveryState | None:
    sent = message.delivery
    if sent is None:
        return None
    return DeliveryState(id=sent.pk, state=sent.state, failure=sent.failure, sent_at=sent.sent_at)
