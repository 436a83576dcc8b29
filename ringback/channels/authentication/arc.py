"""ARC (RFC 8617): what a server that passed a mail on saw of its authentication, before it changed the mail."""

import hashlib
import re

import dkim

from ringback.channels.authentication import results
from ringback.channels.authentication.alignment import aligned
from ringback.channels.authentication.fields import named, tags
from ringback.channels.authentication.lookups import Ask
from ringback.channels.authentication.signatures import Silent, text_of

NONE, PASS, FAIL = "none", "pass", "fail"
MOST = 10  # seals that are worth a question each
# The library knows Ed25519 (RFC 8463), and leaves it out here, where RFC 8617 does not.
dkim.ARC_HASH_ALGORITHMS.setdefault(b"ed25519-sha256", hashlib.sha256)


def chain(raw: bytes, ask: Ask) -> str:
    """NONE for a mail without seals, PASS where every seal holds, else FAIL. Never raises for what is in the mail."""
    seals = named(raw, "arc-seal")
    if not seals:
        return NONE
    if len(seals) > MOST:
        return FAIL

    def key(name: bytes, timeout: float = 0) -> bytes:
        return text_of(ask, name.decode("ascii", "replace").rstrip("."))

    try:
        word, _, _ = dkim.ARC(raw, logger=Silent()).verify(dnsfunc=key)
    except Exception:  # noqa: BLE001  (a library on bytes of strangers)
        return FAIL
    return PASS if word == dkim.CV_Pass else FAIL


def vouches(raw: bytes, domain: str, trusted_server: str, ask: Ask) -> bool:
    """Whether the newest seal is by the server that a line trusts, says that the mail was `domain`'s when it came
    there, and holds with all before it."""
    said = _newest(raw, "arc-authentication-results")
    # Anybody can seal, and write the server's name: the seal has to be of its domain.
    if not trusted_server or not aligned(trusted_server, sealed_by(raw)):
        return False
    words = re.sub(r"^\s*i\s*=\s*\d+\s*;", "", said)
    return results.says([words], trusted_server, domain) and chain(raw, ask) == PASS


def sealed_by(raw: bytes) -> str:
    """The domain of the newest seal; empty without one."""
    return tags(_newest(raw, "arc-seal")).get("d", "")


def _newest(raw: bytes, name: str) -> str:
    return max(named(raw, name), key=_instance, default="")


def _instance(value: str) -> int:
    number = tags(value).get("i", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
