"""Changing the settings of the house: the right is checked here, the setting is company's."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ringback.access.policy import require
from ringback.company import calendar, house
from ringback.ledger.actor import Actor


def all_settings(actor: Actor) -> dict[str, Any]:
    """Every setting with its value. Raises Forbidden for those who may not change them."""
    require(actor, "setting.write")
    return {name: house.get(name) for name in house.DEFAULTS}


@transaction.atomic
def change(by: Actor, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change some of them, all or none. Raises Refusal for an unknown name or a value of another type."""
    require(by, "setting.write")
    calendar.check(changes)
    for name, value in changes.items():
        house.put(by, name, value)
    return all_settings(by)
