"""Defining the fields of contacts and organizations: the right is checked here, the fields are company's."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ringback.access.locking import row_to_change
from ringback.access.policy import may, require
from ringback.company import attributes
from ringback.company.models import Attribute
from ringback.ledger.actor import Actor


def seen_by(actor: Actor) -> "QuerySet[Attribute]":
    """Every field, retired ones too, for those of the house; none for partners and customers."""
    fields = Attribute.objects.all()
    return fields if may(actor, "attribute.read") else fields.none()


def define(
    by: Actor,
    noun: str,
    key: str,
    label: str,
    type: str,
    options: Sequence[str] = (),
    personal: str = "content",
) -> Attribute:
    """A new field, as company.attributes.define. Raises Forbidden for those who may not."""
    require(by, "attribute.write")
    return attributes.define(by, noun, key, label, type, options, personal)


@transaction.atomic
def change(by: Actor, pk: int, changes: Mapping[str, Any], version: int | None = None) -> Attribute:
    """Change label, options, personal data, or whether it is in use. Raises Unseen, Forbidden, Stale and Refusal."""
    require(by, "attribute.write")
    return attributes.change(by, row_to_change(seen_by(by), pk, version), changes)
