"""The house's lists of dispositions, resolution codes and root causes. Who may change them is said in access."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from ringback.company.models import Code
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

MOST = 200
_LONGEST = {Code.DISPOSITION: 30}  # an exchange keeps what it was called then


@transaction.atomic
def define(by: Actor, kind: str, name: str) -> Code:
    """A new entry of one of the lists. The caller has checked the right. Raises Refusal for an unknown list, and a name
    that is empty or taken."""
    if kind not in Code.KINDS:
        raise Refusal(gettext("A list is one of %(names)s.") % {"names": ", ".join(Code.KINDS)}, field="kind")
    if Code.objects.filter(kind=kind).count() >= MOST:
        raise Refusal(gettext("%(most)s codes at most.") % {"most": MOST}, field="name")
    code = Code(kind=kind, created_at=now())
    _write(code, {"name": name})
    code.save(force_insert=True)
    append(by, _fact("code.defined", code))
    return code


@transaction.atomic
def change(by: Actor, code: Code, changes: Mapping[str, Any]) -> Code:
    """Rename, retire or take back an entry that the caller has locked, and whose right they have checked."""
    _write(code, changes)
    code.version += 1
    code.save()
    append(by, _fact("code.changed", code))
    return code


def _write(code: Code, given: Mapping[str, Any]) -> None:
    code.name = one_line(given.get("name", code.name), _LONGEST.get(code.kind, 100))
    if not code.name:
        raise Refusal(gettext("A code needs a name."), field="name")
    if Code.objects.filter(kind=code.kind, name=code.name).exclude(pk=code.pk).exists():
        raise Refusal(gettext("There is one of this name already."), field="name", code="taken")
    code.is_active = bool(given.get("is_active", code.is_active))


def _fact(kind: str, code: Code) -> Fact:
    data = {"kind": code.kind, "is_active": code.is_active}
    return Fact(kind, "code", code.pk, data=data, detail={"name": code.name})
