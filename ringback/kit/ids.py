"""Names nobody can guess."""

import hashlib
import secrets


def secret() -> str:
    """128 random bits in lower-case hexadecimal: fits a Message-ID, a plus-address and a URL."""
    return secrets.token_hex(16)


def long_secret() -> str:
    """256 random bits, for links by which somebody signs in."""
    return secrets.token_hex(32)


def digest(value: str) -> str:
    """What a secret is looked up by: timing an index of digests tells nothing about the secret itself."""
    return hashlib.sha256(value.encode()).hexdigest()
