"""How an exchange ended, where the house has a list of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from ringback.company.models import Code
from ringback.interactions.models import Interaction
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line


def check(interaction: Interaction, given: Mapping[str, Any]) -> None:
    """Raises Refusal for a disposition that is not on the house's list; without a list any will do. What it was already
    may stay."""
    said = one_line(given.get("disposition", ""), 30)
    if not said or said == interaction.disposition:
        return
    offered = set(
        Code.objects.filter(kind=Code.DISPOSITION, is_active=True).values_list("name", flat=True)[:200]
    )
    if offered and said not in offered:
        raise Refusal(
            gettext("How it ended is one of the house's list."), field="disposition", code="disposition"
        )
