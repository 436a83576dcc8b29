"""Whoever serves a customer learns that other teams have tickets of theirs: number, status, case owner, and no word
more (TRUST C, Reach)."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

import ringback.urls
from ringback.api import urls
from ringback.channels.adapters.email.parsed import Address
from ringback.ledger.actor import SYSTEM
from ringback.people.reaching import reach
from ringback.tickets import assigning, granting, linking, noting
from ringback.tickets.models import Category, Message, Ticket
from ringback.tickets.reached import Reached, reached
from ringback.tickets.replying import Written, reply
from ringback.web.routes import routes
from tests.sweeping import pages, things
from tests.sweeping.asking import Answer, Browser, Program
from tests.sweeping.filling import address, probes
from tests.sweeping.people import Who
from tests.world import World, build, mail

ENTERED = (urls.RESOURCES, ringback.urls.AREAS)
# In subject, message, answer, note and tag of a ticket that North may not open.
WORDS = ("walnut", "saffron", "juniper", "cobalt", "vermilion")


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.API_REQUESTS_A_MINUTE = 10**6
    built = build()
    things.prepare(built)
    return built


@pytest.fixture
def secret(world: World) -> Ticket:
    """Colin, whom North serves, has written to South as well."""
    subject, text, answer, note, tag = WORDS
    came = mail(world.far.line, Address("Colin", "colin@mail.example"), f"My {subject}", f"About {text}.")
    number, bo = Message.objects.get(inbound=came).ticket_id, world.actor("bo")
    assigning.set_owner(bo, number, world.users["bo"])
    reply(bo, number, Written(f"<p>Take {answer}.</p>"))
    noting.note(bo, number, f"<p>Wants {note}</p>")
    linking.tag(bo, number, [tag])
    return Ticket.objects.get(pk=number)


def test_number_status_and_case_owner_are_all_that_is_told(world: World, secret: Ticket) -> None:
    found = reached(world.actor("anna"), world.near.contact.pk)
    assert found == [Reached(secret.pk, str(secret.status), secret.category, "Bo")]


def test_nothing_is_told_to_those_who_do_not_serve_the_customer(world: World, secret: Ticket) -> None:
    colin = world.near.contact.pk
    for name in ("sid", "max", "ada", "gail", "pia", "quinn", "colin", "dora"):
        assert reached(world.actor(name), colin) == [], name
    # Bo's team serves Colin by now: he learns of North's, and his own is his to open.
    told = {one.number for one in reached(world.actor("bo"), colin)}
    assert told == {world.near.ticket.pk, world.near.other.pk}
    assert reached(world.actor("anna"), world.far.contact.pk) == []


def test_a_partner_whose_team_serves_the_customer_is_told_nothing(world: World, secret: Ticket) -> None:
    reach(world.near.contact.pk, world.teams["Helpline"].pk)
    assert reached(world.actor("pia"), world.near.contact.pk) == []


def test_what_was_opened_or_put_away_is_not_told(world: World, secret: Ticket) -> None:
    anna, colin = world.actor("anna"), world.near.contact.pk
    granted = granting.grant(world.actor("bo"), secret.pk, world.users["anna"])
    assert reached(anna, colin) == []
    granting.withdraw(world.actor("bo"), secret.pk, granted.pk)
    assert [one.number for one in reached(anna, colin)] == [secret.pk]
    for shelf in (Ticket.SPAM, Ticket.TRASH):
        linking.shelve(SYSTEM, secret.pk, shelf)
        assert reached(anna, colin) == []


def test_the_list_goes_on_before_a_number(world: World, secret: Ticket) -> None:
    anna, colin = world.actor("anna"), world.near.contact.pk
    mail(world.far.line, Address("Colin", "colin@mail.example"), "A third", "And this.")
    newest = reached(anna, colin, limit=1)
    rest = reached(anna, colin, before=newest[0].number)
    assert [one.number for one in (*newest, *rest)] == sorted((newest[0].number, secret.pk), reverse=True)


@pytest.mark.parametrize("name", ["anna", "lena", "pia", "dora", "ada"])
def test_no_answer_anywhere_holds_a_word_of_it(world: World, secret: Ticket, name: str) -> None:
    who = Who(name, name)
    for at, answer in _answers(world, who):
        told = answer.body.decode(errors="replace")
        assert not [word for word in WORDS if word in told], at


@pytest.mark.parametrize("name", ["anna", "pia", "dora"])
def test_its_own_address_stays_like_one_where_nothing_is(world: World, secret: Ticket, name: str) -> None:
    program, browser = Program(world, Who(name, name)), Browser(world, Who(name, name))
    for path in ("", "/messages", "/notes", "/timeline", "/events", "/links", "/participants"):
        ours, absent = (program("GET", f"/api/v1/tickets/{n}{path}") for n in (secret.pk, 987_654_321))
        assert (ours.status, ours.body) == (absent.status, absent.body) and ours.status == 404, path
    for path in ("", "/thread", "/aside"):
        ours, absent = (browser("GET", f"/tickets/{n}{path}") for n in (secret.pk, 987_654_321))
        assert (ours.status, ours.body) == (absent.status, absent.body) and ours.status == 404, path


def test_the_program_reads_exactly_these_fields(world: World, secret: Ticket) -> None:
    anna = Program(world, Who("anna", "anna"))
    page = anna("GET", f"/api/v1/contacts/{world.near.contact.pk}/reached").json()
    status, category = str(secret.status), Category(secret.category).label
    assert page == {
        "items": [{"number": secret.pk, "status": status, "category": category, "owner": "Bo"}],
        "next": None,
    }
    assert anna("GET", f"/api/v1/contacts/{world.far.contact.pk}/reached").status == 404


def test_it_stands_beside_the_customers_tickets_and_leads_nowhere(world: World, secret: Ticket) -> None:
    anna = Browser(world, Who("anna", "anna"))
    for path in (f"/contacts/{world.near.contact.pk}", f"/tickets/{world.near.ticket.pk}/aside"):
        shown = anna("GET", path).body.decode()
        assert "Also with us" in shown and f"#{secret.pk}" in shown and "Bo" in shown, path
        assert f'href="/tickets/{secret.pk}"' not in shown, path
    sid = Browser(world, Who("sid", "sid"))
    assert f"#{secret.pk}" not in sid("GET", f"/tickets/{world.near.ticket.pk}/aside").body.decode()


def _answers(world: World, who: Who) -> Iterator[tuple[str, Answer]]:
    """Everything that can be read, by program and on pages."""
    program, browser = Program(world, who), Browser(world, who)
    for entry, probe in probes():
        if entry.method == "GET":
            at = address(world, world.near, entry, probe)
            yield at, program("GET", at)
    for route in routes():
        if "GET" in route.methods:
            at = pages.path(world, world.near, route)
            yield at, browser("GET", at)
    asked = ("/search?q=about", "/search?q=colin", "/tickets?view=all")
    for at in (*asked, *(f"/api/v1{at}" for at in asked)):
        yield at, (program if at.startswith("/api") else browser)("GET", at)
