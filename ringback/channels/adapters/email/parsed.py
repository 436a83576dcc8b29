"""What the parser makes of one mail: plain values that travel as JSON from the parser's child process to the desk."""

from dataclasses import dataclass, field
from typing import ClassVar

from ringback.kit.addresses import with_ascii_domain


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox. `address` is a strict addr-spec of at most 254 bytes; `name` is for display only."""

    name: str
    address: str

    def __post_init__(self) -> None:
        # However it was typed: two spellings of one domain are one address, and one is all that is kept.
        object.__setattr__(self, "address", with_ascii_domain(self.address))


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines `start` to `end` (end excluded, counted from 0, of `ParsedMail.text`) that are shown folded."""

    start: int
    end: int
    kind: str  # quote | signature | forwarded | disclaimer


@dataclass(frozen=True, slots=True)
class File:
    """One attachment or inline image. `path` is a file that the parser wrote below the folder it was given."""

    name: str
    media_type: str
    size: int
    sha256: str
    path: str
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One recipient that a bounce or delay report speaks of (RFC 3464). `status` is the enhanced code or empty."""

    address: str
    status: str
    hard: bool
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an automatic mail says of an earlier one of ours."""

    recipients: list[FailedRecipient] = field(default_factory=list)
    original_message_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody of an invitation; `answer` is iCalendar's word, small (accepted, declined, tentative, needs-action), or
    empty."""

    name: str
    address: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An appointment that a mail is about. `method`: iTIP's word (REQUEST, CANCEL, REPLY …) or empty. `begins`, `ends`:
    ISO 8601; a day alone where it lasts all day (the end excluded), without an offset where no zone was meant. `zone`
    as the sender calls it."""

    method: str
    summary: str
    place: str
    begins: str
    ends: str
    zone: str
    is_all_day: bool
    repeats: str
    organizer: Guest | None
    guests: list[Guest]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature over a mail. `kind`: smime or pgp. `signer`: the mail address that the certificate is for, else a
    name; `issuer`: who says so; `until`: the last day (ISO 8601) of the certificate."""

    VALID: ClassVar = "valid"
    OTHER_ADDRESS: ClassVar = "other-address"  # it holds, and is not of the address that the mail claims
    EXPIRED: ClassVar = "expired"  # when the mail came
    UNTRUSTED: ClassVar = "untrusted"  # by nobody that the house trusts
    CHANGED: ClassVar = "changed"  # the mail, since it was signed
    UNREADABLE: ClassVar = "unreadable"
    UNCHECKED: ClassVar = "unchecked"

    kind: str
    verdict: str
    signer: str = ""
    issuer: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    message_id: str = ""  # without angle brackets
    in_reply_to: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    subject: str = ""
    sender: Address | None = None
    reply_to: list[Address] = field(default_factory=list)
    to: list[Address] = field(default_factory=list)
    cc: list[Address] = field(default_factory=list)
    delivered_to: list[str] = field(default_factory=list)  # Delivered-To, X-Original-To, Envelope-To
    date: str | None = None  # ISO 8601 with offset
    text: str = ""  # for reading and searching; from the HTML where there is no plain part
    html: str = ""  # normalised (allow-list); empty where the mail has no HTML
    folds: list[Fold] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    kind: str = "normal"  # normal | bounce | delay | auto-reply | feedback
    bulk: bool = (
        False  # list, bulk or auto-generated mail: taken in as any mail, never answered automatically
    )
    report: Report | None = None
    invitation: Invitation | None = None
    signature: Signature | None = None
    withheld: str = ""  # why the body is not shown (a limit of the parser), in plain words
    unreadable: str = ""  # why neither sender nor headers could be read: ends quarantined
    flags: list[str] = field(
        default_factory=list
    )  # signed, encrypted, two-from, repaired, guessed-charset, ...
    authentication: list[str] = field(default_factory=list)  # raw Authentication-Results fields, top first
