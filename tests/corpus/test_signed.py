"""Signed and encrypted mails of the sets: each gets its word, and none makes the parser stumble."""

from pathlib import Path

import pytest

from ringback.channels.adapters.email.parse import parse
from tests.corpus import corpus

pytestmark = pytest.mark.corpus

# By set and file: the verdict and the signer, or that it is encrypted.
EXPECTED = {
    "rt-mail/smime/mails/1-signed.eml": ("untrusted", "sender@example.com"),
    "rt-mail/smime/mails/2-signed-attachment.eml": ("untrusted", "sender@example.com"),
    "rt-mail/smime/mails/4-encrypted-plain.eml": ("encrypted", ""),
    "rt-mail/smime/mails/5-encrypted-attachment.eml": ("encrypted", ""),
    "rt-mail/smime/mails/6-encrypted-binary.eml": ("encrypted", ""),
    "rt-mail/smime/mails/8-signed-encrypted-attachment.eml": ("encrypted", ""),
    "rt-mail/smime/mails/9-signed-encrypted-binary.eml": ("encrypted", ""),
    "redmine-mail/smime_signature.eml": ("untrusted", "jsmith@somenet.foo"),
    "flanker-mail/messages/signed.eml": ("expired", "zedshaw@zedshaw.com"),
    "libredesk-mail/pgp-signed.eml": ("unchecked", ""),
    "zammad-mail/mail038.box": ("unchecked", ""),
    "zammad-mail/mail041.box": ("encrypted", ""),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_gets_its_word(name: str, tmp_path: Path) -> None:
    folder, _, file = name.partition("/")
    mail = parse((corpus(folder) / file).read_bytes(), tmp_path)
    found = (mail.signature.verdict, mail.signature.signer) if mail.signature else ("", "")
    assert found == EXPECTED[name] if EXPECTED[name][0] != "encrypted" else "encrypted" in mail.flags
    if EXPECTED[name][0] == "encrypted":
        assert mail.withheld
        assert mail.files


@pytest.mark.parametrize("name", ["rt-mail/smime/mails/1-signed.eml", "redmine-mail/smime_signature.eml"])
def test_a_byte_that_was_changed_shows(name: str, tmp_path: Path) -> None:
    folder, _, file = name.partition("/")
    raw = (corpus(folder) / file).read_bytes()
    old = b"This is a test" if b"This is a test" in raw else b"smime.sh.txt describes"
    assert raw.count(old) == 1
    mail = parse(raw.replace(old, old[:-1] + b"X"), tmp_path)
    assert mail.signature is not None
    assert mail.signature.verdict == "changed"
