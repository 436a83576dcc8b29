"""What is wrong with a mail server or an account, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ringback.kit.connector import Unreachable

ADVICE = {
    "name": "Check the name of the server.",
    "forbidden": "RINGBACK_MAIL_NETWORKS names the networks that mail servers may be on.",
    "timeout": "Check the port, and whether a firewall stands between.",
    "tls": "Check the kind of encryption and the port. A private authority is named by SSL_CERT_FILE.",
}
ASK_PASSWORD = "Check name and password. Some providers want an app password instead of your own."  # noqa: S105
ASK_CONSENT = "Check that whoever agreed may open this mailbox, and that its user is theirs."


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how to sign in. `tls` is tls, starttls or none; `token`: what is shown instead of a password
    (XOAUTH2)."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    token: str = field(default="", repr=False)

    @property
    def xoauth2(self) -> str:
        """How Google and Microsoft have it told (SASL XOAUTH2)."""
        return f"user={self.user}\x01auth=Bearer {self.token}\x01\x01"

    @property
    def oauthbearer(self) -> str:
        """The same as it was standardised (RFC 7628)."""
        user = self.user.replace("=", "=3D").replace(",", "=2C")
        return f"n,a={user},\x01host={self.host}\x01port={self.port}\x01auth=Bearer {self.token}\x01\x01"


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
