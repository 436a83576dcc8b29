"""S/MIME (RFC 8551): whether a signature holds, and whose it is. Read by asn1crypto, checked by cryptography, in the
parser's child and under its limits. Nothing is fetched, so a certificate that was revoked is not noticed."""

import hashlib
import re
import ssl
import warnings
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import cms  # type: ignore[import-untyped]  # it has no types
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from ringback.channels.adapters.email.parsed import Signature
from ringback.kit.text import fold

_MOST_CERTIFICATES = 20
_MOST_BYTES = 1024 * 1024  # of what is beside the content
_DIGESTS: dict[str, type[HashAlgorithm]] = {
    "sha1": SHA1,
    "sha256": SHA256,
    "sha384": SHA384,
    "sha512": SHA512,
}
_LINE_END = re.compile(rb"\r?\n")


class Unreadable(Exception):
    """It is no signature that can be checked."""


def is_signed(der: bytes) -> bool:
    """Whether it is a signature with its content (or certificates alone), and no envelope."""
    try:
        _signed_data(der)
    except Unreadable:
        return False
    return True


def content_of(der: bytes) -> bytes | None:
    """The mail within an opaque signature; None for what cannot be read."""
    try:
        return _inside(_signed_data(der))
    except Unreadable:
        return None


def verdict(
    signature: bytes, content: bytes | None, sender: str, roots: Path | None, at: datetime
) -> Signature:
    """What a signature (DER) over `content` (over what it wraps, for None) is worth. `sender`: the address that the
    mail claims; `roots`: PEM of issuers to trust besides the system's; `at` (aware): when it came. Never raises."""
    try:
        data = _signed_data(signature)
        signer = data["signer_infos"][0]
        certificates = _certificates(data)
        own = _own(certificates, signer)
        # Lines end as in mail (RFC 8551, 3.1), however they have been kept since.
        inside = _LINE_END.sub(b"\r\n", content) if content is not None else _inside(data)
        if inside is None:
            raise Unreadable
        said = _of(own)
        word = _worth(own, certificates, signer, inside, sender, roots, at)
        return Signature("smime", word, said[0], said[1], own.not_valid_after_utc.date().isoformat())
    except Exception:  # noqa: BLE001  (whatever a stranger's bytes do to readers of them)
        return Signature("smime", Signature.UNREADABLE)


def _worth(
    own: x509.Certificate,
    certificates: Sequence[x509.Certificate],
    signer: Any,
    content: bytes,
    sender: str,
    roots: Path | None,
    at: datetime,
) -> str:
    if not _holds(own, signer, content):
        return Signature.CHANGED
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
        return Signature.EXPIRED
    if not _is_trusted(own, certificates, roots, at):
        return Signature.UNTRUSTED
    return Signature.VALID if fold(sender) in _addresses(own) else Signature.OTHER_ADDRESS


def _holds(own: x509.Certificate, signer: Any, content: bytes) -> bool:
    name = signer["digest_algorithm"]["algorithm"].native
    if name not in _DIGESTS:
        raise Unreadable
    digest = hashlib.new(name, content, usedforsecurity=False).digest()
    signed = signer["signed_attrs"]
    if not signed:
        return _is_signed_by(own, signer, content, name)
    said = [one["values"][0].native for one in signed if one["type"].native == "message_digest"]
    # What is signed is the SET, however it is tagged where it stands (RFC 5652, 5.4).
    return said == [digest] and _is_signed_by(own, signer, signed.untag().dump(force=True), name)


def _is_signed_by(own: x509.Certificate, signer: Any, signed: bytes, digest: str) -> bool:
    key, given = own.public_key(), signer["signature"].native
    algorithm = _DIGESTS[_digest_of(signer, digest)]()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(given, signed, _padding(signer, algorithm), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(given, signed, ec.ECDSA(algorithm))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(given, signed)
        else:
            raise Unreadable
    except InvalidSignature:
        return False
    return True


def _digest_of(signer: Any, digest: str) -> str:
    """Which digest was signed; older writers leave it to the digest algorithm."""
    try:
        found = str(signer["signature_algorithm"].hash_algo)
    except (ValueError, KeyError, TypeError):
        found = digest
    return found if found in _DIGESTS else digest


def _padding(signer: Any, algorithm: HashAlgorithm) -> "padding.AsymmetricPadding":
    if signer["signature_algorithm"]["algorithm"].native == "rsassa_pss":
        return padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO)
    return padding.PKCS1v15()


def _is_trusted(
    own: x509.Certificate, certificates: Sequence[x509.Certificate], roots: Path | None, at: datetime
) -> bool:
    if own.signature_hash_algorithm and own.signature_hash_algorithm.name == "sha1":
        return False
    known = [*_system(), *_house(roots)]
    if not known:
        return False
    anything = verification.ExtensionPolicy.permit_all()
    policy = verification.PolicyBuilder().store(verification.Store(known)).time(at.replace(tzinfo=None))
    checks = policy.extension_policies(
        ca_policy=verification.ExtensionPolicy.webpki_defaults_ca(), ee_policy=anything
    )
    try:
        checks.build_client_verifier().verify(own, [one for one in certificates if one != own])
    except (verification.VerificationError, ValueError):
        return False
    return _is_for_mail(own)


def _is_for_mail(own: x509.Certificate) -> bool:
    try:
        uses = own.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    wanted = (ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)
    return any(use in wanted for use in uses)


@cache
def _system() -> tuple[x509.Certificate, ...]:
    found = (_read(der) for der in ssl.create_default_context().get_ca_certs(binary_form=True))
    return tuple(one for one in found if one)


def _read(der: bytes) -> x509.Certificate | None:
    try:
        with warnings.catch_warnings():
            # Some of the system's own roots are odd, which is nothing to tell whoever takes mail in.
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            return x509.load_der_x509_certificate(der)
    except ValueError:
        return None


def _house(roots: Path | None) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(roots.read_bytes()) if roots else []
    except (OSError, ValueError):
        return []


def _signed_data(der: bytes) -> Any:
    try:
        info = cms.ContentInfo.load(der)
        if info["content_type"].native != "signed_data":
            raise Unreadable
        data = info["content"]
        beside = len(der) - len(_inside(data) or b"")
    except Unreadable:
        raise
    except Exception as wrong:
        raise Unreadable from wrong
    if beside > _MOST_BYTES:
        raise Unreadable
    return data


def _inside(data: Any) -> bytes | None:
    found = data["encap_content_info"]["content"].native
    return found if isinstance(found, bytes) else None


def _certificates(data: Any) -> list[x509.Certificate]:
    found = [_read(one.chosen.dump()) for one in list(data["certificates"])[:_MOST_CERTIFICATES]]
    return [one for one in found if one]


def _own(certificates: Sequence[x509.Certificate], signer: Any) -> x509.Certificate:
    """The certificate that the signer names."""
    named = signer["sid"]
    for one in certificates:
        if named.name == "issuer_and_serial_number":
            wanted = named.chosen
            is_it = one.serial_number == wanted["serial_number"].native
            if is_it and one.issuer.public_bytes() == wanted["issuer"].dump():
                return one
        elif _key_id(one) == named.chosen.native:
            return one
    raise Unreadable


def _key_id(one: x509.Certificate) -> bytes:
    try:
        return one.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return b""


def _addresses(own: x509.Certificate) -> set[str]:
    found = [a.value for a in own.subject.get_attributes_for_oid(x509.NameOID.EMAIL_ADDRESS)]
    try:
        names = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found += names.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        pass
    return {fold(str(one)) for one in found}


def _of(own: x509.Certificate) -> tuple[str, str]:
    """Whose it is and who says so, for people."""
    names = (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
    issuers = [str(a.value) for oid in names for a in own.issuer.get_attributes_for_oid(oid)]
    subjects = sorted(_addresses(own)) or [
        str(a.value) for oid in names for a in own.subject.get_attributes_for_oid(oid)
    ]
    return (subjects or [""])[0][:254], (issuers or [""])[0][:200]
