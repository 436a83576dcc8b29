import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.charset_names import codec_of
from ringback.channels.adapters.email.charsets import decode, decode_header
from tests.corpus import corpus


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("unicode-1-1-utf-7", "utf_7"),
        ("ks_c_5601-1987", "cp949"),
        ("X-Windows-949", "cp949"),
        ("cp-850", "cp850"),
        ("ISO-8859-8-I", "iso8859_8"),
        ("iso-88591", "latin_1"),
        ("utf8mb4", "utf_8"),
        ('"utf-8;"', "utf_8"),
        ("x-sjis", "shift_jis"),
        ("hz-gb-2312", "hz"),
        ("iso-8859-11", "tis_620"),
        ("x-mac-cyrillic", "mac_cyrillic"),
        ("unknown-8bit", None),
        ("binary", None),
        ("idna", None),
        ("hex", None),
        ("unicode_escape", None),
        ("../../etc", None),
        ("x" * 10_000, None),
        ("utf-8\0", "utf_8"),
    ],
)
def test_charsets_are_known_by_all_their_names(name: str, codec: str | None) -> None:
    assert codec_of(name) == codec


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (b"plain", None, "plain"),
        (b"caf\xe9", "us-ascii", "café"),
        (b"caf\xe9", "utf-8", "café"),
        (b"caf\xc3\xa9", "iso-8859-1", "café"),
        (b"caf\xc3\xa9", "no-such-set", "café"),
        ("通知".encode(), "iso-2022-jp", "通知"),
        ("通知".encode("shift_jis"), "iso-2022-jp", "通知"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "utf-8", "café"),
        (b"5\x80 \x93a\x94", "iso-8859-1", "5€ “a”"),
        (b"caf\xc3\xa9 caf\xc3", "utf-8", "café caf\ufffd"),
        (b"+AOQ-", "unicode-1-1-utf-7", "ä"),
        (b"\x87\x40", "shift_jis", "①"),
        (b"\x1b$B$3$s\x1b(B", None, "こん"),
        ("каждый охотник желает знать".encode("koi8-r"), None, "каждый охотник желает знать"),
        ("příliš žluťoučký kůň".encode("iso8859-2"), None, "příliš žluťoučký kůň"),
        ("Grüße aus Köln".encode("cp1252"), None, "Grüße aus Köln"),
    ],
)
def test_text_is_read_as_it_was_meant(data: bytes, declared: str | None, text: str) -> None:
    assert decode(data, declared).text == text


def test_a_header_in_utf8_is_read_as_such_whatever_the_text_is_in() -> None:
    assert decode_header("通知".encode(), "iso-2022-jp") == "通知"
    assert decode_header("通知".encode(), "shift_jis") == "通知"
    assert decode_header("通知".encode("shift_jis"), "shift_jis") == "通知"
    assert decode_header(b"Gr\xfc\xdfe", None) == "Grüße"


def test_a_guess_is_called_one() -> None:
    assert decode(b"caf\xe9", None).is_guessed
    assert not decode(b"caf\xe9", "latin1").is_guessed


@given(
    st.binary(max_size=200),
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(sorted(codecs.__all__))),
)
def test_it_never_raises(data: bytes, declared: str | None) -> None:
    assert isinstance(decode(data, declared).text, str)


@given(st.text(max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-7", "gb18030", "utf-32"]))
def test_what_declares_itself_truly_is_read_back(text: str, charset: str) -> None:
    assert decode(text.encode(charset), charset).text == text.removeprefix("\ufeff")


@pytest.mark.corpus
def test_texts_of_asia_equal_their_utf8_twins() -> None:
    for path in sorted(corpus("cjk-encodings").glob("*.txt")):
        twin = path.with_name(f"{path.stem}-utf8.txt")
        if not path.stem.endswith("-utf8") and twin.exists():
            assert decode(path.read_bytes(), path.stem).text == twin.read_text("utf-8"), path.stem


@pytest.mark.corpus
def test_of_texts_that_name_no_charset_at_least_97_in_100_are_read_rightly() -> None:
    files = [path for path in corpus("chardet-files").glob("*/*") if path.is_file()]
    wrong = [path for path in files if not _is_read(path)]
    assert len(wrong) <= 0.03 * len(files), wrong


def _is_read(path: Path) -> bool:
    data = path.read_bytes()
    meant = data.decode(_codec(path.parent.name)).lstrip("\ufeff")
    return decode(data).text.lstrip("\ufeff") == meant


def _codec(folder: str) -> str:
    """The folder is named for the charset, sometimes with the language behind it."""
    while not _is_codec(folder):
        folder = folder.rpartition("-")[0]
    return folder


def _is_codec(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
