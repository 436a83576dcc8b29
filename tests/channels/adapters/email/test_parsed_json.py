import pytest

from ringback.channels.adapters.email.parsed import Address, FailedRecipient, File, Fold, ParsedMail, Report
from ringback.channels.adapters.email.parsed_json import from_json, to_json

FULL = ParsedMail(
    message_id="1@x",
    references=["0@x"],
    subject="ü",
    sender=Address("Ann", "a@example.com"),
    to=[Address("", "b@example.com")],
    text="a\nb",
    folds=[Fold(0, 1, "quote")],
    files=[File("n", "a/b", 1, "0" * 64, "/x", "cid", True)],
    report=Report([FailedRecipient("c@example.com", "5.1.1", True, "no")], ["2@x"]),
    flags=["signed"],
)


@pytest.mark.parametrize("mail", [FULL, ParsedMail(), ParsedMail(unreadable="why")])
def test_a_mail_comes_back_as_it_went(mail: ParsedMail) -> None:
    assert from_json(to_json(mail)) == mail


def test_what_no_database_takes_does_not_travel() -> None:
    report = Report([FailedRecipient("a\udcff", "", True, "b\0")], [])
    back = from_json(to_json(ParsedMail(subject="a\ud800\0", report=report)))
    assert back.subject == "a"
    assert back.report == Report([FailedRecipient("a", "", True, "b")], [])
