"""Where providers of mail ask for consent and give tokens, and what is asked of them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

GOOGLE, MICROSOFT, OWN = "google", "microsoft", "own"
NAMES: Mapping[str, str] = {GOOGLE: "Google", MICROSOFT: "Microsoft 365", OWN: "another"}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
_OUTLOOK = "https://outlook.office.com"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """`more`: what the question says besides."""

    authorize: str
    token: str
    revoke: str
    scopes: str
    more: Mapping[str, str] = field(default_factory=dict)


def endpoints(provider: str, tenant: str = "", own: "Endpoints | None" = None) -> Endpoints:
    """Of a known provider, else those given. KeyError for a provider of one's own that is not given."""
    if provider == GOOGLE:
        return Endpoints(
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://oauth2.googleapis.com/token",
            "https://oauth2.googleapis.com/revoke",
            "https://mail.google.com/",
            # Else a second consent comes without what outlives the hour.
            {"access_type": "offline", "prompt": "consent"},
        )
    if provider == MICROSOFT:
        base = _MICROSOFT.format(tenant=tenant or "common")
        scopes = f"offline_access {_OUTLOOK}/IMAP.AccessAsUser.All {_OUTLOOK}/SMTP.Send"
        return Endpoints(f"{base}/authorize", f"{base}/token", "", scopes, {"prompt": "select_account"})
    if own is None:
        raise KeyError(provider)
    return own


def is_safe(url: str) -> bool:
    """Whether tokens may travel there: over TLS, or without leaving the machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url and not parts.username
    return (
        is_plain
        and bool(host)
        and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
    )
