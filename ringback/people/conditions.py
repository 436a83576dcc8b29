"""The conditions of segments: a closed grammar of `field op value`, all of which must hold.

    language is de
    attribute.tier is gold
    organization_attribute.seats at_least 50

A field is looked up in a register, and each kind of field writes its own query: nothing of what somebody sent is ever
the name of a column (TRUST A16). An empty value (null for the organization) asks for those who have none; `is_not` is
true of them.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from ringback.company.attribute_values import as_number, canonical
from ringback.company.attributes import defined
from ringback.company.models import Attribute
from ringback.kit.channel_names import CHANNELS
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.people.models import AttributeValue, Organization

MOST = 10
IS, IS_NOT, AT_LEAST, AT_MOST = OPS = ("is", "is_not", "at_least", "at_most")
EQUAL = (IS, IS_NOT)
# The prefixes by which the house's own fields are named.
PREFIXES: Mapping[str, str] = {
    "attribute.": Attribute.CONTACT,
    "organization_attribute.": Attribute.ORGANIZATION,
}
Stored = str | int | None


@dataclass(frozen=True, slots=True)
class Field:
    """What can be asked of a contact. `read` makes a given value the stored one or raises ValueError; `holds` is the
    query for an operator and a stored value."""

    ops: Sequence[str]
    read: Callable[[Actor, Any], Stored]
    holds: Callable[[str, Any], Q]


def _language(_by: Actor, given: Any) -> Stored:
    if given is not None and not isinstance(given, str):
        raise ValueError
    return one_line(given or "", 12)


def _channel(_by: Actor, given: Any) -> Stored:
    if given not in (None, "", *CHANNELS):
        raise ValueError
    return str(given or "")


def _organization(by: Actor, given: Any) -> Stored:
    if given is None:
        return None
    known = isinstance(given, int) and 0 < given < 2**63
    if (
        isinstance(given, bool)
        or not known
        or not Organization.objects.visible_to(by).filter(pk=given).exists()
    ):
        raise ValueError
    return int(given)


def _negated(op: str, holds: Q) -> Q:
    return ~holds if op == IS_NOT else holds


OWN: Mapping[str, Field] = {
    "language": Field(EQUAL, _language, lambda op, value: _negated(op, Q(language=value))),
    "preferred_channel": Field(EQUAL, _channel, lambda op, value: _negated(op, Q(preferred_channel=value))),
    "organization": Field(EQUAL, _organization, lambda op, value: _negated(op, Q(organization_id=value))),
}


def fields() -> dict[str, Field]:
    """The register: the desk's own fields, and those that the house has defined, by the names conditions use."""
    found = dict(OWN)
    for prefix, noun in PREFIXES.items():
        found |= {f"{prefix}{attribute.key}": _of(attribute) for attribute in defined(noun)}
    return found


def read(by: Actor, given: Sequence[Mapping[str, Any]]) -> str:
    """The conditions as they are kept. Raises Refusal (of `conditions`) for what is no condition."""
    if not 0 < len(given) <= MOST:
        raise _no(gettext("A segment has one condition at least, and %(most)s at most.") % {"most": MOST})
    known = fields()
    return json.dumps([_read(by, known, one) for one in given], ensure_ascii=False)


def holds(kept: str, known: Mapping[str, Field]) -> Q:
    """The query over contacts for kept conditions. One on a field that was retired since holds of nobody: rather too
    few in a segment than everybody."""
    found = Q()
    for one in json.loads(kept):
        field = known.get(one["field"])
        found &= field.holds(one["op"], one["value"]) if field else Q(pk__in=[])
    return found


def _read(by: Actor, known: Mapping[str, Field], one: Mapping[str, Any]) -> dict[str, Any]:
    name, op = str(one.get("field", "")), one.get("op")
    field = known.get(name)
    if field is None:
        raise _no(gettext("No condition can be on %(name)s.") % {"name": name[:60]})
    if op not in field.ops:
        words = gettext("%(name)s can be asked for with %(ops)s.")
        raise _no(words % {"name": name, "ops": ", ".join(field.ops)})
    try:
        value = field.read(by, one.get("value"))
    except ValueError as bad:
        raise _no(gettext("This is no value for %(name)s.") % {"name": name}) from bad
    if op not in EQUAL and not value:
        raise _no(gettext("There is nothing to compare %(name)s with.") % {"name": name})
    return {"field": name, "op": op, "value": value}


def _of(attribute: Attribute) -> Field:
    ordered = attribute.type in (Attribute.NUMBER, Attribute.DATE)
    return Field(
        OPS if ordered else EQUAL,
        lambda _by, given: canonical(attribute, given, "conditions"),
        lambda op, value: _of_values(attribute, op, value),
    )


def _of_values(attribute: Attribute, op: str, value: str) -> Q:
    owner = (
        Q(contact_id=OuterRef("pk"))
        if attribute.noun == Attribute.CONTACT
        else Q(organization_id=OuterRef("organization_id"))
    )
    rows = AttributeValue.objects.filter(owner, attribute=attribute)
    if op in EQUAL:
        return _negated(op, Q(Exists(rows.filter(value=value))) if value else ~Q(Exists(rows)))
    bound = as_number(attribute, value)
    return Q(Exists(rows.filter(number__gte=bound) if op == AT_LEAST else rows.filter(number__lte=bound)))


def _no(words: str) -> Refusal:
    return Refusal(words, field="conditions", code="condition")
