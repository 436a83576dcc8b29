import html
import json
import re
from email import message_from_bytes, message_from_string
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.classify import Verdict, classify
from ringback.channels.adapters.email.delivery_status import own_parts
from tests.corpus import corpus

PERSON = "From: Bob <bob@example.com>\nTo: desk@shop.example\n"
DAEMON = "From: MAILER-DAEMON@mx.example.com\nReturn-Path: <>\nTo: desk@shop.example\n"


def verdict(header: str, text: str = "") -> Verdict:
    return classify(message_from_string(f"{header}\n{text}"), text)


def report(action: str, status: str = "5.1.1", said: str = "550 5.1.1 no such user") -> str:
    return (
        DAEMON + 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nYour message\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n"
        f"Final-Recipient: rfc822; eve@example.com\nAction: {action}\n"
        f"Status: {status}\nDiagnostic-Code: smtp; {said}\n\n"
        "--b\nContent-Type: message/rfc822\n\nMessage-ID: <ours@shop.example>\n\nHello\n--b--\n"
    )


def test_a_report_by_the_book_names_recipient_cause_and_our_mail() -> None:
    told = classify(message_from_string(report("failed")), "Your message")
    assert told.kind == "bounce" and told.bulk and told.report is not None
    [failed] = told.report.recipients
    assert (failed.address, failed.status, failed.hard) == ("eve@example.com", "5.1.1", True)
    assert told.report.original_message_ids == ["ours@shop.example"]


def test_a_report_of_delay_is_no_bounce_and_a_report_of_success_is_an_automatic_answer() -> None:
    assert classify(message_from_string(report("delayed", "4.4.1", "timed out")), "").kind == "delay"
    assert classify(message_from_string(report("delivered", "2.0.0", "250 ok")), "").kind == "auto-reply"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "I wasn't able to deliver your message.\n\n<eve@x.com>:\nno such user",
            "bounce",
        ),
        (
            "Your message could not be delivered for 4 hours. It will be retried.\n<eve@x.com>: timed out",
            "delay",
        ),
    ],
)
def test_a_bounce_in_free_words_is_known_by_sender_subject_and_words(text: str, kind: str) -> None:
    told = verdict(DAEMON + "Subject: failure notice\n", text)
    assert told.kind == kind and told.report is not None
    assert [each.address for each in told.report.recipients] == ["eve@x.com"]


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied\nSubject: Re: lamp\n",
        "X-Autoreply: yes\nSubject: Re: lamp\n",
        "Precedence: auto_reply\nSubject: Re: lamp\n",
        "Return-Path: <>\nSubject: Abwesenheitsnotiz: lamp\n",
        "X-Auto-Response-Suppress: All\nSubject: Automatic reply: lamp\n",
        "Auto-Submitted: auto-generated\nSubject: Réponse automatique : lampe\n",
    ],
)
def test_a_responder_gives_itself_away_in_the_header(header: str) -> None:
    assert verdict(PERSON + header, "I am away").kind == "auto-reply"


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Subject: Out of office chair broken\n", "It broke"),
        ("Subject: Automatic reply: lamp\n", "I quote your automatic reply"),
        ("Subject: Fwd: Undelivered Mail Returned to Sender\n", "This came back: 550 5.1.1 user unknown"),
        ("Subject: Spam complaint\n", "I want to complain about an abuse report"),
        ("Subject: mailbox full?\n", "My mailbox is full, could not be delivered"),
    ],
)
def test_a_customers_words_alone_never_make_a_mail_automatic(header: str, text: str) -> None:
    assert verdict(PERSON + header, text) == Verdict("normal", False, None)


def test_a_bounce_that_a_customer_attaches_is_his_mail() -> None:
    forward = (
        PERSON + 'Subject: look\nContent-Type: multipart/mixed; boundary="m"\n\n--m\n\nSee\n'
        f"--m\nContent-Type: message/rfc822\n\n{report('failed')}\n--m--\n"
    )
    assert classify(message_from_string(forward), "See").kind == "normal"


@pytest.mark.parametrize(
    "header",
    [
        "List-Id: <l.example.com>\n",
        "Precedence: bulk\n",
        "Auto-Submitted: auto-generated\n",
        "Return-Path: <>\n",
    ],
)
def test_lists_and_machines_are_bulk_but_no_answers(header: str) -> None:
    assert verdict(PERSON + "Subject: News\n" + header, "news") == Verdict("normal", True, None)


def test_auto_submitted_no_says_that_a_person_wrote() -> None:
    assert not verdict(PERSON + "Auto-Submitted: no\nSubject: lamp\n", "hello").bulk


def test_a_complaint_names_who_complains_of_which_mail() -> None:
    mail = (
        "From: fbl@isp.example\nSubject: FW: offer\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="f"\n\n'
        "--f\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        "Original-Rcpt-To: <eve@isp.example>\n\n"
        "--f\nContent-Type: message/rfc822\n\nMessage-ID: <ours@shop.example>\n\nBuy\n--f--\n"
    )
    told = classify(message_from_string(mail), "")
    assert told.kind == "feedback" and told.report is not None
    assert [(each.address, each.hard) for each in told.report.recipients] == [("eve@isp.example", True)]
    assert told.report.original_message_ids == ["ours@shop.example"]


def test_a_notification_in_json_is_a_bounce() -> None:
    bounced = [{"emailAddress": "eve@x.com", "status": "5.1.1", "diagnosticCode": "smtp; 550 user unknown"}]
    text = json.dumps({"notificationType": "Bounce", "bounce": {"bouncedRecipients": bounced}})
    told = verdict("From: SES <no-reply@sns.example>\nSubject: Notification\n", text)
    assert told.kind == "bounce" and told.report is not None and told.report.recipients[0].hard
    assert verdict(PERSON + "Subject: Look at this\n", text).kind == "normal"


LOCKED = (
    "The account is still locked and was rejected again. 550 5.7.1 is what it says.\n\n"
    "-----Original Message-----\nFrom: Desk\n\nIs it better now?\n"
)


@pytest.mark.parametrize(
    "sender",
    [
        '"System Administrator" <it@customer.example>',
        '"Mail Administrator" <it@customer.example>',
        "Mail Delivery System <sam@customer.example>",
        "postmaster@customer.example",
        "Postmaster <postmaster@customer.example>",
        "smtp@customer.example",
        "Mail Systems <mail-systems@customer.example>",
    ],
)
def test_an_administrator_who_answers_is_a_person(sender: str) -> None:
    header = f"From: {sender}\nIn-Reply-To: <ours@shop.example>\n"
    assert verdict(header + "Subject: Re: locked out\n", LOCKED).kind == "normal"
    assert verdict(header + "Subject: Re: Undeliverable mail\n", LOCKED).kind == "normal"
    assert verdict(f"From: {sender}\nSubject: locked out\n", LOCKED).kind == "normal"


def test_an_answer_that_lost_its_return_path_is_a_persons() -> None:
    header = PERSON + "Return-Path: <>\nIn-Reply-To: <ours@shop.example>\nSubject: Re: locked out\n"
    assert verdict(header, LOCKED).kind == "normal"


def test_a_postmaster_who_reports_a_failure_out_of_the_blue_is_a_server() -> None:
    text = "Unknown user: eve@x.com\n\nOriginal message follows.\n\nReceived: from x\nSubject: Hello\n"
    told = verdict('From: "Postmaster" <postmaster@x.com>\nSubject: Undeliverable Mail\n', text)
    assert told.kind == "bounce" and told.report is not None
    assert [each.address for each in told.report.recipients] == ["eve@x.com"]


@given(st.binary(max_size=400), st.sampled_from([PERSON, DAEMON, "", "X-Failed-Recipients: a@b.c\n"]))
def test_whatever_stands_in_a_mail_it_is_classified(raw: bytes, header: str) -> None:
    message = message_from_bytes(header.encode() + raw)
    assert classify(message, raw.decode("latin-1")).kind


@pytest.mark.parametrize(
    "unit", ["eve@x.com\n", "550 5.1.1 ", "Received: x\n ", "----- original", "\n", "<", "{"]
)
def test_the_work_does_not_grow_with_the_square_of_the_text(unit: str) -> None:
    assert verdict(DAEMON + "Subject: failure notice\n", unit * (300_000 // len(unit))).kind


@pytest.mark.corpus
def test_real_bounces_are_told_from_real_mail() -> None:
    folder = corpus("sisimai-bounces")
    expected = _expected(folder)
    files = [
        file for sub in ("bsd", "dos", "mac") for file in sorted((folder / "maildir" / sub).glob("*.eml"))
    ]
    right = sum(_verdict_on(file).kind in _kinds(expected.get(file.name), file.name) for file in files)
    assert right >= 0.95 * len(files)


@pytest.mark.corpus
def test_real_bounces_are_hard_or_soft_as_expected() -> None:
    folder = corpus("sisimai-bounces")
    right = total = 0
    for name, recipients in _expected(folder).items():
        file = folder / "maildir" / "bsd" / name
        told = _verdict_on(file) if file.exists() else Verdict("normal", False, None)
        if told.report is not None and told.kind in ("bounce", "delay"):
            total += 1
            right += {each["hardbounce"] for each in recipients} == {
                each.hard for each in told.report.recipients
            }
    assert right >= 0.9 * total


@pytest.mark.corpus
@pytest.mark.parametrize(
    "folder", ["redmine-mail", "freescout-mail", "django-helpdesk-mail", "libredesk-mail"]
)
def test_no_mail_of_a_customer_is_taken_for_automatic(folder: str) -> None:
    root = corpus(folder).parent
    names = [line for line in (root / "mails.txt").read_text().split("\n") if line.startswith(folder + "/")]
    assert [name for name in names if _verdict_on(root / name).kind != "normal"] == []


def _expected(folder: Path) -> dict[str, list[dict[str, object]]]:
    rows = map(json.loads, (folder / "expected.jsonl").read_text().splitlines())
    return {row["file"]: row["recipients"] for row in rows}


def _kinds(recipients: list[dict[str, object]] | None, name: str) -> set[str]:
    reasons = {each["reason"] for each in recipients or []}
    if "feedback" in reasons or name.startswith("arf"):
        return {"feedback"}
    if "vacation" in reasons or name.startswith("rfc3834"):
        return {"auto-reply"}
    late = "expired" in reasons or all(str(each["dsn"]).startswith("4") for each in recipients or [])
    return {"bounce", "delay"} if late else {"bounce"}


def _verdict_on(file: Path) -> Verdict:
    raw = file.read_bytes()
    raw = raw.replace(b"\r\n", b"\n") if b"\n" in raw else raw.replace(b"\r", b"\n")
    message = message_from_bytes(raw)
    return classify(message, _text(message))


def _text(message: Message) -> str:
    found = [
        part
        for part in own_parts(message)
        if part.get_content_maintype() == "text" and not part.get_filename()
    ]
    plain = [part for part in found if part.get_content_type() == "text/plain"]
    return "\n".join(_decoded(part) for part in plain or found)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    if part.get_content_type() == "text/html":
        text = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?i)<br[^>]*>|</(?:p|div|tr)>", "\n", text)))
    return text
