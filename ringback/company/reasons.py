"""The tree of contact reasons. Who may change it is said in access."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from ringback.company.models import Reason, ReasonVersion
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

DEEPEST = 3
MOST = 500


@transaction.atomic
def define(by: Actor, name: str, parent: Reason | None = None) -> Reason:
    """A new reason, at the top or below another. The caller has checked the right. Raises Refusal for a fourth level,
    an empty name, one its neighbour has, and below a retired reason."""
    if Reason.objects.count() >= MOST:
        raise Refusal(gettext("%(most)s contact reasons at most.") % {"most": MOST}, field="name")
    reason = Reason(created_at=now(), number=0)
    _place(reason, name, parent)
    reason.save(force_insert=True)
    _next_version(reason)
    append(by, _fact("reason.defined", reason))
    return reason


@transaction.atomic
def change(by: Actor, reason: Reason, changes: Mapping[str, Any]) -> Reason:
    """Rename (`name`), move (`parent`, None: to the top), retire or take back (`is_active`) a reason that the caller
    has locked, and whose right they have checked. A new name or place is a new version, also of what stands below;
    retiring takes along what stands below. Raises Refusal as `define`."""
    name, parent = changes.get("name", reason.name), changes.get("parent", reason.parent)
    before = reason.path
    _place(reason, name, parent)
    is_active = bool(changes.get("is_active", reason.is_active))
    if is_active and reason.parent and not reason.parent.is_active:
        raise Refusal(gettext("What it stands below is retired."), field="is_active", code="retired")
    below = _below(reason)
    if (
        below
        and max(one.level for one in below) - min(one.level for one in below) + 1 + reason.level > DEEPEST
    ):
        raise Refusal(gettext("A contact reason has three levels at most."), field="parent", code="too-deep")
    reason.is_active = is_active
    if reason.path != before:
        _next_version(reason)
    _save(by, reason)
    for one in below:
        _follow(by, one)
    return reason


def _follow(by: Actor, reason: Reason) -> None:
    """What stands below goes along: its path says where it stands, and nothing retired has living branches."""
    above = Reason.objects.get(children=reason)
    before, was_active = reason.path, reason.is_active
    reason.level, reason.path = above.level + 1, f"{above.path} › {reason.name}"
    reason.is_active = reason.is_active and above.is_active
    if reason.path != before:
        _next_version(reason)
    if reason.path != before or reason.is_active != was_active:
        _save(by, reason)


def _below(reason: Reason) -> list[Reason]:
    """Everything below, upper levels first, locked."""
    children = list(Reason.objects.select_for_update().filter(parent=reason).order_by("id"))
    parents = [one.pk for one in children]
    return children + list(Reason.objects.select_for_update().filter(parent__in=parents).order_by("id"))


def _place(reason: Reason, name: str, parent: Reason | None) -> None:
    name = one_line(name, 100)
    if not name:
        raise Refusal(gettext("A contact reason needs a name."), field="name")
    if parent:
        _may_stand_below(reason, parent)
    beside = Reason.objects.filter(parent=parent, name=name).exclude(pk=reason.pk)
    if beside.exists():
        raise Refusal(gettext("There is one of this name already."), field="name", code="taken")
    reason.name, reason.parent = name, parent
    reason.level = parent.level + 1 if parent else 1
    reason.path = f"{parent.path} › {name}" if parent else name


def _may_stand_below(reason: Reason, parent: Reason) -> None:
    if parent.level >= DEEPEST:
        raise Refusal(gettext("A contact reason has three levels at most."), field="parent", code="too-deep")
    if not parent.is_active and parent.pk != reason.parent_id:
        raise Refusal(gettext("What it stands below is retired."), field="parent", code="retired")
    above: Reason | None = parent
    while above and reason.pk:
        if above.pk == reason.pk:
            raise Refusal(gettext("It can't stand below itself."), field="parent", code="circle")
        above = above.parent


def _next_version(reason: Reason) -> None:
    reason.number += 1
    reason.save(update_fields=["number"])
    ReasonVersion.objects.create(
        reason=reason,
        number=reason.number,
        name=reason.name,
        path=reason.path,
        parent=reason.parent,
        at=now(),
    )


def _save(by: Actor, reason: Reason) -> None:
    reason.version += 1
    reason.save()
    append(by, _fact("reason.changed", reason))


def _fact(kind: str, reason: Reason) -> Fact:
    data = {"number": reason.number, "parent": reason.parent_id, "is_active": reason.is_active}
    return Fact(kind, "reason", reason.pk, data=data, detail={"path": reason.path})
