"""Attributes: the fields that the house has defined for its contacts and organizations."""

from typing import Annotated, Literal

from pydantic import Field

from ringback.access import attributes
from ringback.api.call import Call, etag
from ringback.api.found import find, oldest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, In, Limit, Moment, Out, Page, Version, Word
from ringback.company.attributes import MOST_OPTIONS
from ringback.company.models import Attribute

_ATTRIBUTE = {"attribute_id": "attribute"}
Options = Annotated[list[Word], Field(max_length=MOST_OPTIONS)]
Personal = Literal["link", "identity", "contact", "content"]


class AttributeOut(Out):
    """`personal`: what its values are as personal data."""

    id: int
    noun: str
    key: str
    label: str
    type: str
    options: list[str]
    personal: str
    is_active: bool
    created_at: Moment
    version: Version


class AttributePage(Page[AttributeOut]):
    pass


class AttributeNew(In):
    noun: Literal["contact", "organization"]
    key: Annotated[str, Field(max_length=40, pattern="^[a-z][a-z0-9_]*$")]
    label: Word
    type: Literal["text", "number", "yes_no", "date", "choice"]
    options: Options = []
    personal: Personal = "content"


class AttributeChange(In):
    """What is left out stays. `is_active` false: the field is retired; its values are kept and not shown."""

    label: Word = ""
    options: Options = []
    personal: Personal = "content"
    is_active: bool = True


@operation("GET", "/attributes", scope="attributes:read", verb="attribute.read", answers=AttributePage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> AttributePage:
    """Every field, in the order they were defined; retired ones too."""
    found, more = oldest_first(attributes.seen_by(request.actor), cursor, limit)
    return AttributePage(items=[_out(attribute) for attribute in found], next=more)


@operation(
    "POST",
    "/attributes",
    scope="attributes:write",
    verb="attribute.write",
    answers=AttributeOut,
    status=201,
)
def create(request: Call, body: AttributeNew) -> AttributeOut:
    """Define a field."""
    made = attributes.define(request.actor, **body.model_dump())
    request.say["Location"] = f"/api/v1/attributes/{made.pk}"
    return _shown(request, made)


@operation(
    "GET",
    "/attributes/{int:attribute_id}",
    scope="attributes:read",
    verb="attribute.read",
    answers=AttributeOut,
    objects=_ATTRIBUTE,
)
def show(request: Call, attribute_id: int) -> AttributeOut:
    """One field."""
    return _shown(request, find(attributes.seen_by(request.actor), pk=attribute_id))


@operation(
    "PATCH",
    "/attributes/{int:attribute_id}",
    scope="attributes:write",
    verb="attribute.write",
    answers=AttributeOut,
    objects=_ATTRIBUTE,
    versioned=True,
)
def update(request: Call, attribute_id: int, body: AttributeChange) -> AttributeOut:
    """Change label, options or personal data of a field, retire it, or take it back into use."""
    changes = body.model_dump(exclude_unset=True)
    return _shown(request, attributes.change(request.actor, attribute_id, changes, request.version))


def _shown(request: Call, attribute: Attribute) -> AttributeOut:
    request.say |= etag(attribute.version)
    return _out(attribute)


def _out(attribute: Attribute) -> AttributeOut:
    plain = {name: getattr(attribute, name) for name in AttributeOut.model_fields}
    return AttributeOut(**{**plain, "options": attribute.choices})
