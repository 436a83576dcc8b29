"""A large desk with files, made inside it, and what somebody needs to ask for its pages."""

import hashlib
import io
import json
import random
import time
from collections.abc import Iterator

from ringback.bench.load import count_on, load, stamp
from ringback.bench.readers import headers_of
from ringback.bench.seed.fill import fill
from ringback.bench.seed.plan import Plan
from ringback.files import store
from ringback.files.models import Blob
from ringback.tickets.models import Message, MessageFile

_LEAST, _MOST = 10 * 1024, 70 * 1024  # bytes of a file


def answer(tickets: str, files: str) -> str:
    """So many tickets, each with three messages on average, and files on the first of these. As JSON: the headers of an
    agent who is signed in."""
    now = time.time()
    fill(Plan(int(tickets), now), lambda _: None)
    stored = list(_stored(int(files)))
    blobs = ((pk, sha256, size, stamp(now)) for pk, (sha256, size) in enumerate(stored, 1))
    load(Blob, ("id", "sha256", "size", "created_at"), blobs)
    messages = Message.objects.order_by("id").values_list("pk", flat=True)[: len(stored)]
    attached = (
        (message, pk, f"{pk:032x}", f"photo-{pk}.jpg", "image/jpeg", size)
        for pk, (message, (_, size)) in enumerate(zip(messages, stored, strict=True), 1)
    )
    load(MessageFile, ("message_id", "blob_id", "key", "name", "media_type", "size"), attached)
    count_on(Blob, MessageFile)
    return json.dumps(headers_of("agent"))


def _stored(files: int) -> Iterator[tuple[str, int]]:
    """Hash and size of bytes that nothing makes smaller, as photographs are."""
    dice = random.Random(3)  # noqa: S311  (nothing here is secret)
    for _ in range(files):
        content = dice.randbytes(dice.randint(_LEAST, _MOST))
        sha256 = hashlib.sha256(content).hexdigest()
        store.put_back(io.BytesIO(content), sha256)
        yield sha256, len(content)
