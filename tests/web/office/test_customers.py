"""Defining fields and segments: for administrators and managers, and refused to the others."""

from typing import Any

import pytest

from ringback.access import attributes
from ringback.company.models import Attribute
from ringback.ledger.actor import SYSTEM
from ringback.people import segments
from ringback.people.models import Segment
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db
TIER = {
    "noun": "contact",
    "key": "tier",
    "label": "Tier",
    "type": "choice",
    "options": "gold\r\n tin \r\n\r\ngold",
    "personal": "content",
}


def test_a_field_is_defined_changed_and_retired(as_: As) -> None:
    client = as_("ada")
    assert client.post("/office/attributes", TIER).status_code == 303
    tier = Attribute.objects.get()
    assert tier.choices == ["gold", "tin"]
    at = f"/office/attributes/{tier.pk}"
    assert b"gold\ntin" in client.get(at).content
    form = {"label": "Rank", "options": "gold", "personal": "link", "version": "1"}
    assert client.post(at, form).status_code == 303
    tier.refresh_from_db()
    assert (tier.label, tier.choices, tier.personal, tier.is_active) == ("Rank", ["gold"], "link", False)
    late = client.post(at, form)
    assert late.status_code == 422 and b"changed meanwhile" in late.content
    assert b"retired" in client.get("/office/attributes").content


@pytest.mark.parametrize(
    "bad",
    [{"key": "The Tier"}, {"options": ""}, {"type": "text"}, {"noun": "ticket"}, {"label": ""}, {"x": "1"}],
)
def test_a_field_that_cannot_be_is_refused_beside_what_is_wrong(bad: dict[str, Any], as_: As) -> None:
    answer = as_("ada").post("/office/attributes", TIER | bad)
    assert answer.status_code == 422 and not Attribute.objects.exists()


def test_a_segment_is_defined_changed_and_forgotten(as_: As, world: World) -> None:
    client = as_("max")
    attributes.define(SYSTEM, "contact", "seats", "Seats", "number")
    form = {
        "name": "Large",
        "colour": "amber",
        **_row(0, "attribute.seats", "at_least", "50"),
        **_row(1, "", "is", ""),
        **_row(2, "organization", "is", "ACME ropes"),
    }
    assert client.post("/office/segments", form).status_code == 303
    segment = Segment.objects.get()
    acme = world.organization.pk
    assert segment.conditions == (
        '[{"field": "attribute.seats", "op": "at_least", "value": "50"}, '
        f'{{"field": "organization", "op": "is", "value": {acme}}}]'
    )
    at = f"/office/segments/{segment.pk}"
    shown = client.get(at).content.decode()
    assert 'value="50"' in shown and 'value="Acme Ropes"' in shown
    change = {"name": "Larger", "version": "1", **_row(0, "language", "is_not", "de")}
    assert client.post(at, change).status_code == 303
    assert client.post(at, change).status_code == 422
    assert client.post(f"{at}/removal").status_code == 303
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("organization", "is", "Nobody Ltd"), "no organization Nobody Ltd"),
        (("preferred_channel", "is", "pigeon"), "no value for preferred_channel"),
        (("language", "at_least", "de"), "can be asked for with is, is_not"),
        (("", "is", "de"), "one condition at least"),
    ],
)
def test_conditions_that_cannot_be_are_refused_and_stay_to_be_mended(
    row: tuple[str, str, str], said: str, as_: As
) -> None:
    answer = as_("ada").post("/office/segments", {"name": "Odd", **_row(0, *row)})
    shown = answer.content.decode()
    assert answer.status_code == 422 and said in shown and f'value="{row[2]}"' in shown
    assert not Segment.objects.exists()


def test_the_others_are_refused(as_: As) -> None:
    segments.define(SYSTEM, "Germans", [{"field": "language", "op": "is", "value": "de"}])
    for name in ("anna", "lena", "pia"):
        assert as_(name).get("/office/attributes").status_code == 403
        assert as_(name).post("/office/segments", {}).status_code == 403
        assert as_(name).get(f"/office/segments/{Segment.objects.get().pk}").status_code == 404


def _row(number: int, field: str, op: str, value: str) -> dict[str, str]:
    return {f"field_{number}": field, f"op_{number}": op, f"value_{number}": value}
