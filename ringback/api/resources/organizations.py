"""Organizations: companies and bodies that contacts belong to."""

from collections.abc import Sequence

from ringback.api.call import Call, etag
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.resources.contacts import Attributes
from ringback.api.schemas import Cursor, In, Limit, Line, Moment, Out, Page, Text, Version
from ringback.people import organizations
from ringback.people.attributing import values_of
from ringback.people.models import Organization

_ORGANIZATION = {"organization_id": "organization"}


class OrganizationOut(Out):
    """`attributes`: the fields that the house has defined, null for none."""

    id: int
    name: str
    notes: str
    attributes: dict[str, str | int | bool | None]
    created_at: Moment
    version: Version


class OrganizationPage(Page[OrganizationOut]):
    pass


class OrganizationNew(In):
    name: Line
    notes: Text = ""
    attributes: Attributes = {}


class OrganizationChange(In):
    """What is left out stays, also in `attributes`; null there for none."""

    name: Line | None = None
    notes: Text | None = None
    attributes: Attributes = {}


@operation(
    "GET", "/organizations", scope="organizations:read", verb="organization.read", answers=OrganizationPage
)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> OrganizationPage:
    """Organizations, newest first."""
    found, more = newest_first(Organization.objects.visible_to(request.actor), cursor, limit)
    return OrganizationPage(items=_out(found), next=more)


@operation(
    "POST",
    "/organizations",
    scope="organizations:write",
    verb="organization.write",
    answers=OrganizationOut,
    status=201,
)
def create(request: Call, body: OrganizationNew) -> OrganizationOut:
    """A new organization."""
    made = organizations.found(request.actor, body.name, body.notes, body.attributes)
    request.say["Location"] = f"/api/v1/organizations/{made.pk}"
    return _shown(request, made)


@operation(
    "GET",
    "/organizations/{int:organization_id}",
    scope="organizations:read",
    verb="organization.read",
    answers=OrganizationOut,
    objects=_ORGANIZATION,
)
def show(request: Call, organization_id: int) -> OrganizationOut:
    """One organization."""
    return _shown(request, find(Organization.objects.visible_to(request.actor), pk=organization_id))


@operation(
    "PATCH",
    "/organizations/{int:organization_id}",
    scope="organizations:write",
    verb="organization.write",
    answers=OrganizationOut,
    objects=_ORGANIZATION,
    versioned=True,
)
def update(request: Call, organization_id: int, body: OrganizationChange) -> OrganizationOut:
    """Rename it, or change the notes on it or its attributes."""
    row = find(Organization.objects.visible_to(request.actor), pk=organization_id)
    changes = {name: value for name, value in body if value is not None}
    return _shown(request, organizations.change(request.actor, row, changes, request.version))


def _shown(request: Call, organization: Organization) -> OrganizationOut:
    request.say |= etag(organization.version)
    return _out([organization])[0]


def _out(found: Sequence[Organization]) -> list[OrganizationOut]:
    plain = [name for name in OrganizationOut.model_fields if name != "attributes"]
    values = values_of(found, "organization")
    return [
        OrganizationOut(**{name: getattr(one, name) for name in plain}, attributes=values[one.pk])
        for one in found
    ]
