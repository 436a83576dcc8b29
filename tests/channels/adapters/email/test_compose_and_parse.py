"""What we write, our own parser reads back as it was meant."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.compose import OutFile, Outgoing, compose
from ringback.channels.adapters.email.parse import parse
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.text import one_line

_WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=120)


def _without_quotes(text: str) -> str:
    """The reader takes quotes around a name for what they usually are."""
    return "".join(c for c in text if c not in "\"'\\")


def test_all_parts_of_a_rich_mail_read_back(tmp_path: Path) -> None:
    mail = Outgoing(
        from_name="Käthe, Support",
        from_address="help@desk.example",
        to=[Address("O'Neil, “Ann”", "ann@x.example"), Address("", "bob@x.example")],
        cc=[Address("曹操", "cao@x.example")],
        reply_to=Address("Desk", "help+0f@desk.example"),
        subject="Ihre Bestellung 注文 #12",
        text="Grüße\n\n> zitiert\n",
        html='<p>Grüße</p><img src="cid:logo@1">',
        files=[
            OutFile("Rechnung März.pdf", "application/pdf", b"%PDF\r\n\x00"),
            OutFile("l.png", "image/png", b"\x89P", "logo@1"),
        ],
        message_id="0f@desk.example",
        in_reply_to="a@x.example",
        references=["z@x.example", "a@x.example"],
        date=datetime(2026, 11, 5, 12, 0, tzinfo=UTC),
    )
    read = parse(compose(mail), tmp_path)
    assert read.sender == Address("Käthe, Support", "help@desk.example")
    assert (read.to, read.cc, read.reply_to) == (mail.to, mail.cc, [mail.reply_to])
    assert (read.subject, read.message_id) == (mail.subject, mail.message_id)
    assert (read.in_reply_to, read.references) == (["a@x.example"], mail.references)
    assert read.text.strip() == mail.text.strip()
    assert sorted((f.name, f.size) for f in read.files) == [("Rechnung März.pdf", 7), ("l.png", 2)]
    assert [f.content_id for f in read.files if f.content_id] == ["logo@1"]
    assert read.kind == "normal"


def test_our_automatic_mail_is_known_as_such(tmp_path: Path) -> None:
    mail = Outgoing(
        "D", "help@desk.example", [Address("", "a@x.example")], "We have it", "Hello", automatic=True
    )
    read = parse(compose(mail), tmp_path)
    assert read.bulk or read.kind != "normal"


@given(name=_WORDS.map(_without_quotes), subject=_WORDS)
def test_names_and_subjects_of_every_script_read_back(name: str, subject: str) -> None:
    mail = Outgoing(name, "help@desk.example", [Address(name, "a@x.example")], subject, "Hello")
    read = parse(compose(mail), Path("/nonexistent"))
    assert [a.address for a in read.to] == ["a@x.example"]
    assert read.subject == one_line(subject, 900)
    assert read.sender == Address(one_line(name, 200), "help@desk.example")
