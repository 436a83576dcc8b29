"""What else comes in within a month: strangers, robots, bounces, doubles, garbage. All of it as real mail."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ringback.channels.adapters.email.parsed import Address
from ringback.demo import letters
from ringback.demo.company import DOMAIN
from ringback.demo.conversations import Conversation
from ringback.demo.customers import CUSTOMERS, Customer
from ringback.demo.desk import Desk
from ringback.demo.hours import within_hours
from ringback.demo.letters import Letter
from ringback.demo.post import NOBODY
from ringback.kit.clock import now
from ringback.kit.errors import Stale
from ringback.tickets import linking, noting, replying
from ringback.tickets.models import Message, Ticket
from ringback.tickets.replying import Written

Oddity = Callable[[Desk, datetime], Conversation]


def stranger_with_our_secret(desk: Desk, start: datetime) -> Conversation:
    """A customer's colleague answers the mail that was forwarded to them: held until somebody accepts it."""
    yield start
    answered = _newest_answer("workshop")
    stranger = Customer("Neville Harkaway", "neville@pedalpost.example", "en")
    text = (
        "Hello,\n\nWendy forwarded this to me. I will bring the bicycles instead of her, is that all right?"
    )
    desk.arrives(_letter(desk, stranger, "workshop", f"Re: {answered.subject}", text, answered), "workshop")


def out_of_office(desk: Desk, start: datetime) -> Conversation:
    """A vacation notice in answer to ours is folded into the thread; one that answers nothing is ignored."""
    yield start
    answered = _newest_answer("accounts")
    robot = Customer(answered.ticket.contact.name, _address_of(answered), "en")
    subject, text = f"Automatic reply: {answered.subject}", "I am away until Monday and will answer then."
    one = _letter(desk, robot, "accounts", subject, text, answered)
    desk.arrives(replace(one, extra={"Auto-Submitted": "auto-replied"}), "accounts")
    yield now() + timedelta(hours=3)
    other = _letter(desk, CUSTOMERS[20], "orders", "Abwesenheit", "Ich bin bis 12. nicht im Büro.")
    desk.arrives(replace(other, extra={"Auto-Submitted": "auto-replied"}), "orders")


def nobody_there(desk: Desk, start: datetime) -> Conversation:
    """An answer to an address that does not exist fails, and everybody can see it."""
    yield start
    typo = Customer("Hubert Quillfoot", f"hubert@{NOBODY}", "en")
    text = "Hello,\n\nI would like to ride a Longtail before I buy one. When are you open?"
    inbound = desk.arrives(_letter(desk, typo, "orders", "Test ride on Saturday?", text), "orders")
    yield within_hours(now() + timedelta(hours=2))
    ticket = Message.objects.get(inbound=inbound).ticket_id
    desk.reply("dario", ticket, "Dear Hubert Quillfoot,\n\nSaturdays from 10 to 14, without an appointment.")


def bounces(desk: Desk, start: datetime) -> Conversation:
    """A report on one of ours marks message and address; a report on somebody else's mail is ignored."""
    yield start
    answered = _newest_answer("orders")
    desk.handed(_report(answered.message_id, _address_of(answered), "orders"), "orders")
    yield now() + timedelta(hours=1)
    desk.handed(_report("unknown@elsewhere.example", "nobody@elsewhere.example", "accounts"), "accounts")


def not_a_mail(desk: Desk, start: datetime) -> Conversation:
    """What cannot be read is kept, shown and counted."""
    yield start
    desk.handed(b"\x00\x8fBroken transfer" + bytes(range(128, 250)), "workshop")
    yield now() + timedelta(hours=30)
    desk.handed(
        b"Subject: no sender at all\r\nTo: orders@brindlewick.example\r\n\r\nWho wrote this?\r\n", "orders"
    )


def twice(desk: Desk, start: datetime) -> Conversation:
    """The same mail handed over again is recognised, and one mail to two contact points becomes one ticket."""
    yield start
    text = "Hello,\n\none question for the workshop and one for orders: is the new box in stock, and who fits it?"
    both = _letter(desk, CUSTOMERS[11], "orders", "New box: stock and fitting", text)
    both = replace(both, copied=(Address("", desk.lines["workshop"].address),))
    desk.arrives(both, "orders")
    desk.arrives(both, "orders")
    desk.arrives(both, "workshop")


def own_echo(desk: Desk, start: datetime) -> Conversation:
    """A forwarding rule sends our own mail back to us: a loop, ignored."""
    yield start
    ourselves = Customer("Orders", desk.lines["orders"].address, "en")
    desk.arrives(_letter(desk, ourselves, "accounts", "Re: your order", "We have received it."), "accounts")


def rubbish(desk: Desk, start: datetime) -> Conversation:
    """Spam is put away, a newsletter is thrown away; both can be had back."""
    yield start
    crook = Customer("Prize Office", "winner@lottery.example", "en")
    spam = desk.arrives(
        _letter(desk, crook, "orders", "You have WON!!!", "Send us your bank details."), "orders"
    )
    news = Customer("Wheel Weekly", "news@wheelweekly.example", "en")
    bulk = _letter(desk, news, "workshop", "This week in wheels", "Ten tyres compared.")
    trash = desk.arrives(
        replace(bulk, extra={"List-Unsubscribe": "<https://wheelweekly.example/off>"}), "workshop"
    )
    yield within_hours(now() + timedelta(hours=4))
    linking.shelve(desk.by("imke"), _ticket(spam.pk), Ticket.SPAM)
    linking.shelve(desk.by("emil"), _ticket(trash.pk), Ticket.TRASH)


def overtaken(desk: Desk, start: datetime) -> Conversation:
    """Somebody answers what has moved on meanwhile: nothing is sent, the text waits as a held draft."""
    yield start
    text = "Hello,\n\nmy Pram pulls to the left. Is it the tyre?"
    inbound = desk.arrives(
        _letter(desk, CUSTOMERS[6], "workshop", "Pram pulls to the left", text), "workshop"
    )
    first = Message.objects.get(inbound=inbound)
    yield within_hours(now() + timedelta(hours=1))
    answer = desk.reply("saskia", first.ticket_id, "Dear Aroha Tamihana,\n\nprobably. How old is it?")
    yield now() + timedelta(hours=1)
    again = "Two years. I have just seen that the rim is bent, too!"
    desk.arrives(_letter(desk, CUSTOMERS[6], "workshop", answer.subject, again, answer), "workshop")
    try:
        words = letters.paragraphs("If it is older than a year, we would exchange it.")
        replying.reply(desk.by("emil"), first.ticket_id, Written(words, based_on=answer.pk))
    except Stale:
        desk.note("saskia", first.ticket_id, "Emil, look at what came in, the rim is bent.", "emil")


def half_written(desk: Desk, start: datetime) -> Conversation:
    """A reply is begun and left lying; the partner's team is consulted."""
    yield start
    answered = _newest_answer("orders")
    desk.begins(
        "imke", answered.ticket_id, "Dear customer,\n\nabout the date: I have asked the paint shop and"
    )
    note = letters.paragraphs("Evening team: should they call after six, the date is Thursday.")
    evenings = [desk.teams["evenings"]]
    noting.note(desk.by("imke"), answered.ticket_id, note, teams=evenings, is_for_partner=True)


def by_number(desk: Desk, start: datetime) -> Conversation:
    """A stranger names a ticket's number: opened, and marked as possibly related."""
    yield start
    answered = _newest_answer("orders")
    other = Customer("Sibyl Tredinnick", "sibyl@tredinnick.example", "en")
    subject = f"Question about [#{answered.ticket_id}]"
    desk.arrives(
        _letter(desk, other, "orders", subject, "My neighbour told me this number. Same problem here."),
        "orders",
    )


def own_request(desk: Desk, start: datetime) -> Conversation:
    """A customer who signs in asks without mail, and an agent records a request for somebody at the counter."""
    yield start
    desk.asks_by_portal(
        CUSTOMERS[0], "workshop", "Second key for the lock", "My key broke. The lock says K-2291."
    )
    yield within_hours(now() + timedelta(hours=20))
    desk.recorded(
        "noor", CUSTOMERS[7], "orders", "Wants the catalogue on paper", "Was at the counter; please post it."
    )


ODDITIES: Sequence[Oddity] = (
    stranger_with_our_secret,
    out_of_office,
    nobody_there,
    bounces,
    not_a_mail,
    twice,
    own_echo,
    rubbish,
    overtaken,
    half_written,
    by_number,
    own_request,
)


def _letter(
    desk: Desk, sender: Customer, team: str, subject: str, text: str, answered: Message | None = None
) -> Letter:
    quoted = (answered.message_id, answered.at, answered.text) if answered else None
    domain = sender.address.rpartition("@")[2]
    return Letter(
        sender=sender,
        to=desk.lines[team].address,
        subject=subject,
        text=text,
        at=now(),
        message_id=f"odd.{desk.received}.{now():%Y%m%d%H%M%S}@{domain}",
        answers=quoted,
    )


def _newest_answer(team: str) -> Message:
    ours = Message.objects.filter(direction=Message.OUT, ticket__line__folded=team).select_related(
        "ticket__contact"
    )
    return ours.order_by("-id")[0]


def _address_of(answer: Message) -> str:
    return str(answer.ticket.contact.identities.order_by("id")[0].value)


def _ticket(inbound_id: int) -> int:
    return Message.objects.values_list("ticket_id", flat=True).get(inbound_id=inbound_id)


def _report(message_id: str, address: str, team: str) -> bytes:
    """A delivery status notification (RFC 3464) about the mail of that id."""
    return (
        f"From: Mail Delivery <postmaster@relay.example>\r\nTo: {team}@{DOMAIN}\r\n"
        f"Subject: Undelivered mail\r\nMessage-ID: <report.{message_id[:12]}@relay.example>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\r\n\r\n'
        f"--r\r\nContent-Type: text/plain\r\n\r\nYour mail to {address} could not be delivered.\r\n"
        "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.2.2\r\n"
        "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\r\n\r\n"
        f"--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--r--\r\n"
    ).encode()
