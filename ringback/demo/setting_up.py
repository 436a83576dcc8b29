"""Founding the company: teams, people, contact points, signatures, customers. What is there already stays as it is."""

from ringback.access import staff, teams
from ringback.access.models import Team, User
from ringback.channels.models import Line
from ringback.company import house
from ringback.demo.company import DOMAIN, GROUPS, NAME, ORGANIZATIONS, PEOPLE, Group, Person
from ringback.demo.customers import CUSTOMERS, Customer
from ringback.demo.desk import Desk
from ringback.kit.clock import now
from ringback.kit.text import fold
from ringback.ledger.actor import SYSTEM
from ringback.people import contacts, organizations
from ringback.people.models import Contact, Identity, Organization
from ringback.tickets.models import Signature

# Customers who have set up a password for the portal.
SIGNING_IN = CUSTOMERS[0], CUSTOMERS[3]


def set_up(desk: Desk, password: str) -> list[str]:
    """Everything that stands before the first mail comes in; returns the sign-in names that `password` is for."""
    house.put(SYSTEM, "name", NAME)
    signing_in = [name for person in PEOPLE if (name := _person(desk, person, password))]
    for group in GROUPS:
        _group(desk, group)
    companies = {name: _organization(name, notes) for name, notes in ORGANIZATIONS}
    for customer in CUSTOMERS:
        _customer(customer, companies.get(customer.organization))
    return signing_in + [name for customer in SIGNING_IN if (name := _signs_in(customer, password))]


def address_of(person: Person) -> str:
    """What somebody of the house signs in with."""
    return f"{person.key}@{DOMAIN}"


def _person(desk: Desk, person: Person, password: str) -> str:
    known = User.objects.filter(email=address_of(person)).first()
    user = known or staff.add(
        SYSTEM, address_of(person), person.name, person.roles.split(), password=password
    )
    if not known:
        staff.change(SYSTEM, user.pk, {"time_zone": person.zone})
    desk.users[person.key] = User.objects.get(pk=user.pk)
    return "" if known else user.email


def _group(desk: Desk, group: Group) -> None:
    team = Team.objects.filter(folded=fold(group.name)).first()
    team = team or teams.found(SYSTEM, group.name, is_partner=group.is_partner)
    inside = {
        p.key: f"{group.key}*" in p.teams.split()
        for p in PEOPLE
        if group.key in p.teams.replace("*", "").split()
    }
    teams.set_members(SYSTEM, team.pk, {desk.users[key].pk: leads for key, leads in inside.items()})
    desk.teams[group.key] = team
    if group.address:
        desk.lines[group.key] = _line(group, team)
        Signature.objects.get_or_create(team=team, defaults={"html": group.signature})


def _line(group: Group, team: Team) -> Line:
    known = Line.objects.filter(folded_address=fold(group.address)).first()
    return known or Line.objects.create(
        name=group.name,
        folded=fold(group.name),
        address=group.address,
        folded_address=fold(group.address),
        team=team,
        live_from=now(),
        created_at=now(),
    )


def _organization(name: str, notes: str) -> Organization:
    known = Organization.objects.filter(folded=fold(name)).first()
    return known or organizations.found(SYSTEM, name, notes)


def _customer(customer: Customer, organization: Organization | None) -> Contact:
    words = {"name": customer.name, "language": customer.language}
    known = contacts.known_by(Identity.EMAIL, customer.address)
    return known or contacts.create(SYSTEM, words, [(Identity.EMAIL, customer.address)], organization)


def _signs_in(customer: Customer, password: str) -> str:
    if User.objects.filter(email=fold(customer.address)).exists():
        return ""
    user = staff.add(SYSTEM, customer.address, customer.name, (), password=password)
    contact = contacts.known_by(Identity.EMAIL, customer.address)
    if contact:
        contacts.change(SYSTEM, contact, {"user": user})
    return user.email
