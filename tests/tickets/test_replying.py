"""Answers: what is sent to whom, what is held, and what never leaves."""

import email
import email.policy
import io
from email.message import EmailMessage

import pytest

from ringback.access.identify import actor_of
from ringback.access.models import Membership, Team, User
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Delivery, Line
from ringback.company import house
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.ledger.actor import SYSTEM, Actor
from ringback.tickets import drafting, noting
from ringback.tickets.models import Category, Draft, Grant, Message, Participant, Signature, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.replying import Written, reply
from tests.tickets.mails import arrive, mail, message_of, ticket_of

pytestmark = pytest.mark.django_db
ADA, EVE = "ada@example.org", "eve@evil.example"


@pytest.fixture
def ticket(support: Line) -> Ticket:
    return ticket_of(arrive(support, mail(ADA)))


def _mail(message: Message) -> EmailMessage:
    assert message.delivery is not None
    made = email.message_from_bytes(bytes(message.delivery.content or b""), policy=email.policy.default)
    assert isinstance(made, EmailMessage)
    return made


def test_an_answer_goes_to_the_requester_in_the_thread(ticket: Ticket, nora: Actor) -> None:
    first = Message.objects.get(ticket=ticket)
    sent = _mail(reply(nora, ticket.pk, Written("<p>Turn it <b>off</b>.</p>")))
    assert sent["To"].addresses[0].addr_spec == ADA
    assert (sent["In-Reply-To"], sent["Subject"]) == (
        f"<{first.message_id}>",
        f"Re: Boiler shows E4 [#{ticket.pk}]",
    )
    body = sent.get_body(("plain",))
    assert body is not None
    assert "Turn it off." in body.get_content()


def test_an_answer_settles_the_ticket(ticket: Ticket, nora: Actor, nora_user: User) -> None:
    message = reply(nora, ticket.pk, Written("<p>Off.</p>"))
    ticket.refresh_from_db()
    assert (ticket.waiting_since, ticket.category, ticket.last_message_id) == (
        NEVER,
        Category.OPEN,
        message.pk,
    )
    assert (ticket.owner, ticket.assignee) == (nora_user, nora_user)
    assert (message.author_kind, message.author_id) == ("user", nora_user.pk)


def test_a_reply_to_an_older_thread_is_kept_and_shows_what_is_new(
    ticket: Ticket, support: Line, nora: Actor
) -> None:
    seen = ticket.last_message_id
    answer = reply(nora, ticket.pk, Written("<p>First.</p>", based_on=seen))
    news = message_of(arrive(support, mail(ADA, text="wait", in_reply_to=[answer.message_id])))
    with pytest.raises(Stale) as moved:
        reply(nora, ticket.pk, Written("<p>Second.</p>", based_on=answer.pk))
    draft = Draft.objects.get(ticket=ticket)
    assert moved.value.more["new"] == [news.pk]
    assert (draft.is_held, draft.html) == (True, "<p>Second.</p>")
    assert Message.objects.filter(ticket=ticket, direction=Message.OUT).count() == 1
    reply(nora, ticket.pk, Written("<p>Second.</p>", based_on=news.pk))
    assert not Draft.objects.exists()


def test_scripts_and_remote_parts_in_an_answer_do_not_leave(ticket: Ticket, nora: Actor) -> None:
    html = '<p onclick="x()">hi<script>x()</script><img src=x onerror=x()><style>p{}</style></p>'
    raw = bytes((reply(nora, ticket.pk, Written(html)).delivery or Delivery()).content or b"")
    assert not any(bad in raw for bad in (b"<script", b"onclick", b"onerror", b"<style"))


def test_an_empty_answer_is_refused(ticket: Ticket, nora: Actor) -> None:
    with pytest.raises(Refusal, match="nothing written"):
        reply(nora, ticket.pk, Written("<p> </p>"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@example.org\r\nBcc: eve@evil.example",
        "a@b,c@d",
        "<ada@example.org>",
        "x" * 300 + "@a.b",
    ],
)
def test_what_is_no_address_is_refused_and_nothing_is_queued(
    ticket: Ticket, nora: Actor, address: str
) -> None:
    before = Delivery.objects.count()
    with pytest.raises(Refusal):
        reply(nora, ticket.pk, Written("<p>x</p>", to=[Address("Ada", address)]))
    assert Delivery.objects.count() == before


def test_blind_copies_stand_in_the_envelope_only(ticket: Ticket, nora: Actor) -> None:
    message = reply(nora, ticket.pk, Written("<p>x</p>", bcc=[Address("", EVE)]))
    assert message.delivery is not None
    assert set(message.delivery.recipients.values_list("address", flat=True)) == {ADA, EVE}
    assert EVE.encode() not in bytes(message.delivery.content or b"")


def test_whoever_is_written_to_takes_part_from_then_on(ticket: Ticket, nora: Actor) -> None:
    message = reply(
        nora, ticket.pk, Written("<p>x</p>", to=[Address("", ADA)], cc=[Address("Bo", "bo@example.org")])
    )
    bo = Participant.objects.get(ticket=ticket, address="bo@example.org")
    assert (bo.is_confirmed, bo.from_message_id) == (True, message.pk)


def test_files_of_the_draft_go_out_with_it(ticket: Ticket, nora: Actor) -> None:
    file = drafting.attach(
        nora, ticket.pk, Draft.REPLY, "../Rechnung\u202e.pdf", "application/pdf", io.BytesIO(b"%PDF"), 4
    )
    message = reply(nora, ticket.pk, Written("<p>see file</p>", files=[file.key]))
    sent = list(_mail(message).iter_attachments())
    assert [(part.get_filename(), part.get_content()) for part in sent] == [("Rechnung.pdf", b"%PDF")]
    assert message.files.get().key != file.key


def test_another_ones_draft_file_is_refused(ticket: Ticket, nora: Actor, orders: Team) -> None:
    olga = User.objects.create(email="olga@desk.example", name="Olga", roles="agent", created_at=now())
    Membership.objects.create(team=orders, user=olga)
    file = drafting.attach(actor_of(olga), ticket.pk, Draft.REPLY, "a.txt", "text/plain", io.BytesIO(b"x"), 1)
    with pytest.raises(Refusal, match="not in your draft"):
        reply(nora, ticket.pk, Written("<p>x</p>", files=[file.key]))


def test_signatures_stand_below_the_persons_before_the_teams(
    ticket: Ticket, nora: Actor, nora_user: User
) -> None:
    Signature.objects.create(team_id=ticket.team_id, html="<p>Orders team</p>")
    Signature.objects.create(user=nora_user, html="<p>Nora Okafor</p>")
    body = _mail(reply(nora, ticket.pk, Written("<p>Hello</p>"))).get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert text.index("Hello") < text.index("Nora Okafor") < text.index("Orders team")


def test_a_stranger_to_the_ticket_cannot_even_know_it_is_there(ticket: Ticket, omar: Actor) -> None:
    with pytest.raises(Unseen) as foreign:
        reply(omar, ticket.pk, Written("<p>x</p>"))
    with pytest.raises(Unseen) as absent:
        reply(omar, 10**9, Written("<p>x</p>"))
    assert foreign.value.message == absent.value.message


@pytest.fixture
def pat(ticket: Ticket) -> Actor:
    """A partner's agent to whom the ticket was granted."""
    user = User.objects.create(email="pat@partner.example", name="Pat", roles="partner", created_at=now())
    Grant.objects.create(ticket=ticket, user=user, reason=Grant.PARTNER, at=now())
    return actor_of(user)


def test_a_partner_answers_participants_and_nobody_else(ticket: Ticket, pat: Actor) -> None:
    assert reply(pat, ticket.pk, Written("<p>x</p>")).author_name == "Pat"
    with pytest.raises(Refusal, match="Partners"):
        reply(pat, ticket.pk, Written("<p>x</p>", to=[Address("", EVE)]))


def test_a_manager_reads_and_does_not_answer(ticket: Ticket) -> None:
    boss = User.objects.create(email="max@desk.example", name="Max", roles="manager", created_at=now())
    with pytest.raises(Forbidden):
        reply(actor_of(boss), ticket.pk, Written("<p>x</p>"))


def test_a_picture_in_the_text_goes_with_the_mail_and_shows_in_the_thread(
    ticket: Ticket, nora: Actor
) -> None:
    picture = drafting.attach(nora, ticket.pk, Draft.REPLY, "dial.png", "image/png", io.BytesIO(b"PNG"), 3)
    paper = drafting.attach(nora, ticket.pk, Draft.REPLY, "bill.pdf", "application/pdf", io.BytesIO(b"%"), 1)
    html = (
        f'<p>See <img src="cid:{picture.key}" alt="the dial"> and <img src="https://desk.example/l.png"></p>'
    )
    sent = reply(nora, ticket.pk, Written(html, files=[picture.key, paper.key]))
    assert sent.delivery is not None
    mail = email.message_from_bytes(bytes(sent.delivery.content or b""), policy=email.policy.default)
    body = mail.get_body(("html",))
    assert body is not None
    assert f'src="cid:{picture.key}"' in body.get_content()
    assert 'src="https://desk.example/l.png"' in body.get_content()
    parts = {part.get_filename(): part for part in mail.walk() if part.get_filename()}
    assert parts["dial.png"]["Content-ID"] == f"<{picture.key}>"
    assert parts["dial.png"].get_content_disposition() == "inline"
    assert parts["bill.pdf"].get_content_disposition() == "attachment"
    assert f'data-cid="{picture.key}"' in sent.html
    assert sent.files.get(name="dial.png").content_id == picture.key


def test_the_house_says_how_large_a_file_may_be(ticket: Ticket, nora: Actor) -> None:
    house.put(SYSTEM, "max_file_mb", 1)
    with pytest.raises(Refusal, match="1 MB"):
        drafting.attach(nora, ticket.pk, Draft.REPLY, "a", "text/plain", io.BytesIO(b"x"), 2**20 + 1)
    assert drafting.attach(nora, ticket.pk, Draft.REPLY, "a", "text/plain", io.BytesIO(b"x"), 2**20)


def test_a_draft_survives_a_change_of_owner_and_team(ticket: Ticket, nora: Actor, omar_user: User) -> None:
    drafting.save(nora, ticket.pk, Draft.REPLY, "<p>half a sente</p>")
    Ticket.objects.filter(pk=ticket.pk).update(owner=omar_user)
    assert Draft.objects.visible_to(nora).get().html == "<p>half a sente</p>"


def test_a_draft_of_another_window_is_not_overwritten(ticket: Ticket, nora: Actor) -> None:
    draft = drafting.save(nora, ticket.pk, Draft.REPLY, "<p>one</p>")
    drafting.save(nora, ticket.pk, Draft.REPLY, "<p>two</p>", version=draft.version)
    with pytest.raises(Stale):
        drafting.save(nora, ticket.pk, Draft.REPLY, "<p>three</p>", version=draft.version)


def test_a_mention_lets_a_colleague_in(ticket: Ticket, nora: Actor, omar: Actor, omar_user: User) -> None:
    assert not Ticket.objects.visible_to(omar).filter(pk=ticket.pk).exists()
    noting.note(nora, ticket.pk, "<p>@Omar is it paid?</p>", users=[omar_user])
    assert Ticket.objects.visible_to(omar).filter(pk=ticket.pk).exists()


def test_partners_see_only_notes_marked_for_them(ticket: Ticket, nora: Actor, pat: Actor) -> None:
    noting.note(nora, ticket.pk, "<p>between us</p>")
    shown = noting.note(nora, ticket.pk, "<p>for you</p>", is_for_partner=True)
    assert list(ticket.notes.all().visible_to(pat).values_list("pk", flat=True)) == [shown.pk]
