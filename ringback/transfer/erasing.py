"""Forgetting a person: who they are becomes a pseudonym that stays the same, what they wrote and sent goes, and what
others wrote no longer names them. Counts, times and who handled what stay, and the ledger's seals hold.

Of tickets that they asked themselves everything personal goes (personal.empty_ticket), answers too: these quote. Of
others' tickets their own messages go, with their files and original mails, and their name and addresses wherever else
they stand.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from ringback.access.models import Session, Token, User
from ringback.channels.models import Breaker, Delivery, Inbound, Raw, Recipient
from ringback.kit.clock import now
from ringback.kit.text import fold
from ringback.ledger import erased
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event, EventDetail
from ringback.people import erasures
from ringback.people.models import AttributeValue, Contact, Erasure, Identity
from ringback.search.put import remove
from ringback.tickets.indexing import index_message, index_note
from ringback.tickets.models import Draft, DraftFile, Message, MessageFile, Note, Participant, Party, Ticket
from ringback.transfer.personal import WAITING, empty, empty_ticket, not_sent

# Shorter names would take ordinary words with them.
_SHORTEST: Final = 4


def erase_due(at: datetime) -> list[int]:
    """Erase whoever's day has come, each in a transaction of its own; returns the contacts."""
    done = []
    for erasure in list(erasures.due(at)):
        with transaction.atomic():
            erase(SYSTEM, erasure.contact_id)
            Erasure.objects.filter(pk=erasure.pk).update(done_at=at)
        done.append(erasure.contact_id)
    return done


def erase_again(told: Collection[Mapping[str, Any]]) -> list[int]:
    """Erase those whom the ledger of erasures tells of and who are here again, as after the restore of an older backup;
    returns the contacts. Who is erased already stays as they are."""
    erased.take_over(told)
    ids = Contact.objects.order_by("id").values_list("pk", flat=True).iterator()
    back = [pk for pk in erased.found("contact", ids, told) if not _is_erased(pk)]
    for contact_id in back:
        with transaction.atomic():
            erase(SYSTEM, contact_id)
    return back


@transaction.atomic
def erase(by: Actor, contact_id: int) -> None:
    """Forget one person, now. Their tickets, messages and exchanges stay as empty shells under the pseudonym."""
    contact = Contact.objects.select_for_update().get(pk=contact_id)
    addresses = {str(value) for value in contact.identities.values_list("value", flat=True)}
    addresses |= set(Participant.objects.filter(contact=contact).values_list("address", flat=True))
    names = {contact.name, *Participant.objects.filter(contact=contact).values_list("name", flat=True)}
    if contact.user:
        addresses.add(contact.user.email)
    asked = list(Ticket.objects.filter(contact=contact).values_list("pk", flat=True))
    for number in asked:
        empty_ticket(number)
    _forget_said(contact)
    _forget_mail(addresses)
    _unname(contact, asked, addresses, names)
    _forget_events(contact)
    _forget_self(contact)
    erased.note("contact", contact.pk, now())
    append(by, Fact("contact.erased", "contact", contact.pk, data={"tickets": len(asked)}))


def pseudonym(contact_id: int) -> str:
    """What the person is called from then on."""
    return f"Erased {contact_id}"


def address_of(contact_id: int) -> str:
    """An address that cannot be: what stood where theirs was."""
    return f"erased-{contact_id}@erased.invalid"


def _is_erased(contact_id: int) -> bool:
    return Contact.objects.filter(pk=contact_id, name=pseudonym(contact_id)).exists()


def _forget_said(contact: Contact) -> None:
    """What they wrote, in whosever ticket."""
    said = Message.objects.filter(author_kind="contact", author_id=contact.pk)
    ids = list(said.values_list("pk", flat=True))
    MessageFile.objects.filter(message__in=said).delete()
    _empty_receipts(Q(message__in=ids) | Q(first__message__in=ids))
    empty(said, author_name=pseudonym(contact.pk), author_address=address_of(contact.pk))
    for pk in ids:
        remove("message", pk)
    EventDetail.objects.filter(
        event_id__in=Event.objects.filter(subject_kind="message", subject_id__in=ids).values("pk")
    ).delete()


def _forget_mail(addresses: Iterable[str]) -> None:
    """What came from their addresses without becoming a message, and what went there."""
    folded = {fold(address) for address in addresses}
    _empty_receipts(Q(sender__in={*folded, *addresses}))
    theirs = Recipient.objects.filter(folded__in=folded)
    deliveries = set(theirs.values_list("delivery_id", flat=True))
    empty(theirs)
    not_sent(Delivery.objects.filter(pk__in=deliveries))
    empty(Delivery.objects.filter(pk__in=deliveries), content=b"")
    Breaker.objects.filter(address__in=folded).delete()


def _empty_receipts(which: Q) -> None:
    receipts = Inbound.objects.filter(which)
    empty(Raw.objects.filter(inbound__in=receipts), bytes=b"")
    empty(receipts)


def _unname(
    contact: Contact, asked: Sequence[int], addresses: Collection[str], names: Collection[str]
) -> None:
    """Their name and addresses in what others wrote, in the tickets where they took part. Original mails, and mails as
    they went out, can't be changed: there they go."""
    said = Message.objects.filter(author_kind="contact", author_id=contact.pk)
    took_part = Participant.objects.filter(
        Q(contact=contact) | Q(folded__in={fold(one) for one in addresses})
    )
    parties = Party.objects.filter(Q(contact=contact) | Q(represents=contact))
    others = {one for rows in (said, took_part, parties) for one in rows.values_list("ticket_id", flat=True)}
    others -= set(asked)
    for part in took_part:
        address = f"gone-{part.pk}@erased.invalid"
        gone = {"name": pseudonym(contact.pk), "address": address, "folded": address}
        empty(Participant.objects.filter(pk=part.pk), **gone)
    empty(parties)
    DraftFile.objects.filter(draft__ticket__in=others).delete()
    Draft.objects.filter(ticket__in=others).delete()
    _empty_originals(others)
    words = {*addresses, *(one for one in names if len(one) >= _SHORTEST)}
    if words:
        longest_first = sorted(map(re.escape, words), key=len, reverse=True)
        _rewrite_all(others, re.compile("|".join(longest_first), re.IGNORECASE), contact.pk)


def _empty_originals(tickets: Collection[int]) -> None:
    empty(Raw.objects.filter(inbound__message__ticket__in=tickets), bytes=b"")
    sent = Delivery.objects.filter(message__ticket__in=tickets).exclude(state__in=WAITING)
    sent.update(content=b"", blob=None)


def _rewrite_all(tickets: Collection[int], pattern: "re.Pattern[str]", contact_id: int) -> None:
    for ticket in Ticket.objects.filter(pk__in=tickets):
        _rewrite(ticket, ("subject", "folded_subject", "excerpt"), pattern, contact_id)
    for message in Message.objects.filter(ticket__in=tickets).select_related("ticket"):
        columns = ("subject", "text", "html", "addresses", "author_name", "author_address")
        if _rewrite(message, columns, pattern, contact_id):
            names = list(message.files.order_by("id").values_list("name", flat=True))
            index_message(message, message.ticket, names)
    for note in Note.objects.filter(ticket__in=tickets):
        if _rewrite(note, ("text", "html"), pattern, contact_id):
            index_note(note)
    events = Event.objects.filter(topic_id__in=tickets).values("pk")
    naming = [one.pk for one in EventDetail.objects.filter(event_id__in=events) if pattern.search(one.text)]
    EventDetail.objects.filter(pk__in=naming).delete()


def _rewrite(row: Any, columns: Sequence[str], pattern: "re.Pattern[str]", contact_id: int) -> bool:
    """Put the pseudonym where the pattern fits; whether anything changed."""
    changed = []
    for column in columns:
        before = str(getattr(row, column))
        after = pattern.sub(
            lambda found: address_of(contact_id) if "@" in found[0] else pseudonym(contact_id), before
        )
        if after != before:
            setattr(row, column, after[: row._meta.get_field(column).max_length or len(after)])
            changed.append(column)
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def _forget_events(contact: Contact) -> None:
    """People's words in the ledger: the events stay, with their ids and hashes."""
    about = Q(subject_kind="contact", subject_id=contact.pk) | Q(actor_kind="contact", actor_id=contact.pk)
    if contact.user_id:
        about |= Q(subject_kind="user", subject_id=contact.user_id) | Q(
            actor_kind="user", actor_id=contact.user_id
        )
    EventDetail.objects.filter(event_id__in=Event.objects.filter(about).values("pk")).delete()


def _forget_self(contact: Contact) -> None:
    Identity.objects.filter(contact=contact).delete()
    AttributeValue.objects.filter(contact=contact).delete()
    remove("contact", contact.pk)
    if contact.user and not contact.user.is_staff_member:
        _forget_user(contact.user, contact.pk)
    name = pseudonym(contact.pk)
    empty(Contact.objects.filter(pk=contact.pk), name=name, folded=fold(name), organization=None, user=None)


def _forget_user(user: User, contact_id: int) -> None:
    """Who signed in as them does so no more."""
    Session.objects.filter(user=user).delete()
    Token.objects.filter(owner=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    empty(User.objects.get_queryset().filter(pk=user.pk), email=address_of(contact_id), is_active=False)
    user.refresh_from_db()
    user.set_unusable_password()
    user.save(update_fields=["password"])
