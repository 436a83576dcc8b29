"""What contacts and organizations have in the fields that the house defined."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from ringback.company.attribute_values import Value, as_number, canonical, typed
from ringback.company.attributes import defined
from ringback.company.models import Attribute
from ringback.kit.errors import Refusal
from ringback.people.models import AttributeValue, Contact, Organization

Given = Mapping[str, Value | None]


def keep(row: Contact | Organization, given: Given) -> dict[str, str]:
    """Part of a verb that has locked `row`: the values by key, None or an empty text for none; what is not named stays.
    Gives what has changed, for the ledger. Raises Refusal (of `attributes.KEY`) for a key that no field in use has, and
    for a value that does not fit."""
    if not given:
        return {}
    fields = {field.key: field for field in defined(_noun(row))}
    kept = dict(_rows(row).values_list("attribute_id", "value"))
    changed: dict[str, str] = {}
    for key, value in given.items():
        field = fields.get(key)
        if field is None:
            raise _unknown(key)
        new = _canonical(field, value, kept.get(field.pk, ""))
        if new != kept.get(field.pk, ""):
            _put(row, field, new)
            changed[f"attribute.{key}"] = new
    return changed


def values_of(
    rows: Iterable[Contact] | Iterable[Organization], noun: str
) -> dict[int, dict[str, Value | None]]:
    """By id of the rows (all of one noun, found for the actor): key of every field in use -> value, None for none. Two
    statements, whatever the number of rows."""
    fields = defined(noun)
    found: dict[int, dict[str, Value | None]] = {
        row.pk: {field.key: None for field in fields} for row in rows
    }
    if not fields or not found:
        return found
    by_id = {field.pk: field for field in fields}
    of = f"{noun}_id"
    kept = _of_noun(noun, found).filter(attribute_id__in=by_id)
    for pk, attribute, value in kept.values_list(of, "attribute_id", "value"):
        found[pk][by_id[attribute].key] = typed(by_id[attribute], value)
    return found


def _canonical(field: Attribute, value: Value | None, kept: str) -> str:
    """An option that is none any more may stay where it is."""
    return kept if kept and value == kept else canonical(field, value, f"attributes.{field.key}")


def _put(row: Contact | Organization, field: Attribute, value: str) -> None:
    if not value:
        _rows(row).filter(attribute=field).delete()
        return
    owner = {"contact": row} if isinstance(row, Contact) else {"organization": row}
    AttributeValue.objects.update_or_create(
        attribute=field, **owner, defaults={"value": value, "number": as_number(field, value)}
    )


def _noun(row: Contact | Organization) -> str:
    return Attribute.CONTACT if isinstance(row, Contact) else Attribute.ORGANIZATION


def _rows(row: Contact | Organization) -> Any:
    return _of_noun(_noun(row), [row.pk])


def _of_noun(noun: str, pks: Iterable[int]) -> Any:
    rows = AttributeValue.objects.all()
    ids = list(pks)
    return (
        rows.filter(contact_id__in=ids) if noun == Attribute.CONTACT else rows.filter(organization_id__in=ids)
    )


def _unknown(key: str) -> Refusal:
    words = gettext("There is no field %(key)s.") % {"key": key[:60]}
    return Refusal(words, field=f"attributes.{key[:60]}", code="no-such")
