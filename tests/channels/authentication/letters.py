"""Mails and answers of a DNS for the tests of sender authentication."""

import base64
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ringback.channels.authentication.lookups import Ask

MAIL = b"From: Ann <ann@shop.example>\r\nTo: help@desk.example\r\nSubject: Order\r\n\r\nWhere is it?\r\n"
OURS = "mx.desk.example"


def nothing(name: str, kind: str) -> list[Any]:
    """A DNS that knows no name."""
    return []


def answers(texts: Mapping[str, bytes]) -> Ask:
    """A DNS with these TXT records, and no others."""
    return lambda name, kind: [texts[name]] if kind == "TXT" and name in texts else []


def always(record: bytes | None) -> Callable[[str, str], list[Any]]:
    """A DNS with one record for every name, or none."""
    return lambda name, kind: [] if record is None else [record]


def signed(mail: bytes = MAIL, domain: str = "shop.example", length: bool = False) -> bytes:
    """With a DKIM signature of the domain above it; with `length`, over a part of the body."""
    headers = [b"from", b"to", b"subject"]
    return (
        bytes(dkim.sign(mail, b"one", domain.encode(), pem(), include_headers=headers, length=length)) + mail
    )


@cache
def pem() -> bytes:
    """The key that signs and seals."""
    return _key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


@cache
def record() -> bytes:
    """What the DNS says of the key of those signatures."""
    der = (
        _key()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)
