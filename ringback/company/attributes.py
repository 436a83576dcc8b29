"""The fields that the house has defined for contacts and organizations. Who may define them is said in access."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from ringback.company.models import Attribute
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

MOST = 100
MOST_OPTIONS = 100
CHANGEABLE = ("label", "options", "personal", "is_active")
_KEY = re.compile("[a-z][a-z0-9_]{0,39}")


def defined(noun: str) -> list[Attribute]:
    """The fields in use for `contact` or `organization`, in the order they were defined."""
    return list(Attribute.objects.filter(noun=noun, is_active=True).order_by("id"))


@transaction.atomic
def define(
    by: Actor,
    noun: str,
    key: str,
    label: str,
    type: str,
    options: Sequence[str] = (),
    personal: str = "content",
) -> Attribute:
    """A new field. The caller has checked the right. Raises Refusal for a key that is ill-formed or taken, an unknown
    noun or type, and for a choice without options."""
    _check_kind(noun, key, type)
    attribute = Attribute(noun=noun, key=key, type=type, created_at=now())
    _write(attribute, {"label": label, "options": options, "personal": personal})
    attribute.save(force_insert=True)
    append(by, _fact("attribute.defined", attribute))
    return attribute


@transaction.atomic
def change(by: Actor, attribute: Attribute, changes: Mapping[str, Any]) -> Attribute:
    """Change what is CHANGEABLE of a field that the caller has locked, and whose right they have checked. Values stay
    as they are, also those that are no option any more."""
    _write(attribute, changes)
    attribute.version += 1
    attribute.save()
    append(by, _fact("attribute.changed", attribute))
    return attribute


def _check_kind(noun: str, key: str, type: str) -> None:
    if noun not in Attribute.NOUNS:
        raise Refusal(gettext("Fields are for a contact or an organization."), field="noun")
    if not _KEY.fullmatch(key):
        raise Refusal(gettext("A key begins with a letter a–z; then a–z, 0–9 and _ may follow."), field="key")
    if type not in Attribute.TYPES:
        raise Refusal(
            gettext("A type is one of %(names)s.") % {"names": ", ".join(Attribute.TYPES)}, field="type"
        )
    same = Attribute.objects.filter(noun=noun)
    if same.filter(key=key).exists():
        raise Refusal(gettext("There is a field of this key already."), field="key", code="taken")
    if same.count() >= MOST:
        raise Refusal(gettext("%(most)s fields at most.") % {"most": MOST}, field="key")


def _write(attribute: Attribute, given: Mapping[str, Any]) -> None:
    attribute.label = one_line(given.get("label", attribute.label), 100)
    if not attribute.label:
        raise Refusal(gettext("A field needs a label."), field="label")
    if "options" in given:
        attribute.options = json.dumps(_options(given["options"]), ensure_ascii=False)
    if (attribute.type == Attribute.CHOICE) != bool(attribute.choices):
        raise Refusal(gettext("A choice has options, and nothing else has."), field="options")
    attribute.personal = given.get("personal", attribute.personal)
    if attribute.personal not in Attribute.PERSONAL:
        names = ", ".join(Attribute.PERSONAL)
        raise Refusal(gettext("Personal data is one of %(names)s.") % {"names": names}, field="personal")
    attribute.is_active = given.get("is_active", attribute.is_active)


def _options(given: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(one_line(option, 100) for option in given if option.strip()))
    if len(found) > MOST_OPTIONS:
        raise Refusal(gettext("%(most)s options at most.") % {"most": MOST_OPTIONS}, field="options")
    return [option for option in found if option]


def _fact(kind: str, attribute: Attribute) -> Fact:
    data = {"is_active": attribute.is_active}
    detail = {"noun": attribute.noun, "key": attribute.key, "label": attribute.label, "type": attribute.type}
    return Fact(kind, "attribute", attribute.pk, data=data, detail=detail)
