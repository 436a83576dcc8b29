"""Drafts: saved as typed, on the server, one a person, ticket and kind."""

import json
from collections.abc import Mapping, Sequence
from typing import IO

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from ringback.access.prepared import prepared
from ringback.access.standing import standing
from ringback.company import house
from ringback.files import store
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Stale, Unseen
from ringback.kit.ids import secret
from ringback.kit.markup import outbound
from ringback.kit.text import file_name
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.families import family
from ringback.tickets.locking import check
from ringback.tickets.models import Draft, DraftFile, Ticket
from ringback.tickets.models.draft import Drafts

MOST_FILES = 20


@transaction.atomic
def save(
    by: Actor,
    ticket_id: int,
    kind: str,
    html: str,
    addresses: Mapping[str, object] | None = None,
    based_on: int | None = None,
    version: int | None = None,
) -> Draft:
    """Keep what is being written; nothing of it enters the ledger. `addresses`: for a reply its recipients, for a note
    whom it calls in and whether partners may read it. Stale when another window has saved since `version`."""
    draft = begun(by, ticket_id, kind)
    if version is not None and draft.version != version:
        raise Stale(gettext("This draft was changed in another window."), version=draft.version)
    draft.html = outbound(html)
    if addresses is not None:
        draft.addresses = json.dumps(addresses)
    if based_on is not None:
        draft.based_on = based_on
    draft.updated_at = now()
    draft.version += 1
    draft.save()
    return draft


@transaction.atomic
def attach(
    by: Actor,
    ticket_id: int,
    kind: str,
    name: str,
    media_type: str,
    content: IO[bytes],
    size: int,
    is_inline: bool = False,
) -> DraftFile:
    """Lay a file ready in the draft, made if need be; `is_inline`: a picture for its text, which shows it as
    `<img data-cid="KEY">`. Refusal when it is too large or one too many."""
    must_fit(size)
    # Not locked: while a large file is written, whoever sends would wait for it with the ticket locked.
    draft = _own(by, ticket_id, kind, Draft.objects.all())
    if draft.files.count() >= MOST_FILES:
        _forget_left_out(draft)
    if draft.files.count() >= MOST_FILES:
        raise Refusal(
            gettext("%(most_files)s files at most.") % {"most_files": MOST_FILES},
            field="file",
            code="too-many",
        )
    blob = store.keep(content)
    return DraftFile.objects.create(
        draft=draft,
        blob=blob,
        key=secret(),
        name=file_name(name),
        media_type=media_type[:100],
        size=blob.size,
        is_inline=is_inline,
    )


def must_fit(size: int) -> None:
    """Raises Refusal for a file of so many bytes when the house allows no such."""
    most = house.get("max_file_mb")
    if size > most * 2**20:
        raise Refusal(
            gettext("Files may have %(most)s MB at most.") % {"most": most}, field="file", code="too-large"
        )


@transaction.atomic
def detach(by: Actor, key: str) -> None:
    """Take a file out of one's draft again."""
    file = DraftFile.objects.visible_to(by).filter(key=key).first()
    if file is None:
        raise Unseen()
    file.delete()


@transaction.atomic
def discard(by: Actor, draft_id: int) -> None:
    """Throw one's draft away."""
    draft = Draft.objects.visible_to(by).filter(pk=draft_id).first()
    if draft is None:
        raise Unseen()
    if facts := stays(draft):
        append(by, *facts)
    draft.delete()


def stays(draft: Draft) -> list[Fact]:
    """Part of a verb that saves or removes the draft: where it was to go out by itself, it does not, and whoever
    counted on that is told."""
    if draft.send_at is None:
        return []
    draft.send_at = draft.send_status = None
    data = {"user": draft.author_id}
    return [Fact("ticket.reply_unscheduled", "ticket", draft.ticket_id, draft.ticket_id, data)]


@transaction.atomic
def hold(
    by: Actor, ticket_id: int, html: str, addresses: Mapping[str, Sequence[Sequence[str]]], based_on: int
) -> Draft:
    """The reply was not sent because the thread had moved on: keep it as a held draft."""
    draft = save(by, ticket_id, Draft.REPLY, html, addresses, based_on)
    if facts := stays(draft):
        append(by, *facts)
    draft.is_held = True
    draft.save(update_fields=["is_held", "send_at", "send_status"])
    return draft


def pictures_in(by: Actor, ticket_id: int, html: str) -> list[str]:
    """Keys of the pictures laid ready in one's reply that `html` shows."""
    if "<img" not in html.lower():
        return []  # nearly every reply: the question below costs more than all others of a reply
    laid = DraftFile.objects.visible_to(by).filter(draft__kind=Draft.REPLY)
    laid = laid.filter(Q(draft__ticket_id=ticket_id) | Q(draft__ticket__canonical_id=ticket_id))
    keys = laid.filter(is_inline=True).order_by("id").values_list("key", flat=True)
    return [key for key in keys if key in html]


def own_drafts(actor: Actor, ticket: Ticket) -> Sequence[Draft]:
    """The actor's drafts on a ticket that was found for them, with their files, one of a kind: what was begun on a
    ticket that has been merged into this one is gone on with here, while its row stays where it is."""
    found = _drafts(family(actor, ticket), standing(actor).user_id)
    by_kind: dict[str, Draft] = {}
    for draft in sorted(found, key=lambda draft: (draft.ticket_id != ticket.pk, draft.pk)):
        by_kind.setdefault(draft.kind, draft)
    return list(by_kind.values())


def done(by: Actor, ticket: Ticket, kind: str) -> None:
    """Part of a verb that has written what the draft was for: it is not needed any more."""
    used = [draft.pk for draft in own_drafts(by, ticket) if draft.kind == kind]
    if used:
        Draft.objects.filter(pk__in=used).delete()


@prepared("tickets", "author")
def _drafts(tickets: Sequence[int], author: int) -> QuerySet[Draft]:
    return Draft.objects.filter(ticket_id__in=tickets, author_id=author).prefetch_related("files")


def _forget_left_out(draft: Draft) -> None:
    # A picture taken out of the text is kept until there is need of its place: taking out can be undone.
    for file in draft.files.filter(is_inline=True):
        if file.key not in draft.html:
            file.delete()


def begun(by: Actor, ticket_id: int, kind: str) -> Draft:
    """One's draft of a kind, made if need be, locked: while it is written nobody sends it, and what is written does not
    bring back the time at which it was to go, once that has been withdrawn. Unseen, Forbidden."""
    return _own(by, ticket_id, kind, Draft.objects.select_for_update())


def _own(by: Actor, ticket_id: int, kind: str, rows: Drafts) -> Draft:
    if kind not in (Draft.REPLY, Draft.NOTE):
        raise Refusal(gettext("A draft is a reply or a note."), field="kind")
    ticket = Ticket.objects.visible_to(by).filter(pk=ticket_id).first()
    if ticket is None:
        raise Unseen()
    check(by, ticket, "ticket.draft" if kind == Draft.REPLY else "note.write")
    own = [draft for draft in own_drafts(by, ticket) if draft.kind == kind] if ticket.merged_count else []
    number = own[0].ticket_id if own else ticket.pk
    defaults = {"updated_at": now(), "based_on": ticket.last_message_id}
    draft, _ = rows.get_or_create(
        ticket_id=number, author_id=standing(by).user_id, kind=kind, defaults=defaults
    )
    return draft
