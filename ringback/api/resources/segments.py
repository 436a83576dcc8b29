"""Segments: named sets of contacts, by conditions that hold for them."""

import json
from typing import Annotated, Literal

from pydantic import Field

from ringback.api.call import Call, etag
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.resources.contact_shapes import ContactPage, listed, loaded
from ringback.api.schemas import Cursor, In, Limit, Moment, Out, Page, Version, Word
from ringback.people import conditions, segments
from ringback.people.models import Segment

_SEGMENT = {"segment_id": "segment"}
Colour = Literal["", "blue", "green", "amber", "red"]


class ConditionIn(In):
    """`field`: language, preferred_channel, organization, `attribute.KEY`, or `organization_attribute.KEY`. An empty
    value, for the organization null, asks for those who have none."""

    field: Annotated[str, Field(max_length=70)]
    op: Literal["is", "is_not", "at_least", "at_most"]
    value: Word | int | bool | None


class ConditionOut(Out):
    field: str
    op: str
    value: str | int | None


class SegmentOut(Out):
    """Whoever meets all `conditions` is in it."""

    id: int
    name: str
    colour: str
    conditions: list[ConditionOut]
    created_at: Moment
    version: Version


class SegmentPage(Page[SegmentOut]):
    pass


Conditions = Annotated[list[ConditionIn], Field(min_length=1, max_length=conditions.MOST)]


class SegmentNew(In):
    name: Word
    colour: Colour = ""
    conditions: Conditions


class SegmentChange(In):
    """What is left out stays; conditions are replaced as a whole."""

    name: Word = ""
    colour: Colour = ""
    conditions: Conditions = []


@operation("GET", "/segments", scope="segments:read", verb="segment.read", answers=SegmentPage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> SegmentPage:
    """Every segment, newest first."""
    found, more = newest_first(Segment.objects.visible_to(request.actor), cursor, limit)
    return SegmentPage(items=[_out(segment) for segment in found], next=more)


@operation("POST", "/segments", scope="segments:write", verb="segment.write", answers=SegmentOut, status=201)
def create(request: Call, body: SegmentNew) -> SegmentOut:
    """Define a segment."""
    given = body.model_dump()
    made = segments.define(request.actor, given["name"], given["conditions"], given["colour"])
    request.say["Location"] = f"/api/v1/segments/{made.pk}"
    return _shown(request, made)


@operation(
    "GET",
    "/segments/{int:segment_id}",
    scope="segments:read",
    verb="segment.read",
    answers=SegmentOut,
    objects=_SEGMENT,
)
def show(request: Call, segment_id: int) -> SegmentOut:
    """One segment."""
    return _shown(request, find(Segment.objects.visible_to(request.actor), pk=segment_id))


@operation(
    "PATCH",
    "/segments/{int:segment_id}",
    scope="segments:write",
    verb="segment.write",
    answers=SegmentOut,
    objects=_SEGMENT,
    versioned=True,
)
def update(request: Call, segment_id: int, body: SegmentChange) -> SegmentOut:
    """Change name, colour or conditions."""
    changes = body.model_dump(exclude_unset=True)
    return _shown(request, segments.change(request.actor, segment_id, changes, request.version))


@operation(
    "DELETE",
    "/segments/{int:segment_id}",
    scope="segments:write",
    verb="segment.write",
    answers=None,
    status=204,
    objects=_SEGMENT,
)
def destroy(request: Call, segment_id: int) -> None:
    """Forget a segment. The contacts stay as they are."""
    segments.remove(request.actor, segment_id)


@operation(
    "GET",
    "/segments/{int:segment_id}/contacts",
    scope="contacts:read",
    verb="segment.read",
    answers=ContactPage,
    objects=_SEGMENT,
)
def members(request: Call, segment_id: int, cursor: Cursor = "", limit: Limit = 50) -> ContactPage:
    """Those in a segment whom the caller may see, newest first."""
    segment = find(Segment.objects.visible_to(request.actor), pk=segment_id)
    found, more = newest_first(loaded(segments.members(request.actor, segment)), cursor, limit)
    return ContactPage(items=listed(request.actor, found), next=more)


def _shown(request: Call, segment: Segment) -> SegmentOut:
    request.say |= etag(segment.version)
    return _out(segment)


def _out(segment: Segment) -> SegmentOut:
    plain = {name: getattr(segment, name) for name in SegmentOut.model_fields}
    return SegmentOut(**{**plain, "conditions": json.loads(segment.conditions)})
