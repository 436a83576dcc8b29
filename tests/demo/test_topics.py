"""What is said in the demo fits the people and the company who say it."""

from ringback.demo.company import GROUPS, ORGANIZATIONS, PEOPLE
from ringback.demo.customers import CUSTOMERS
from ringback.demo.life import topics_of
from ringback.demo.topics.english import ENGLISH
from ringback.demo.topics.european import EUROPEAN
from ringback.demo.topics.worldwide import WORLDWIDE
from ringback.tickets.models import Ticket

_ALL = [*ENGLISH, *(topic for by in (EUROPEAN, WORLDWIDE) for topics in by.values() for topic in topics)]


def test_every_topic_belongs_to_a_team_with_an_address_and_is_of_a_known_type() -> None:
    reached = {group.key for group in GROUPS if group.address}
    assert {topic.team for topic in _ALL} <= reached
    assert {topic.kind for topic in _ALL} <= set(Ticket.TYPES)


def test_every_language_is_spoken_by_somebody_and_everybody_has_something_to_say() -> None:
    assert {*EUROPEAN, *WORLDWIDE} <= {customer.language for customer in CUSTOMERS}
    assert all(topics_of(customer.language) for customer in CUSTOMERS)


def test_about_sixty_customers_have_addresses_of_their_own() -> None:
    assert 55 <= len(CUSTOMERS) == len({customer.address for customer in CUSTOMERS})
    assert {c.organization for c in CUSTOMERS} - {""} <= {name for name, _ in ORGANIZATIONS}


def test_nobody_and_nothing_of_it_can_exist() -> None:
    addresses = [customer.address for customer in CUSTOMERS] + [
        group.address for group in GROUPS if group.address
    ]
    assert all(address.endswith(".example") for address in addresses)


def test_right_to_left_scripts_are_among_them() -> None:
    assert {"ar", "he", "fa"} <= {customer.language for customer in CUSTOMERS}


def test_every_team_has_somebody_who_answers() -> None:
    for topic in _ALL:
        assert any(topic.team in p.teams.replace("*", "").split() and "agent" in p.roles for p in PEOPLE)
