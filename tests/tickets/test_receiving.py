"""What becomes of mail: the table of docs/map.md, cell by cell, through take-in and receive."""

from datetime import timedelta

import pytest

from ringback.channels.adapters.email.parsed import Address, FailedRecipient, Report
from ringback.channels.models import Delivery, Inbound, Line, Recipient
from ringback.channels.take_in import raw_of
from ringback.kit.clock import now
from ringback.kit.errors import Stale
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event
from ringback.people.models import Identity, Reach
from ringback.tickets import delivered, holding, opening, statuses
from ringback.tickets.models import Acknowledgement, Category, Link, Message, Participant, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.replying import Written, reply
from ringback.tickets.statuses import default_status
from tests.tickets.mails import arrive, bounce, mail, message_of, ticket_of

pytestmark = pytest.mark.django_db
ADA, EVE = "ada@example.org", "eve@evil.example"


def _answered(line: Line, by: Actor) -> tuple[Ticket, Message]:
    """Ada's ticket with Nora's answer on it."""
    ticket = ticket_of(arrive(line, mail(ADA)))
    sent = reply(by, ticket.pk, Written("<p>Please turn it off.</p>"))
    ticket.refresh_from_db()
    return ticket, sent


def test_a_first_mail_opens_a_ticket_in_the_team_of_its_line(support: Line) -> None:
    inbound = arrive(support, mail(ADA))
    ticket = ticket_of(inbound)
    assert inbound.end == Inbound.OPENED
    assert (ticket.subject, ticket.team_id, ticket.category) == (
        "Boiler shows E4",
        support.team_id,
        Category.NEW,
    )
    assert ticket.waiting_since == inbound.received_at == ticket.created_at
    assert Participant.objects.get(ticket=ticket).address == ADA
    assert Reach.objects.get().team_id == support.team_id
    assert Event.objects.filter(kind="ticket.opened", subject_id=ticket.pk).exists()


def test_a_mail_with_our_secret_from_a_participant_continues_the_thread(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    inbound = arrive(support, mail(ADA, "other subject", in_reply_to=[sent.message_id]))
    assert (inbound.end, ticket_of(inbound)) == (Inbound.THREADED, ticket)
    assert message_of(inbound).state == Message.ACCEPTED


def test_the_secret_counts_in_a_plus_address_too(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    assert sent.delivery is not None
    to = f"support+{sent.delivery.secret}@desk.example"
    assert ticket_of(arrive(support, mail(ADA, to=[Address("", to)]))) == ticket


def test_an_answer_to_the_acknowledgement_continues_the_thread(support: Line) -> None:
    ticket = ticket_of(arrive(support, mail(ADA)))
    secret_id = Acknowledgement.objects.get(ticket=ticket).delivery.message_id
    assert ticket_of(arrive(support, mail(ADA, references=[secret_id]))) == ticket


def test_our_secret_from_a_stranger_is_held_and_changes_nothing_else(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    inbound = arrive(
        support, mail(EVE, in_reply_to=[sent.message_id], cc=[Address("", "mallory@evil.example")])
    )
    after = Ticket.objects.get(pk=ticket.pk)
    assert (inbound.end, message_of(inbound).state) == (Inbound.HELD, Message.HELD)
    assert (after.waiting_since, after.last_message_id, after.version) == (NEVER, sent.pk, ticket.version)
    assert set(Participant.objects.filter(ticket=ticket).values_list("address", flat=True)) == {ADA}


def test_a_held_message_joins_the_thread_by_one_decision(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    held = message_of(arrive(support, mail(EVE, in_reply_to=[sent.message_id])))
    holding.accept(nora, held.pk)
    part = Participant.objects.get(ticket=ticket, address=EVE)
    assert part.is_confirmed
    assert part.from_message_id == held.pk
    assert ticket_of(arrive(support, mail(EVE, text="more", in_reply_to=[sent.message_id]))) == ticket


def test_a_held_message_that_is_accepted_late_moves_nothing_backwards(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    held = message_of(arrive(support, mail(EVE, in_reply_to=[sent.message_id])))
    said = message_of(arrive(support, mail(ADA, text="For you alone", in_reply_to=[sent.message_id])))
    holding.accept(nora, held.pk)
    assert Ticket.objects.get(pk=ticket.pk).last_message_id == said.pk
    part = Participant.objects.get(ticket=ticket, address=EVE)
    assert part.from_message_id > said.pk, "what was said while it was held is not theirs"
    with pytest.raises(Stale):
        reply(nora, ticket.pk, Written("<p>Yes</p>", based_on=sent.pk))


def test_a_held_message_accepted_on_a_closed_ticket_brings_it_back(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    held = message_of(arrive(support, mail(EVE, in_reply_to=[sent.message_id])))
    statuses.set_status(nora, ticket.pk, default_status(Category.CLOSED), reason="withdrawn")
    holding.accept(nora, held.pk)
    after = Ticket.objects.get(pk=ticket.pk)
    assert (after.category, after.waiting_since) == (Category.OPEN, held.at)


def test_the_second_copy_of_a_held_mail_opens_the_ticket_to_nobody(
    support: Line, billing: Line, nora: Actor, omar: Actor
) -> None:
    ticket, sent = _answered(support, nora)
    strange = mail(EVE, in_reply_to=[sent.message_id])
    first = arrive(support, strange, raw=b"From: eve@evil.example\r\n\r\nLet me in")
    second = arrive(billing, strange, raw=b"From: eve@evil.example\r\n\r\nLet me in")
    assert (first.end, second.end) == (Inbound.HELD, Inbound.HELD)
    assert not Ticket.objects.visible_to(omar).filter(pk=ticket.pk).exists()
    holding.accept(nora, message_of(first).pk)
    assert Ticket.objects.visible_to(omar).filter(pk=ticket.pk).exists()


def test_history_that_comes_in_silently_reopens_nothing(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    statuses.set_status(nora, ticket.pk, default_status(Category.RESOLVED))
    inbound = arrive(support, mail(ADA, in_reply_to=[sent.message_id]), is_silent=True)
    after = Ticket.objects.get(pk=ticket.pk)
    assert (inbound.end, after.category, after.waiting_since) == (
        Inbound.THREADED,
        Category.RESOLVED,
        NEVER,
    )


def test_a_form_that_sends_in_our_name_is_the_customers_mail(support: Line) -> None:
    inbound = arrive(support, mail(support.address, reply_to=[Address("Ada", ADA)]))
    ticket = ticket_of(inbound)
    assert inbound.end == Inbound.OPENED
    assert Participant.objects.get(ticket=ticket).address == ADA
    assert not Delivery.objects.exists(), "nobody has proven that it is theirs"


@pytest.mark.parametrize("named", [[], ["support@desk.example"], ["support+" + "f" * 32 + "@desk.example"]])
def test_our_own_mail_that_comes_back_is_a_loop(support: Line, named: list[str]) -> None:
    inbound = arrive(support, mail(support.address, reply_to=[Address("", one) for one in named]))
    assert (inbound.end, inbound.reason) == (Inbound.IGNORED, "loop: it came from ourselves")


def test_an_automatic_mail_in_our_name_is_nobodys_form(support: Line) -> None:
    away = mail(support.address, kind="auto-reply", reply_to=[Address("Ada", ADA)])
    assert arrive(support, away).reason == "loop: it came from ourselves"


def test_a_form_that_names_us_beside_the_customer_is_the_customers(support: Line, billing: Line) -> None:
    us = [Address("", "Support@desk.example"), Address("", f"support+{'f' * 32}@desk.example")]
    named = [*us, Address("", billing.address), Address("Ada", ADA), Address("Eve", EVE)]
    ticket = ticket_of(arrive(support, mail(support.address, reply_to=named)))
    assert Participant.objects.get(ticket=ticket, role=Participant.REQUESTER).address == ADA


def test_a_form_in_our_name_continues_no_ticket_by_its_number(support: Line) -> None:
    ticket = ticket_of(arrive(support, mail(ADA)))
    forged = mail(support.address, f"Re: Boiler shows E4 [#{ticket.pk}]", reply_to=[Address("", ADA)])
    assert arrive(support, forged, is_authentic=True).end == Inbound.OPENED


def test_after_an_outage_the_acknowledgement_waits_for_somebody(support: Line, nora: Actor) -> None:
    arrive(support, mail(ADA), at=now() - timedelta(hours=30))
    delivery = Delivery.objects.get(purpose="acknowledgement")
    assert (delivery.state, "30 hours" in delivery.failure) == (Delivery.WITHHELD, True)
    assert Event.objects.filter(kind="delivery.withheld", subject_id=delivery.pk).exists()
    assert delivered.retry(nora, delivery.pk).state == Delivery.QUEUED


@pytest.mark.parametrize(("minutes", "state"), [(58, Delivery.QUEUED), (62, Delivery.WITHHELD)])
def test_an_acknowledgement_is_prompt_within_the_hour(support: Line, minutes: int, state: str) -> None:
    arrive(support, mail(ADA), at=now() - timedelta(minutes=minutes))
    assert Delivery.objects.get(purpose="acknowledgement").state == state


@pytest.mark.parametrize(
    ("sender", "authentic", "subject", "end"),
    [
        (ADA, True, "Re: Boiler shows E4 [#{number}]", Inbound.THREADED),
        (ADA, False, "Re: Boiler shows E4 [#{number}]", Inbound.OPENED),
        (ADA, True, "Another thing [#{number}]", Inbound.OPENED),
        (EVE, True, "Re: Boiler shows E4 [#{number}]", Inbound.OPENED),
    ],
)
def test_a_number_in_the_subject_is_only_a_hint(
    support: Line, sender: str, authentic: bool, subject: str, end: str
) -> None:
    ticket = ticket_of(arrive(support, mail(ADA)))
    inbound = arrive(support, mail(sender, subject.format(number=ticket.pk)), is_authentic=authentic)
    assert inbound.end == end
    related = Link.objects.filter(other=ticket, kind=Link.POSSIBLY).exists()
    assert related is (end == Inbound.OPENED)


def test_a_reference_to_the_customers_own_mail_is_only_a_hint(support: Line) -> None:
    first = arrive(support, mail(ADA))
    same = mail(ADA, "Re: Boiler shows E4", references=[first.message_id])
    assert ticket_of(arrive(support, same, is_authentic=True)) == ticket_of(first)
    other = mail(EVE, "Re: Boiler shows E4", references=[first.message_id])
    assert ticket_of(arrive(support, other, is_authentic=True)) != ticket_of(first)


def test_ten_thousand_forged_ids_thread_nothing(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    forged = [f"{n:032x}@desk.example" for n in range(10_000)]
    inbound = arrive(support, mail(ADA, references=forged[-100:], in_reply_to=forged[:5000]))
    assert ticket_of(inbound) != ticket


def test_copies_in_a_mail_are_suggestions_and_no_participants(support: Line) -> None:
    ticket = ticket_of(
        arrive(support, mail(ADA, cc=[Address("Eve", EVE), Address("", "support@desk.example")]))
    )
    eve = Participant.objects.get(ticket=ticket, address=EVE)
    assert not eve.is_confirmed
    assert not Participant.objects.filter(ticket=ticket, address="support@desk.example").exists()


def test_the_same_content_again_is_a_receipt_that_points_at_the_first(support: Line) -> None:
    parsed, raw = mail(ADA), b"From: ada@example.org\r\nSubject: x\r\n\r\nhello\r\n"
    first = arrive(support, parsed, raw=raw)
    again = arrive(support, parsed, raw=b"Received: by another road\r\n" + raw)
    assert again.first_id == first.pk
    assert Ticket.objects.count() == 1
    assert raw_of(again).startswith(b"Received: by another road")


def test_one_mail_to_two_lines_is_one_ticket_that_both_teams_see(
    support: Line, billing: Line, nora: Actor, omar: Actor
) -> None:
    to = [Address("", "billing@desk.example"), Address("", "support@desk.example")]
    parsed, raw = mail(ADA, to=to), b"From: ada@example.org\r\n\r\nboth of you\r\n"
    ends = [arrive(line, parsed, raw=raw).end for line in (support, billing)]
    ticket = Ticket.objects.get()
    assert ends == [Inbound.OPENED, Inbound.THREADED]
    assert ticket.team_id == billing.team_id
    assert all(Ticket.objects.visible_to(who).filter(pk=ticket.pk).exists() for who in (nora, omar))


def test_a_word_of_the_customer_brings_a_resolved_ticket_back(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    statuses.set_status(nora, ticket.pk, default_status(Category.RESOLVED))
    inbound = arrive(support, mail(ADA, in_reply_to=[sent.message_id]))
    ticket.refresh_from_db()
    assert (ticket.category, ticket.waiting_since) == (Category.OPEN, inbound.received_at)


def test_what_comes_after_closing_is_a_new_ticket_for_the_former_owner(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    statuses.set_status(nora, ticket.pk, default_status(Category.CLOSED), reason="confirmed")
    new = ticket_of(arrive(support, mail(ADA, in_reply_to=[sent.message_id])))
    ticket.refresh_from_db()
    assert new != ticket
    assert ticket.category == Category.CLOSED
    assert new.owner_id == ticket.owner_id
    assert Link.objects.get(ticket=new).kind == Link.FOLLOWS


def test_a_vacation_notice_with_our_secret_is_kept_and_reopens_nothing(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    statuses.set_status(nora, ticket.pk, default_status(Category.WAITING_FOR_CUSTOMER))
    inbound = arrive(support, mail(ADA, kind="auto-reply", in_reply_to=[sent.message_id]))
    ticket.refresh_from_db()
    assert (inbound.end, ticket.category, ticket.waiting_since) == (
        Inbound.THREADED,
        Category.WAITING_FOR_CUSTOMER,
        NEVER,
    )
    assert message_of(inbound).is_automatic


@pytest.mark.parametrize("kind", ["auto-reply", "bounce", "delay", "feedback"])
def test_automatic_mail_without_our_secret_is_ignored_with_its_reason(support: Line, kind: str) -> None:
    inbound = arrive(support, mail("mailer-daemon@example.org", kind=kind))
    assert (inbound.end, inbound.reason) == (Inbound.IGNORED, kind)
    assert not Delivery.objects.exists()


def test_a_bounce_marks_message_and_address(support: Line, nora: Actor) -> None:
    ticket, sent = _answered(support, nora)
    Delivery.objects.filter(pk=sent.delivery_id).update(state=Delivery.SENT)
    inbound = arrive(support, bounce(sent.message_id, ADA))
    sent.refresh_from_db()
    assert inbound.end == Inbound.THREADED
    assert sent.delivery is not None
    assert sent.delivery.state == Delivery.BOUNCED
    assert Identity.objects.get(folded=ADA).failing_since is not None
    assert Event.objects.filter(kind="message.reported", topic_id=ticket.pk).exists()


def test_what_reads_like_a_bounce_from_somebody_who_takes_part_is_their_answer(
    support: Line, nora: Actor
) -> None:
    ticket, sent = _answered(support, nora)
    like_a_bounce = mail(ADA, kind="bounce", report=Report([], []), in_reply_to=[sent.message_id])
    inbound = arrive(support, like_a_bounce)
    assert (inbound.end, ticket_of(inbound)) == (Inbound.THREADED, ticket)
    assert (message_of(inbound).is_automatic, inbound.kind) == (False, "normal")
    assert not Event.objects.filter(kind="message.reported").exists()


def test_a_server_that_takes_part_still_bounces_what_it_returns(support: Line, nora: Actor) -> None:
    _, sent = _answered(support, nora)
    returned = Report([FailedRecipient(ADA, "5.1.1", True, "no such user")], [sent.message_id])
    inbound = arrive(support, mail(ADA, kind="bounce", report=returned, in_reply_to=[sent.message_id]))
    assert not Message.objects.filter(inbound=inbound).exists()
    assert Event.objects.filter(kind="message.reported").exists()


def test_a_report_marks_no_address_that_its_mail_did_not_go_to(support: Line, nora: Actor) -> None:
    _, sent = _answered(support, nora)
    arrive(support, mail(EVE))
    arrive(support, bounce(sent.message_id, EVE))
    assert Identity.objects.get(folded=EVE).failing_since is None


def test_a_complaint_marks_message_and_address(support: Line, nora: Actor) -> None:
    _, sent = _answered(support, nora)
    report = Report([FailedRecipient(ADA, "", True, "abuse")], [sent.message_id])
    arrive(support, mail("fbl@isp.example", kind="feedback", report=report))
    assert Identity.objects.get(folded=ADA).failing_since is not None
    assert sent.delivery is not None
    assert sent.delivery.recipients.get().state == Recipient.COMPLAINED


def test_a_report_of_delay_marks_no_address(support: Line, nora: Actor) -> None:
    _, sent = _answered(support, nora)
    report = Report([FailedRecipient(ADA, "5.1.1", True, "no such user")], [sent.message_id])
    arrive(support, mail("mailer-daemon@example.org", kind="delay", report=report))
    assert Identity.objects.get(folded=ADA).failing_since is None


def test_mail_from_a_failing_address_shows_that_it_works(support: Line, nora: Actor) -> None:
    _, sent = _answered(support, nora)
    arrive(support, bounce(sent.message_id, ADA))
    arrive(support, mail(ADA, "Back again"))
    ada = Identity.objects.get(folded=ADA)
    assert (ada.failing_since, ada.failure) == (None, "")
    assert Event.objects.filter(kind="contact.address_works", subject_id=ada.contact_id).count() == 1


def test_history_from_a_failing_address_does_not_show_that_it_works(support: Line, nora: Actor) -> None:
    _, sent = _answered(support, nora)
    arrive(support, bounce(sent.message_id, ADA))
    arrive(support, mail(ADA, "Long ago"), at=now() - timedelta(days=400), is_silent=True)
    assert Identity.objects.get(folded=ADA).failing_since is not None


def test_mail_from_our_own_address_is_a_loop_and_ignored(support: Line, billing: Line) -> None:
    inbound = arrive(support, mail("billing@desk.example"))
    assert (inbound.end, inbound.reason[:4]) == (Inbound.IGNORED, "loop")


def test_silent_mail_opens_a_ticket_without_acknowledgement_or_waiting(support: Line) -> None:
    past = now() - timedelta(days=400)
    message = message_of(arrive(support, mail(ADA), at=past, is_silent=True))
    ticket = message.ticket
    assert (ticket.created_at, ticket.waiting_since, ticket.is_silent) == (past, NEVER, True)
    assert message.interaction is not None
    assert message.interaction.is_silent
    assert not Delivery.objects.exists()


def test_the_acknowledgement_goes_once_and_holds_no_word_of_the_sender(support: Line) -> None:
    ticket = ticket_of(arrive(support, mail(ADA, "CANARY subject", "CANARY text")))
    acknowledgement = Acknowledgement.objects.get(ticket=ticket).delivery
    assert b"CANARY" not in bytes(acknowledgement.content or b"")
    assert b"Auto-Submitted: auto-replied" in bytes(acknowledgement.content or b"")
    assert acknowledgement.envelope_from == ""


@pytest.mark.parametrize("how", [{"bulk": True}, {"kind": "auto-reply"}])
def test_automatic_and_bulk_mail_is_never_acknowledged(support: Line, how: dict[str, object]) -> None:
    arrive(support, mail(ADA, **how))
    assert not Delivery.objects.exists()


def test_mail_with_the_null_return_path_is_never_acknowledged(support: Line) -> None:
    arrive(support, mail(ADA), envelope_from="")
    assert not Delivery.objects.exists()


def test_mail_without_a_sender_is_quarantined_and_a_ticket_is_made_by_hand(
    support: Line, nora: Actor
) -> None:
    inbound = arrive(support, mail(""))
    assert (inbound.end, bool(inbound.reason)) == (Inbound.QUARANTINED, True)
    ticket = opening.open_by_hand(nora, inbound.pk, ADA, "Read from the raw mail", "<p>What it says</p>")
    inbound.refresh_from_db()
    assert (inbound.end, ticket.contact.identities.get().value) == (Inbound.OPENED, ADA)


def test_a_receipt_keeps_its_end_when_it_is_received_twice(support: Line) -> None:
    parsed = mail(ADA)
    inbound = arrive(support, parsed)
    arrive(support, parsed)
    assert Ticket.objects.count() == 1
    assert Inbound.objects.get(pk=inbound.pk).end == Inbound.OPENED
