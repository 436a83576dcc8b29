"""The invented company: Brindlewick builds, sells and mends cargo bicycles. Nobody in here exists."""

from typing import NamedTuple

NAME = "Brindlewick Cargo Bicycles"
DOMAIN = "brindlewick.example"


class Group(NamedTuple):
    """A team, the address people reach it at, and what stands below its replies."""

    key: str
    name: str
    address: str
    signature: str
    is_partner: bool = False


class Person(NamedTuple):
    """Somebody who signs in: roles, teams by key (a star: leads it), and their own lines below a reply."""

    key: str
    name: str
    roles: str
    teams: str
    zone: str = "Europe/Amsterdam"


GROUPS = [
    Group("orders", "Orders", f"orders@{DOMAIN}", "<p>Brindlewick Orders · Quay 14 · weekdays 8 to 18</p>"),
    Group(
        "workshop", "Workshop", f"workshop@{DOMAIN}", "<p>Brindlewick Workshop · we mend what we build</p>"
    ),
    Group("accounts", "Accounts", f"accounts@{DOMAIN}", "<p>Brindlewick Accounts · weekdays 9 to 16</p>"),
    Group("evenings", "Lanternline evenings", "", "", is_partner=True),
]

PEOPLE = [
    Person("tove", "Tove Aldering", "administrator agent", "orders"),
    Person("ruben", "Ruben Castellane", "manager", ""),
    Person("imke", "Imke Varga", "team_leader", "orders*"),
    Person("dario", "Dario Fennimore", "agent", "orders"),
    Person("noor", "Noor Halloran", "agent", "orders accounts"),
    Person("jonah", "Jonah Petrel", "team_leader", "workshop*"),
    Person("saskia", "Saskia Oyelaran", "agent", "workshop"),
    Person("emil", "Emil Torvane", "agent", "workshop"),
    Person("hana", "Hana Wetherby", "specialist", ""),
    Person("greta", "Greta Lindqvane", "team_leader", "accounts*"),
    Person("kofi", "Kofi Brandreth", "agent", "accounts"),
    Person("pella", "Pella Ostrander", "partner", "evenings", "Europe/Lisbon"),
]

ORGANIZATIONS = [
    ("Pedalpost Couriers", "Fleet of 18 Longtails; service contract until next spring."),
    ("Kindergarten Sternmoos", "Four Prams. Invoices go to the city."),
    ("Boulangerie Tournesol", "Deliver before six in the morning only."),
    ("Stad Veldrijk", "Public rental, 40 Hauls. Framework agreement, ask Greta before quoting."),
    ("Harbour Coffee Roasters", ""),
]
