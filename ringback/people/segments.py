"""Verbs on segments, and who is in them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.utils.translation import gettext

from ringback.access.locking import row_to_change
from ringback.access.policy import require
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people import conditions
from ringback.people.models import Contact, Segment

MOST = 100
Conditions = Sequence[Mapping[str, Any]]


@transaction.atomic
def define(by: Actor, name: str, given: Conditions, colour: str = "") -> Segment:
    """A new segment of the contacts for whom all of the conditions hold. Raises Refusal for a name that is empty or
    taken, a colour there is not, and what is no condition."""
    require(by, "segment.write")
    if Segment.objects.count() >= MOST:
        raise Refusal(gettext("%(most)s segments at most.") % {"most": MOST}, field="name")
    segment = Segment(created_at=now())
    _write(by, segment, {"name": name, "colour": colour, "conditions": given})
    segment.save(force_insert=True)
    append(by, _fact("segment.defined", segment))
    return segment


@transaction.atomic
def change(by: Actor, pk: int, changes: Mapping[str, Any], version: int | None = None) -> Segment:
    """Change name, colour or conditions. Raises Unseen, Forbidden, Refusal, and Stale when `version` is not the
    segment's any more."""
    require(by, "segment.write")
    segment = row_to_change(Segment.objects.visible_to(by), pk, version)
    _write(by, segment, changes)
    segment.version += 1
    segment.save()
    append(by, _fact("segment.changed", segment))
    return segment


@transaction.atomic
def remove(by: Actor, pk: int) -> None:
    """Forget a segment; the contacts stay as they are. Raises Unseen and Forbidden."""
    require(by, "segment.write")
    segment = row_to_change(Segment.objects.visible_to(by), pk)
    fact = _fact("segment.removed", segment)
    segment.delete()
    append(by, fact)


def members(actor: Actor, segment: Segment) -> "QuerySet[Contact]":
    """Those in a segment, found for the actor, whom they may see."""
    holds = conditions.holds(segment.conditions, conditions.fields())
    return Contact.objects.visible_to(actor).filter(holds)


def segments_of(actor: Actor, contacts: Iterable[int]) -> dict[int, list[Segment]]:
    """By id of contacts that were found for the actor: the segments each is in, by name. One statement where there is
    no segment, four where there are some, whatever the number of contacts."""
    wanted = list(contacts)
    known = list(Segment.objects.visible_to(actor).order_by("folded")) if wanted else []
    if not known:
        return {}
    fields = conditions.fields()
    asked = {f"in_{segment.pk}": _true_of(conditions.holds(segment.conditions, fields)) for segment in known}
    rows = Contact.objects.filter(pk__in=wanted).annotate(**asked).values("pk", *asked)
    return {row["pk"]: [segment for segment in known if row[f"in_{segment.pk}"]] for row in rows}


def _true_of(holds: Any) -> Case:
    return Case(When(holds, then=Value(True)), default=Value(False), output_field=BooleanField())


def _write(by: Actor, segment: Segment, given: Mapping[str, Any]) -> None:
    if "name" in given:
        segment.name = _name(segment, given["name"])
        segment.folded = fold(segment.name)[:120]
    if given.get("colour", segment.colour) not in Segment.COLOURS:
        names = ", ".join(filter(None, Segment.COLOURS))
        raise Refusal(gettext("A colour is one of %(names)s.") % {"names": names}, field="colour")
    segment.colour = given.get("colour", segment.colour)
    if "conditions" in given:
        segment.conditions = conditions.read(by, given["conditions"])


def _name(segment: Segment, given: str) -> str:
    name = one_line(given, 60)
    if not name:
        raise Refusal(gettext("A segment needs a name."), field="name")
    if Segment.objects.filter(folded=fold(name)[:120]).exclude(pk=segment.pk).exists():
        raise Refusal(gettext("There is a segment of this name already."), field="name", code="taken")
    return name


def _fact(kind: str, segment: Segment) -> Fact:
    words = {"name": segment.name, "conditions": segment.conditions}
    return Fact(kind, "segment", segment.pk, detail=words)
