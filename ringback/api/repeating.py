"""Idempotency-Key: the same write again gives the answer of the first, and does nothing (TRUST B10).

Claim of a key, changes and answer commit together. Whoever comes second waits at the unique index and
then finds the answer, so two at once make one object. Refusals are not kept: mend what was wrong and use the same key.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse

from ringback.api.call import BadRequest, Call
from ringback.api.models import KeptAnswer
from ringback.kit.clock import now
from ringback.kit.crypto import seal, unseal
from ringback.kit.errors import Refusal, Stale

KEPT = timedelta(hours=24)
_HEADERS = ("Content-Type", "ETag", "Location")


class _Undo(Exception):
    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer


def once(call: Call, key: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """What `answer` gives, or what it gave before under this key.

    Raises BadRequest for a key that is none, and Refusal when the key was used for another request.
    """
    if not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        raise BadRequest("An Idempotency-Key is 1 to 200 printable ASCII characters.", code="bad-key")
    print_of = fingerprint(call)
    try:
        with transaction.atomic():
            return _once(call, key, print_of, answer)
    except _Undo as undone:
        return undone.answer


def forget_old(at: datetime) -> int:
    """Remove what is older than a day; returns how many rows went. For the schedule."""
    return KeptAnswer.created_before(at - KEPT).delete()[0]


def fingerprint(call: Call) -> str:
    """What makes a request the same: method, address, body and files."""
    digest = sha256(f"{call.method} {call.get_full_path()}\n".encode())
    if call.content_type == "multipart/form-data":
        digest.update(json.dumps(sorted(call.POST.lists())).encode())
        for name, files in sorted(call.FILES.lists()):
            for file in files:
                _add_file(digest, name, file)
    else:
        digest.update(call.body)
    return digest.hexdigest()


def _add_file(digest: Any, name: str, file: Any) -> None:
    digest.update(f"\n{name} {file.name}\n".encode())
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)


def _once(call: Call, key: str, print_of: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    row, is_mine = _claim(call, key, print_of)
    if not is_mine:
        return _again(row, print_of)
    given = answer()
    if given.status_code >= 500:
        raise _Undo(given)
    if given.status_code < 300:
        _keep(row, given, call.say)
    else:
        row.delete()
    return given


def _claim(call: Call, key: str, print_of: str) -> tuple[KeptAnswer, bool]:
    mine = KeptAnswer.objects.visible_to(call.actor).filter(key=key)
    mine.filter(created_at__lt=now() - KEPT).delete()
    row = KeptAnswer(token_id=call.actor.id, key=key, fingerprint=print_of, created_at=now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        known = mine.first()
        if known is None:
            raise Stale(
                "The first request with this key is under way. Try again.", code="under-way"
            ) from taken
        return known, False
    return row, True


def _again(row: KeptAnswer, print_of: str) -> HttpResponse:
    if row.fingerprint != print_of:
        raise Refusal("This Idempotency-Key was used for another request.", code="key-reused")
    answer = HttpResponse(unseal(row.body), status=row.status)
    for name, value in json.loads(row.headers).items():
        answer[name] = value
    answer["Idempotent-Replayed"] = "true"
    return answer


def _keep(row: KeptAnswer, answer: HttpResponse, said: dict[str, str]) -> None:
    row.status, row.body = answer.status_code, seal(answer.content.decode())
    headers = {**said, "Content-Type": answer["Content-Type"]} if answer.content else said
    row.headers = json.dumps({name: value for name, value in headers.items() if name in _HEADERS})
    row.save(update_fields=["status", "body", "headers"])
