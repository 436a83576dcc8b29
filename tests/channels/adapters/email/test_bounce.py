from email import message_from_string

import pytest

from ringback.channels.adapters.email.bounce import is_delay, is_hard, message_ids, read_status, read_text
from ringback.channels.adapters.email.bounce_text import own_words, without_names
from ringback.channels.adapters.email.delivery_status import blocks, enhanced_status, first_address

FROM_SERVER = "From: mailer-daemon@mx.example.com\nTo: desk@shop.example\n"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("5.1.1", "550 5.1.1 <eve@x.com>... User unknown"),
        ("", "This user doesn't have a example.com account (eve@example.com)"),
        ("5.1.2", "550 5.1.2 Host unknown (Name server: mx.x.com: host not found)"),
        ("5.1.6", "551 eve has moved; please try eva@y.com"),
        ("5.1.10", "domain x.com does not accept mail (nullMX)"),
        ("5.1.1", ""),
    ],
)
def test_what_is_for_good_and_about_the_address_is_hard(status: str, said: str) -> None:
    assert is_hard(status, said)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("5.2.2", "552 5.2.2 Mailbox full"),
        ("5.1.1", "552 sorry, mailbox eve@x.com is over quota temporarily (#5.1.1)"),
        ("5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using a list"),
        ("5.1.8", "553 5.1.8 Sender address rejected: Domain not found"),
        ("5.0.0", "550 Unknown user eve@x.com (in reply to end of DATA command)"),
        ("4.4.1", "Host or domain name not found, try again"),
        ("5.7.26", "550 5.7.26 unauthenticated mail is prohibited by DMARC policy"),
        ("", ""),
    ],
)
def test_what_may_pass_or_is_about_us_is_soft(status: str, said: str) -> None:
    assert not is_hard(status, said)


def test_an_address_that_spells_a_cause_is_no_cause() -> None:
    assert not is_hard("5.0.0", "550 refused <user-unknown@x.com>")
    assert "quota" not in without_names("550 over-quota@x.com see https://x.com/quota at mx.quota.example")


def test_two_recipients_in_one_letter_keep_their_own_fate() -> None:
    text = "These addresses failed:\n\n<eve@x.com>:\n550 no such user\n\n<bob@x.com>:\n552 mailbox full\n"
    _, report = read_text(message_from_string(FROM_SERVER + "\n" + text), text)
    assert [(each.address, each.hard) for each in report.recipients] == [
        ("eve@x.com", True),
        ("bob@x.com", False),
    ]


def test_the_header_of_a_server_names_the_recipients() -> None:
    message = message_from_string(FROM_SERVER + "X-Failed-Recipients: eve@x.com, bob@x.com\n\n")
    _, report = read_text(message, "Message to the recipients failed, see https://example.com/help@faq")
    assert [each.address for each in report.recipients] == ["eve@x.com", "bob@x.com"]


def test_fields_without_their_part_are_read_from_the_text() -> None:
    text = "Report:\n\nAction: failed\nFinal-Recipient: rfc822; eve@x.com\nStatus: 5.2.2\n"
    told = read_status(message_from_string(FROM_SERVER + "\n"), text)
    assert told is not None
    assert [(each.address, each.status, each.hard) for each in told[1].recipients] == [
        ("eve@x.com", "5.2.2", False)
    ]


def test_a_letter_is_no_report() -> None:
    assert (
        read_status(message_from_string(FROM_SERVER + "\n"), "Original-Recipient: what does that mean?")
        is None
    )


def test_the_ids_of_returned_mail_are_found_in_text_and_parts() -> None:
    text = "failed\n\n--- Below is a copy of the message.\n\nReceived: x\nMessage-Id: <one@shop.example>\n"
    assert message_ids(message_from_string(FROM_SERVER + "\n"), text) == ["one@shop.example"]


def test_the_returned_mail_is_not_the_servers_words() -> None:
    text = "User unknown\n\nReceived: from a by b\nSubject: my mailbox is full\n\nmailbox full"
    assert own_words(text).strip() == "User unknown"


def test_a_server_that_still_tries_reports_a_delay_and_one_that_gave_up_a_bounce() -> None:
    assert is_delay("", "could not be delivered for 4 hours, it will be retried")
    assert is_delay("Warning: could not send message for past 4 hours", "")
    assert not is_delay("", "This is a permanent error; I've given up. It will be retried by nobody")


def test_machine_fields_survive_folding_and_missing_empty_lines() -> None:
    found = blocks(
        "Final-Recipient: rfc822; a@b.c\nDiagnostic-Code: smtp; 550\n no\nFinal-Recipient: rfc822; d@e.f"
    )
    assert [block["final-recipient"] for block in found] == ["rfc822; a@b.c", "rfc822; d@e.f"]
    assert found[0]["diagnostic-code"] == "smtp; 550 no"


def test_status_codes_and_addresses_are_taken_out_of_fields() -> None:
    assert enhanced_status("mx[192.5.1.1] said: 550 5.7.26 no") == "5.7.26"
    assert first_address("rfc822;<Eve@X.com>") == "Eve@X.com"
    assert first_address("rfc822; /var/mail/eve") == ""
