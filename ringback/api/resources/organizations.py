"""Organizations: companies and bodies that contacts belong to."""

from ringback.api.call import Call, etag
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, In, Limit, Line, Moment, Out, Page, Text, Version
from ringback.people import contacts
from ringback.people.models import Organization

_ORGANIZATION = {"organization_id": "organization"}


class OrganizationOut(Out):
    id: int
    name: str
    notes: str
    created_at: Moment
    version: Version


class OrganizationPage(Page[OrganizationOut]):
    pass


class OrganizationNew(In):
    name: Line
    notes: Text = ""


class OrganizationChange(In):
    name: Line | None = None
    notes: Text | None = None


@operation(
    "GET", "/organizations", scope="organizations:read", verb="organization.read", answers=OrganizationPage
)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> OrganizationPage:
    """Organizations, newest first."""
    found, more = newest_first(Organization.objects.visible_to(request.actor), cursor, limit)
    return OrganizationPage(items=[_out(organization) for organization in found], next=more)


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
    made = contacts.found_organization(request.actor, body.name, body.notes)
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
    """Rename it, or change the notes on it."""
    row = find(Organization.objects.visible_to(request.actor), pk=organization_id)
    name, notes = (
        row.name if body.name is None else body.name,
        row.notes if body.notes is None else body.notes,
    )
    return _shown(request, contacts.change_organization(request.actor, row, name, notes, request.version))


def _shown(request: Call, organization: Organization) -> OrganizationOut:
    request.say |= etag(organization.version)
    return _out(organization)


def _out(organization: Organization) -> OrganizationOut:
    return OrganizationOut(**{name: getattr(organization, name) for name in OrganizationOut.model_fields})
