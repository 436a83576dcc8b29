"""Secrets at rest: mailbox passwords and the like, encrypted with a key that is not in the database."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def seal(text: str) -> str:
    """Encrypted and authenticated form of `text`; empty stays empty."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again. Raises ValueError when the desk's key is not the one it was sealed with."""
    try:
        return _fernet().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as wrong:
        raise ValueError("This secret was stored under another key; enter it again.") from wrong


def _fernet() -> Fernet:
    key = hashlib.sha256(b"ringback secrets at rest" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
