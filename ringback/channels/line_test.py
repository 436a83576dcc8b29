"""Trying the servers behind a contact point, step by step, in plain words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ringback.channels.adapters.email.header_fields import wire_address
from ringback.channels.adapters.email.imap import Mailbox
from ringback.channels.adapters.email.smtp_client import SmtpClient
from ringback.channels.adapters.email.trouble import Trouble
from ringback.channels.models import Line
from ringback.channels.reading import server_of as imap_server
from ringback.channels.sending import server_of as smtp_server

SECONDS = 15.0
_ENTERING = {"name": "find the server", "connect": "connect", "tls": "encryption", "sign-in": "sign in"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried. `message` says what is, `advice` what to do about it."""

    name: str
    ok: bool
    message: str
    advice: str = ""


def test(line: Line) -> list[Step]:
    """What works and what does not, up to the first obstacle of each server. Waits for servers; changes nothing but
    that the folder for mail taken in is made. The caller has checked the right to change the line.
    """
    steps: list[Step] = []
    if line.imap_host:
        steps += _guarded("IMAP", lambda: _imap(line))
    if line.smtp_host:
        steps += _guarded("SMTP", lambda: _smtp(line))
    else:
        steps.append(
            Step("SMTP: server", False, "Nothing can be sent.", "Give the contact point an SMTP server.")
        )
    return steps


def _guarded(kind: str, steps: Callable[[], Iterator[Step]]) -> list[Step]:
    done: list[Step] = []
    try:
        done += steps()
    except ValueError as unreadable:
        done.append(Step(f"{kind}: password", False, str(unreadable)))
    return done


def _imap(line: Line) -> Iterator[Step]:
    try:
        with Mailbox(imap_server(line), SECONDS) as box:
            yield from _entered("IMAP")
            yield from _folders(line, box)
    except Trouble as trouble:
        yield from _up_to("IMAP", trouble)


def _folders(line: Line, box: Mailbox) -> Iterator[Step]:
    try:
        box.select(line.imap_folder)
        waiting = len(box.uids())
        yield Step("IMAP: folder", True, f"{line.imap_folder} can be read; it holds {waiting} mails.")
        if line.after == Line.MOVE:
            box.make(line.move_to)
            yield Step("IMAP: folder for mail taken in", True, f"{line.move_to} is there.")
    except Trouble as trouble:
        yield Step("IMAP: folder", False, trouble.message, trouble.advice)


def _smtp(line: Line) -> Iterator[Step]:
    own_name = wire_address(line.address).rpartition("@")[2]
    try:
        with SmtpClient(smtp_server(line), own_name, SECONDS) as client:
            yield from _entered("SMTP")
            yield from _sender(line, client)
    except Trouble as trouble:
        yield from _up_to("SMTP", trouble)


def _sender(line: Line, client: SmtpClient) -> Iterator[Step]:
    code, said = client.sender(wire_address(line.address), 10_000)
    if code == 250:
        yield Step("SMTP: sender", True, f"Mail from {line.address} is accepted.")
        yield _plus(line, client)
    else:
        advice = "Let the account send as this address, or give name and password."
        yield Step("SMTP: sender", False, f"Mail from {line.address} is not accepted: {code} {said}", advice)
    client.reset()


def _plus(line: Line, client: SmtpClient) -> Step:
    """A hint only: a server that takes the address may still not deliver to it."""
    local, _, domain = wire_address(line.address).rpartition("@")
    code, _ = client.recipient(f"{local}+test@{domain}")
    if line.plus_addresses or code not in (250, 251):
        used = "used" if line.plus_addresses else "not used"
        return Step("SMTP: plus-addresses", True, f"Plus-addresses are {used}.")
    advice = (
        f"If mail to {local}+anything@{domain} reaches you, switch plus-addresses on: replies thread better."
    )
    return Step(
        "SMTP: plus-addresses", True, "The server takes plus-addresses; they are not used yet.", advice
    )


def _entered(kind: str) -> Iterator[Step]:
    for name in _ENTERING.values():
        yield Step(f"{kind}: {name}", True, "Works.")


def _up_to(kind: str, trouble: Trouble) -> Iterator[Step]:
    failed = trouble.step if trouble.step in _ENTERING else "connect"
    for step, name in _ENTERING.items():
        if step == failed:
            yield Step(f"{kind}: {name}", False, trouble.message, trouble.advice)
            return
        yield Step(f"{kind}: {name}", True, "Works.")
