"""Taking in: the raw bytes are durable before anything is acknowledged to the source, moved or deleted there."""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from ringback.access.prepared import prepared
from ringback.channels.adapters.email.content_key import content_key
from ringback.channels.models import Inbound, Line, Raw
from ringback.files import store
from ringback.files.models import Blob
from ringback.kit.clock import now
from ringback.kit.inserting import insert, insert_both
from ringback.kit.text import clean

# Larger mail goes to the store: a database row is the wrong place for megabytes.
IN_ROW = 256 * 1024


@dataclass(frozen=True, slots=True)
class Handed:
    """What a source hands over. `ref` names its place there, where places exist; `received_at` is aware; the peer is
    the server that brought it, if that was one of the public internet."""

    raw: bytes
    source: str
    received_at: datetime
    ref: str | None = None
    is_silent: bool = False
    envelope_from: str | None = None
    envelope_to: tuple[str, ...] = ()
    peer_ip: str = ""
    peer_helo: str = ""


def take_in(line: Line, handed: Handed) -> Inbound:
    """The receipt for what was handed over, committed and synced when this returns (called outside a transaction).

    Handed over twice from the same place: the same receipt. The same content again from another place: a receipt that
    points at the first (`first`), which nothing further becomes of.
    """
    receipt = _receipt(line, handed)
    blob = store.keep(io.BytesIO(handed.raw)) if receipt.size > IN_ROW else None
    for _ in range(4):
        try:
            return _write(receipt, handed.raw, blob)
        except IntegrityError:
            # Most mail is new, so nobody looks first: what was here before, or came meanwhile, makes itself known.
            known = _known(line.pk, handed.ref or "", receipt.content_key)
            here = [row for row in known if handed.ref and row.source_ref == handed.ref]
            if here:
                return here[0]
            receipt.first = next((row for row in known if row.first_id is None), None)
    raise RuntimeError("the receipt could not be written")


def raw_of(inbound: Inbound) -> bytes:
    """The bytes as the source handed them over."""
    try:
        raw = inbound.raw
    except Raw.DoesNotExist:
        # To the byte the same as the first of its content, and kept there.
        raw = Raw.objects.get(inbound=inbound.first)
    if raw.blob is None:
        return bytes(raw.bytes or b"")
    with store.open_blob(raw.blob) as file:
        return file.read()


@prepared("line", "ref", "content_key")
def _known(line: int, ref: str, content_key: str) -> QuerySet[Inbound]:
    """What came from the same place or, first of its kind, with the same content."""
    # Two queries in one: each has an index of its own, which an OR of both would not find.
    same_place = Inbound.objects.filter(line_id=line, source_ref=ref)
    same_content = Inbound.objects.filter(line_id=line, content_key=content_key, first=None)
    return same_place.union(same_content)


def _receipt(line: Line, handed: Handed) -> Inbound:
    return Inbound(
        line=line,
        source=handed.source,
        source_ref=handed.ref,
        sha256=hashlib.sha256(handed.raw).hexdigest(),
        content_key=content_key(handed.raw),
        size=len(handed.raw),
        received_at=handed.received_at,
        taken_at=now(),
        is_silent=handed.is_silent,
        # Whatever a sender calls itself in the envelope, its mail must fit in.
        envelope_from=None if handed.envelope_from is None else clean(handed.envelope_from)[:320],
        envelope_to=clean("\n".join(handed.envelope_to)),
        peer_ip=handed.peer_ip,
        peer_helo=clean(handed.peer_helo)[:255],
    )


@transaction.atomic
def _write(receipt: Inbound, raw: bytes, blob: Blob | None) -> Inbound:
    receipt.pk = None
    if receipt.first:
        receipt.peer_ip = receipt.peer_helo = ""  # nothing becomes of it, so nobody will ask
        Inbound.objects.filter(pk=receipt.first.pk).update(copies=F("copies") + 1)
    if receipt.first and receipt.first.sha256 == receipt.sha256:
        insert(receipt)
    else:
        held = Raw(bytes=None if blob else raw, blob=blob)
        insert_both(receipt, held, "inbound_id")
        # Known from the receipt, and not the other way round: a circle would keep the bytes until somebody collects it.
        Raw.inbound.field.remote_field.set_cached_value(receipt, held)
    return receipt
