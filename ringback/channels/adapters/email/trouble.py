"""What is wrong with a mail server or an account, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass

from ringback.kit.connector import Unreachable

ADVICE = {
    "name": "Check the name of the server.",
    "forbidden": "RINGBACK_MAIL_NETWORKS names the networks that mail servers may be on.",
    "timeout": "Check the port, and whether a firewall stands between.",
    "tls": "Check the kind of encryption and the port. A private authority is named by SSL_CERT_FILE.",
}


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how to sign in. `tls` is tls, starttls or none."""

    host: str
    port: int
    tls: str
    user: str
    password: str


class Trouble(Exception):
    """Nothing went through, and nothing is lost: it is the server or the account, not the mail.

    `step` is name, connect, tls, sign-in, folder or talk; `message` says what is, `advice` what to do.
    """

    def __init__(self, step: str, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.step = step
        self.message = message
        self.advice = advice


class Refused(Trouble):
    """The server is well and says no to this one command."""


def trouble_of(away: Unreachable, advice: Mapping[str, str]) -> Trouble:
    """What a connection that did not come about means; `advice` by the connector's code."""
    step = away.code if away.code in ("name", "tls") else "connect"
    return Trouble(step, away.message, advice.get(away.code, ""))
