"""The parser against mail that real people and programs sent."""

import difflib
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from ringback.channels.adapters.email.addresses import parse_list
from ringback.channels.adapters.email.parse import parse
from ringback.channels.adapters.email.parsed import ParsedMail
from tests.corpus import corpus
from tests.kit.test_markup import strange

pytestmark = pytest.mark.corpus

# A charset that no mail has (utf-7 not decoded); files named by rules of that desk; a second file renamed by
# it.
EXPLAINED = {"mail018.box", "mail100.box", "mail102.box"}
# The same desk shows nothing where a mail has words: behind a header line that was cut, before the first
# boundary; and the title of a page, which no reader shows. Texts of two charsets at once, or of signs that it
# could not decode.
EXPLAINED_BODIES = {"mail018.box", "mail026.box", "mail054.box", "mail060.box", "mail099.box", "mail105.box"}
NOTHING = "no visible content"


def expectations() -> list[tuple[Path, dict[str, Any]]]:
    folder = corpus("zammad-mail")
    rows = [
        json.loads(line) for line in (folder / "expected.jsonl").read_text("utf-8").rstrip("\n").split("\n")
    ]
    return [(folder / row["box"], row) for row in rows]


def test_subject_sender_recipients_and_files_are_those_another_desk_finds(tmp_path: Path) -> None:
    rows = expectations()
    wrong = [
        f"{path.name}: {odd}" for path, row in rows if (odd := _differences(parse_file(path, tmp_path), row))
    ]
    unexplained = [one for one in wrong if one.split(":")[0] not in EXPLAINED]
    assert len(rows) > 20
    assert len(unexplained) <= 0.02 * len(rows), unexplained


def test_the_text_is_the_one_another_desk_shows(tmp_path: Path) -> None:
    rows = expectations()
    unlike = {
        path.name for path, row in rows if _likeness(parse_file(path, tmp_path), row["expected"]) < 0.95
    }
    assert len(unlike - EXPLAINED_BODIES) <= 0.05 * len(rows), unlike


def test_of_all_mail_none_is_lost_and_each_sender_is_found(tmp_path: Path) -> None:
    names = [name for name in corpus("mails.txt").read_text("utf-8").split("\n") if name]
    missing: list[str] = []
    for name in names:
        path = corpus(name)
        mail = parse_file(path, tmp_path)
        assert strange(mail.html) == [], name
        assert not set(mail.text) & {"\0", "\r"}, name
        assert all(0 <= fold.start < fold.end <= mail.text.count("\n") + 1 for fold in mail.folds), name
        if mail.sender is None and mail.kind == "normal" and _sender_in(path.read_bytes()):
            missing.append(name)
    assert missing == []


def parse_file(path: Path, folder: Path) -> ParsedMail:
    return parse(path.read_bytes(), folder)


def _differences(mail: ParsedMail, row: dict[str, Any]) -> list[str]:
    expected = row["expected"]
    found = {
        "subject": (_folded(mail.subject), _folded(expected.get("subject") or "")),
        "sender": (
            _bare(mail.sender.address if mail.sender else ""),
            _bare(expected.get("from_email") or ""),
        ),
        "to": _addresses(mail.to, expected.get("to")),
        "cc": _addresses(mail.cc, expected.get("cc")),
        "files": (sorted(_known(file.name) for file in mail.files), sorted(map(_known, _names(row)))),
    }
    return [f"{name} {ours!r} {theirs!r}" for name, (ours, theirs) in found.items() if ours != theirs]


def _names(row: dict[str, Any]) -> list[str]:
    own = ("content-alternative", "original-format")
    return [a["filename"] for a in row["attachments"] if not any(a["preferences"].get(name) for name in own)]


def _known(name: str) -> str:
    """Letters beyond ASCII aside, where the other could not decode them."""
    return re.sub(r"[^\x00-\x7f]", "?", name)


def _addresses(ours: list[Any], theirs: str | None) -> tuple[list[str], list[str]]:
    return [one.address.lower() for one in ours], [one.address.lower() for one in parse_list(theirs or "")]


def _bare(address: str) -> str:
    """Without the quotes and dots that the other leaves where they do not belong."""
    return address.lower().replace('"', "").rstrip(".>")


def _folded(text: str) -> str:
    return " ".join(text.split())


def _likeness(mail: ParsedMail, expected: dict[str, Any]) -> float:
    wanted = expected.get("body") or ""
    wanted = _words(wanted) if expected.get("content_type") == "text/html" else "".join(wanted.split())
    if wanted == "".join(NOTHING.split()) and not mail.text and not mail.html:
        return 1.0
    return max(_ratio(wanted, "".join(mail.text.split())), _ratio(wanted, _words(mail.html)))


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one[:20_000], other[:20_000], autojunk=False).ratio()


def _words(markup: str) -> str:
    words = re.sub(r"<(style|script|title)\b.*?</\1>|<[^>]*>", " ", markup, flags=re.DOTALL | re.IGNORECASE)
    return "".join(html.unescape(words).replace("\u200b", "").replace("\xad", "").split())


def _sender_in(raw: bytes) -> bool:
    """Whether a header names one address, found in another way than the parser's."""
    head = re.split(rb"\r?\n\r?\n", raw.lstrip(), maxsplit=1)[0]
    fields = re.findall(
        rb"^(?:From|Sender|Reply-To|Return-Path):((?:[^\n]|\n[ \t])*)", head, re.MULTILINE | re.IGNORECASE
    )
    address = re.compile(rb"^[^<>@]*<?[A-Za-z0-9._+=-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+>?\s*$")
    return any(address.match(field) for field in fields)
