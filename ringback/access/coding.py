"""Contact reasons and codes: the rights are checked here, the lists are company's."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ringback.access.locking import row_to_change
from ringback.access.policy import may, require
from ringback.company import codes, reasons
from ringback.company.models import Code, Reason
from ringback.kit.errors import Unseen
from ringback.ledger.actor import Actor


def reasons_seen_by(actor: Actor) -> "QuerySet[Reason]":
    """Every contact reason, retired ones too, for the staff; none for customers."""
    return Reason.objects.all() if may(actor, "code.read") else Reason.objects.none()


def codes_seen_by(actor: Actor) -> "QuerySet[Code]":
    """Every code, retired ones too, for the staff; none for customers."""
    return Code.objects.all() if may(actor, "code.read") else Code.objects.none()


def define_reason(by: Actor, name: str, parent: int | None = None) -> Reason:
    """A new contact reason, as company.reasons.define. Raises Forbidden, and Unseen for a parent there is not."""
    require(by, "code.write")
    return reasons.define(by, name, _parent(parent))


@transaction.atomic
def change_reason(by: Actor, pk: int, changes: Mapping[str, Any], version: int | None = None) -> Reason:
    """Rename, move, retire or take back. `parent`: an id, None for the top. Raises Unseen, Forbidden, Stale and
    Refusal."""
    require(by, "code.write")
    reason = row_to_change(reasons_seen_by(by), pk, version)
    given = dict(changes)
    if "parent" in given:
        given["parent"] = _parent(given["parent"])
    return reasons.change(by, reason, given)


def define_code(by: Actor, kind: str, name: str) -> Code:
    """A new code, as company.codes.define. Raises Forbidden for those who may not."""
    require(by, "code.write")
    return codes.define(by, kind, name)


@transaction.atomic
def change_code(by: Actor, pk: int, changes: Mapping[str, Any], version: int | None = None) -> Code:
    """Rename, retire or take back. Raises Unseen, Forbidden, Stale and Refusal."""
    require(by, "code.write")
    return codes.change(by, row_to_change(codes_seen_by(by), pk, version), changes)


def _parent(pk: int | None) -> Reason | None:
    if pk is None:
        return None
    found = Reason.objects.filter(pk=pk).first()
    if found is None:
        raise Unseen()
    return found
