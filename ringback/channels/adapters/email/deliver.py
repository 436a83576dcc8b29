"""Handing one mail to the next server, and telling how each recipient fared."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ringback.channels.adapters.email.header_fields import wire_address
from ringback.channels.adapters.email.smtp_client import Answer, SmtpClient
from ringback.channels.adapters.email.trouble import Server, Trouble


@dataclass(slots=True)
class Outcome:
    """Addresses the server took, and those it refused for good or for now, with its answer in a few words.

    `trouble` is about the server or the account; everybody is delayed then.
    """

    accepted: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    delayed: dict[str, str] = field(default_factory=dict)
    code: int = 0
    trouble: Trouble | None = None


def deliver(
    server: Server, own_name: str, sender: str, recipients: Sequence[str], raw: bytes, instead: str = ""
) -> Outcome:
    """Try once, from `sender` (empty: null return path). Never raises for what a server does.

    `instead` is the sender where the server lets nobody send with the null return path. A cut before the answer to
    the content counts as not taken: the mail goes again with the same Message-ID.
    """
    try:
        with SmtpClient(server, own_name) as client:
            return _converse(
                client, server.host, [sender, *([instead] if instead and not sender else [])], recipients, raw
            )
    except Trouble as trouble:
        return Outcome(delayed=dict.fromkeys(recipients, trouble.message), trouble=trouble)


def _converse(
    client: SmtpClient, host: str, senders: Sequence[str], recipients: Sequence[str], raw: bytes
) -> Outcome:
    on_wire = {address: wire_address(address) for address in recipients}
    senders = [wire_address(sender) if sender else "" for sender in senders]
    is_ascii = all(map(str.isascii, (*senders, *on_wire.values())))
    utf8 = not (is_ascii and raw.partition(b"\r\n\r\n")[0].isascii())
    if utf8 and not client.offers("smtputf8"):
        return Outcome(refused=dict.fromkeys(recipients, f"{host} takes no addresses in this script."))
    code, said = _open(client, host, senders, len(raw), utf8)
    outcome = Outcome()
    if code != 250:
        _judge(outcome, recipients, code, said, f"{host} does not take mail from {senders[-1] or 'us'}: ")
        return outcome
    accepted = _name(client, outcome, on_wire)
    if accepted:
        code, said = client.content(raw)
        _judge(outcome, accepted, code, said)
    return outcome


def _open(client: SmtpClient, host: str, senders: Sequence[str], size: int, utf8: bool) -> Answer:
    answer: Answer = (0, "")
    for sender in senders:
        answer = client.sender(sender, size, utf8)
        if answer[0] in (530, 535, 538):
            advice = "Give a name and a password for SMTP."
            raise Trouble("sign-in", f"{host} wants us to sign in: {answer[1]}", advice)
        if answer[0] // 100 != 5:
            break
    return answer


def _name(client: SmtpClient, outcome: Outcome, on_wire: dict[str, str]) -> list[str]:
    accepted: list[str] = []
    answer: Answer = (250, "")
    for address, wire in on_wire.items():
        if answer[0] not in (0, 421):
            answer = client.recipient(wire)
        if answer[0] in (250, 251):
            accepted.append(address)
        else:
            _judge(outcome, [address], *answer)
    return accepted if answer[0] not in (0, 421) else _put_off(outcome, accepted, answer[1])


def _put_off(outcome: Outcome, accepted: list[str], said: str) -> list[str]:
    # The server broke off before the content: nobody got anything.
    _judge(outcome, accepted, 0, said)
    return []


def _judge(outcome: Outcome, addresses: Sequence[str], code: int, said: str, what: str = "") -> None:
    words = what + (f"{code} {said}" if code else said)
    outcome.code = code
    if 200 <= code < 300:
        outcome.accepted.extend(addresses)
    elif 500 <= code < 600:
        outcome.refused.update(dict.fromkeys(addresses, words))
    else:
        outcome.delayed.update(dict.fromkeys(addresses, words))
