"""Bounces, delay reports and complaints: what they say of the mail that we sent."""

from collections.abc import Sequence

from ringback.channels import outbox
from ringback.channels.adapters.email.parsed import FailedRecipient, Report
from ringback.channels.models import Delivery, Inbound, Recipient
from ringback.kit.text import fold
from ringback.ledger.append import Fact, append
from ringback.people import contacts
from ringback.people.models import Identity
from ringback.tickets.finding import Found, takes_part
from ringback.tickets.mail_in import Mail, by, finish
from ringback.tickets.threading import Proof, secrets_in

KINDS = ("bounce", "delay", "feedback")


def report(mail: Mail, found: Found) -> str:
    """A bounce, delay or complaint about one of ours marks message and address; any other is ignored."""
    said, inbound = mail.parsed.report, mail.inbound
    marked = outbox.mark_report(by(inbound), said, mail.parsed.kind, found.secrets) if said else []
    if not marked or found.ticket is None or found.proof is not Proof.SECRET:
        return finish(mail, Inbound.IGNORED, mail.parsed.kind)
    for recipient in _unreachable(marked, said) if said and mail.parsed.kind != "delay" else ():
        contacts.mark_failing(by(inbound), recipient.address, recipient.text)
    data = {"inbound": inbound.pk, "kind": mail.parsed.kind, "deliveries": [d.pk for d in marked]}
    append(by(inbound), Fact("message.reported", "ticket", found.ticket.pk, found.ticket.pk, data))
    return finish(mail, Inbound.THREADED, mail.parsed.kind, ticket=found.ticket)


def is_answer(mail: Mail, found: Found) -> bool:
    """Whether somebody who takes part wrote what looks like a bounce: it has our secret in its own header
    only, where a server quotes the mail it speaks of."""
    report, sender = mail.parsed.report, mail.parsed.sender
    if mail.parsed.kind != "bounce" or found.proof is not Proof.SECRET or not (report and found.ticket):
        return False
    if secrets_in(report.original_message_ids, []) or sender is None:
        return False
    contact = contacts.known_by(Identity.EMAIL, sender.address)
    return contact is not None and takes_part(found.ticket, contact.pk, sender.address)


def _unreachable(marked: Sequence[Delivery], report: Report) -> list[FailedRecipient]:
    """Those it gives up for good, of those whom the mail was for: a report may name anybody."""
    written_to = set(Recipient.objects.filter(delivery__in=marked).values_list("folded", flat=True))
    return [one for one in report.recipients if one.hard and fold(one.address) in written_to]
