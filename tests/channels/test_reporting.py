import pytest

from ringback.channels import outbox
from ringback.channels.adapters.email.parsed import FailedRecipient, Report
from ringback.channels.models import Delivery, Recipient
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from tests.channels.cast import a_line, a_mail

pytestmark = pytest.mark.django_db
GONE = FailedRecipient("Bob@x.example", "5.1.1", True, "User unknown")


@pytest.fixture
def sent() -> Delivery:
    line = a_line()
    delivery = outbox.queue(SYSTEM, line, a_mail(line, "ann@x.example", "bob@x.example"), purpose="reply")
    delivery.recipients.update(state=Recipient.SENT)
    delivery.state = Delivery.SENT
    delivery.save()
    return delivery


def test_a_bounce_marks_the_delivery_and_the_recipient_it_names(sent: Delivery) -> None:
    assert outbox.mark_report(SYSTEM, Report([GONE]), "bounce", ["0" * 32, sent.secret]) == [sent]
    sent.refresh_from_db()
    assert (sent.state, sent.failure) == (Delivery.BOUNCED, "Bob@x.example: User unknown")
    assert _states(sent) == ["sent", "bounced"]
    assert sent.recipients.get(address="bob@x.example").detail == "5.1.1 User unknown"
    assert Event.objects.filter(kind="delivery.bounced", subject_id=sent.pk).count() == 1


def test_a_report_without_a_secret_of_ours_marks_nothing(sent: Delivery) -> None:
    assert outbox.mark_report(SYSTEM, Report([GONE]), "bounce", ["f" * 32]) == []
    sent.refresh_from_db()
    assert (sent.state, _states(sent)) == (Delivery.SENT, ["sent", "sent"])


def test_a_delay_at_another_server_is_noted_and_nothing_is_sent_again(sent: Delivery) -> None:
    outbox.mark_report(SYSTEM, Report([GONE]), "delay", [sent.secret])
    sent.refresh_from_db()
    assert (sent.state, _states(sent)) == (Delivery.SENT, ["sent", "sent"])
    assert "User unknown" in sent.failure
    assert outbox.send_due() == 0


def test_a_complaint_marks_the_recipient(sent: Delivery) -> None:
    outbox.mark_report(SYSTEM, Report([GONE]), "feedback", [sent.secret])
    assert _states(sent) == ["sent", "complained"]


def test_a_bounce_of_a_forwarded_mail_marks_its_only_recipient() -> None:
    line = a_line()
    delivery = outbox.queue(SYSTEM, line, a_mail(line, "ann@x.example"), purpose="reply")
    Delivery.objects.update(state=Delivery.SENT)
    outbox.mark_report(
        SYSTEM,
        Report([FailedRecipient("hidden@y.example", "5.2.2", True, "full")]),
        "bounce",
        [delivery.secret],
    )
    assert _states(delivery) == ["bounced"]


def test_a_bounce_while_others_are_still_to_be_reached_leaves_the_mail_in_the_queue(sent: Delivery) -> None:
    Delivery.objects.update(state=Delivery.DELAYED)
    outbox.mark_report(SYSTEM, Report([GONE]), "bounce", [sent.secret])
    sent.refresh_from_db()
    assert (sent.state, _states(sent)) == (Delivery.DELAYED, ["sent", "bounced"])


def _states(delivery: Delivery) -> list[str]:
    return list(delivery.recipients.order_by("id").values_list("state", flat=True))
