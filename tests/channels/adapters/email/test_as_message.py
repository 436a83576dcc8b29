from ringback.channels.adapters.email.as_message import as_message
from ringback.channels.adapters.email.structure import read_structure
from tests.channels.adapters.email.mails import multipart

RETURNED = "Content-Type: message/rfc822\n\nSubject: back\nMessage-ID: <1@x>\n\nold words"


def test_the_parts_stand_in_the_message_with_their_types_and_text() -> None:
    raw = multipart(
        "report", "Content-Type: text/plain; charset=koi8-r\n\nHello", "Content-Type: a/b\n\nfile", RETURNED
    )
    message = as_message(read_structure(raw.encode()))
    seen = [(part.get_content_type(), part["Subject"]) for part in message.walk()]
    assert seen == [
        ("multipart/report", "Help"),
        ("text/plain", None),
        ("a/b", None),
        ("message/rfc822", None),
        ("text/plain", "back"),
    ]
    assert [part.get_payload() for part in message.walk() if not part.is_multipart()] == [
        "Hello",
        "",
        "old words",
    ]


def test_no_charset_of_the_mail_can_make_its_text_raise() -> None:
    for charset in (b"x\0y", b"idna", b"hex", b"", b"*0=a; charset*1=b"):
        raw = b"From: \xff\nContent-Type: text/plain; charset=" + charset + b"\n\n\xff\xfe words"
        message = as_message(read_structure(raw))
        assert str(message.get_payload()).endswith("words")
        assert isinstance(message["From"], str)
