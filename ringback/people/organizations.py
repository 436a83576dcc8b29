"""Verbs on organizations."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.policy import require
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Stale
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people import attributing
from ringback.people.attributing import Given
from ringback.people.models import Organization


@transaction.atomic
def found(by: Actor, name: str, notes: str = "", attributes: Given = MappingProxyType({})) -> Organization:
    """A new organization, with values of the house's own fields. Raises Refusal when the name is empty or taken, and
    for a value that does not fit."""
    require(by, "organization.write")
    organization = Organization(created_at=now())
    _write(organization, {"name": name, "notes": notes})
    organization.save(force_insert=True)
    kept = attributing.keep(organization, attributes)
    append(by, _fact("organization.created", organization, kept))
    return organization


@transaction.atomic
def change(
    by: Actor, organization: Organization, changes: Mapping[str, Any], version: int | None = None
) -> Organization:
    """Change `name`, `notes` or `attributes` {key: value}; what is not named stays. Raises Refusal as `found`, and
    Stale when `version` is not the organization's any more."""
    require(by, "organization.write")
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if version is not None and version != organization.version:
        raise Stale(gettext("This organization was changed meanwhile."), version=organization.version)
    _write(organization, changes)
    kept = attributing.keep(organization, changes.get("attributes", {}))
    organization.version += 1
    organization.save()
    append(by, _fact("organization.changed", organization, kept))
    return organization


def _write(organization: Organization, given: Mapping[str, Any]) -> None:
    if "name" in given:
        organization.name, organization.folded = _name(organization, given["name"])
    organization.notes = given.get("notes", organization.notes)


def _name(organization: Organization, given: str) -> tuple[str, str]:
    name, folded = one_line(given, 200), fold(given)[:400]
    if not name:
        raise Refusal(gettext("An organization needs a name."), field="name")
    if Organization.objects.filter(folded=folded).exclude(pk=organization.pk).exists():
        raise Refusal(gettext("There is an organization of this name already."), field="name", code="taken")
    return name, folded


def _fact(kind: str, organization: Organization, kept: Mapping[str, str]) -> Fact:
    return Fact(kind, "organization", organization.pk, detail={"name": organization.name, **kept})
