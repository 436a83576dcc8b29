"""What a signature over a mail is worth, on mails that are signed here and now."""

import base64
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.parse import parse
from ringback.channels.adapters.email.parsed import ParsedMail, Signature

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
BODY = b"Content-Type: text/plain; charset=utf-8\r\n\r\nPlease pay 100 EUR.\r\n"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Person:
    key: Key
    certificate: x509.Certificate


def _certificate(
    name: str,
    key: Key,
    by: Person | None,
    *,
    address: str = "",
    begins: datetime = NOW - 10 * DAY,
    ends: datetime = NOW + 10 * DAY,
    use: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.EMAIL_PROTECTION,
) -> x509.Certificate:
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = by.key if by else key
    made = x509.CertificateBuilder().subject_name(own).issuer_name(by.certificate.subject if by else own)
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(begins).not_valid_after(ends)
    made = made.add_extension(x509.BasicConstraints(ca=not address, path_length=None), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    made = made.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    if address:
        made = made.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
        if use:
            made = made.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
    else:
        usage = dict.fromkeys(
            [
                "digital_signature",
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "encipher_only",
                "decipher_only",
            ],
            False,
        )
        made = made.add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
    return made.sign(signer, hashes.SHA256())


def _key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def root() -> Person:
    key = _key()
    return Person(key, _certificate("House Root", key, None))


@pytest.fixture(autouse=True)
def _trusted(root: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "roots.pem"
    file.write_bytes(root.certificate.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("RINGBACK_SMIME_ROOTS", str(file))


@pytest.fixture
def person(root: Person) -> Callable[..., Person]:
    def made(address: str = "ann@example.org", by: Person | None = root, **more: object) -> Person:
        key = more.pop("key", None) or _key()
        return Person(key, _certificate("Ann", key, by, address=address, **more))  # type: ignore[arg-type]

    return made


def _signed(
    who: Person, body: bytes = BODY, *, opaque: bool = False, chain: tuple[Person, ...] = ()
) -> bytes:
    made = pkcs7.PKCS7SignatureBuilder().set_data(body)
    made = made.add_signer(who.certificate, who.key, hashes.SHA256())
    for one in chain:
        made = made.add_certificate(one.certificate)
    if opaque:
        der = made.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
        head = b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\r\n'
        return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(der)
    der = made.sign(
        serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    )
    head = b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=S\r\n\r\n'
    own = b"Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + b"--S\r\n" + body + b"\r\n--S\r\n" + own + base64.encodebytes(der) + b"\r\n--S--\r\n"


def _read(content: bytes, folder: Path, sender: str = "ann@example.org") -> ParsedMail:
    head = f"From: Ann <{sender}>\r\nSubject: Bill\r\nMIME-Version: 1.0\r\n".encode()
    return parse(head + content, folder)


def _verdict(content: bytes, folder: Path, sender: str = "ann@example.org") -> str:
    mail = _read(content, folder, sender)
    assert mail.signature is not None
    return mail.signature.verdict


@pytest.mark.parametrize("opaque", [False, True])
def test_one_that_holds_is_valid_and_names_its_signer(
    person: Callable[..., Person], tmp_path: Path, opaque: bool
) -> None:
    mail = _read(_signed(person(), opaque=opaque), tmp_path)
    until = (NOW + 10 * DAY).date().isoformat()
    assert mail.signature == Signature("smime", "valid", "ann@example.org", "House Root", until)
    assert mail.text.strip() == "Please pay 100 EUR."
    assert "signed" in mail.flags and "encrypted" not in mail.flags


def test_a_key_of_rsa_is_as_good(person: Callable[..., Person], tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    assert _verdict(_signed(person(key=key)), tmp_path) == "valid"


def test_between_may_stand_an_authority_that_the_mail_brings(
    person: Callable[..., Person], root: Person, tmp_path: Path
) -> None:
    key = _key()
    between = Person(key, _certificate("Between", key, root))
    who = person(by=between)
    assert _verdict(_signed(who, chain=(between,)), tmp_path) == "valid"
    assert _verdict(_signed(who), tmp_path) == "untrusted"


def test_line_ends_that_were_kept_otherwise_change_nothing(
    person: Callable[..., Person], tmp_path: Path
) -> None:
    assert _verdict(_signed(person()).replace(b"\r\n", b"\n"), tmp_path) == "valid"


def test_a_word_that_was_changed_shows(person: Callable[..., Person], tmp_path: Path) -> None:
    assert _verdict(_signed(person()).replace(b"100 EUR", b"900 EUR"), tmp_path) == "changed"


def test_it_speaks_for_its_own_address_alone(person: Callable[..., Person], tmp_path: Path) -> None:
    content = _signed(person())
    assert _verdict(content, tmp_path, "boss@example.org") == "other-address"
    assert _verdict(content, tmp_path, "ANN@Example.org") == "valid"


def test_its_time_may_be_over_or_still_to_come(person: Callable[..., Person], tmp_path: Path) -> None:
    assert _verdict(_signed(person(ends=NOW - DAY)), tmp_path) == "expired"
    assert _verdict(_signed(person(begins=NOW + DAY)), tmp_path) == "expired"


def test_whom_nobody_knows_is_not_trusted(person: Callable[..., Person], tmp_path: Path) -> None:
    key = _key()
    strange = Person(key, _certificate("House Root", key, None))  # the name is easily taken
    assert _verdict(_signed(person(by=strange), chain=(strange,)), tmp_path) == "untrusted"
    assert _verdict(_signed(person(by=None)), tmp_path) == "untrusted"


def test_a_certificate_for_something_else_is_not_trusted(
    person: Callable[..., Person], tmp_path: Path
) -> None:
    assert _verdict(_signed(person(use=ExtendedKeyUsageOID.SERVER_AUTH)), tmp_path) == "untrusted"


def test_a_list_that_adds_its_words_below_does_not_break_it(
    person: Callable[..., Person], tmp_path: Path
) -> None:
    inner = _signed(person())
    content = (
        b"Content-Type: multipart/mixed; boundary=L\r\n\r\n--L\r\n"
        + inner
        + b"--L\r\n\r\nFooter\r\n--L--\r\n"
    )
    mail = _read(content, tmp_path)
    assert mail.signature is not None
    assert mail.signature.verdict == "valid"
    assert "Footer" in mail.text


@pytest.mark.parametrize("cut", [0, 1, 50, 400])
def test_one_that_is_cut_off_is_unreadable(person: Callable[..., Person], tmp_path: Path, cut: int) -> None:
    content = _signed(person())
    begins = content.index(b"base64\r\n\r\n") + 10
    assert _verdict(content[: begins + cut] + b"\r\n--S--\r\n", tmp_path) == "unreadable"


def test_a_mail_that_is_encrypted_says_so(person: Callable[..., Person], tmp_path: Path) -> None:
    who = person(key=rsa.generate_private_key(65537, 2048))
    made = pkcs7.PKCS7EnvelopeBuilder().set_data(b"Secret.").add_recipient(who.certificate)
    sealed = made.encrypt(serialization.Encoding.SMIME, [])
    mail = _read(sealed.partition(b"\n")[2].replace(b"\n", b"\r\n"), tmp_path)
    assert mail.signature is None
    assert "encrypted" in mail.flags
    assert "encrypted" in mail.withheld
    assert [file.name for file in mail.files] == ["smime.p7m"]


def test_what_pgp_has_signed_is_not_checked(tmp_path: Path) -> None:
    content = (
        b"Content-Type: multipart/signed; protocol=application/pgp-signature; boundary=S\r\n\r\n--S\r\n"
        + BODY
        + b"\r\n--S\r\nContent-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n--S--\r\n"
    )
    assert _read(content, tmp_path).signature == Signature("pgp", "unchecked")


@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_make_it_stumble(noise: bytes, is_detached: bool) -> None:

    coded = base64.encodebytes(noise)
    content = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded
    if is_detached:
        content = (
            b"Content-Type: multipart/signed; boundary=S\r\n\r\n--S\r\n\r\nHi\r\n--S\r\n"
            b"Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + coded
            + b"\r\n--S--\r\n"
        )
    with tempfile.TemporaryDirectory() as folder:
        mail = _read(content, Path(folder))
    assert (mail.signature and mail.signature.verdict) == ("unreadable" if is_detached else None)
