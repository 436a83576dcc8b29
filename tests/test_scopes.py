"""Every scope is asked: opened or shut, it shows to somebody (TRUST A10: all of them)."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import transaction
from django.db.models import QuerySet

from ringback.access import scopes
from ringback.access.models.session import Sessions
from ringback.access.models.team import Teams
from ringback.access.models.token import Tokens
from ringback.access.models.user import UserRows
from ringback.api import urls
from ringback.api.models.kept_answer import KeptAnswers
from ringback.channels.models.greeting import Greetings
from ringback.channels.models.inbound import Inbounds
from ringback.channels.models.line import Lines
from ringback.interactions.models.interaction import Interactions
from ringback.kit.clock import now
from ringback.people.models.contact import Contacts
from ringback.people.models.erasure import Erasures
from ringback.people.models.organization import Organizations
from ringback.people.models.segment import Segments
from ringback.resolution.models import Confirmation
from ringback.resolution.models.confirmation import Confirmations
from ringback.tickets import participating
from ringback.tickets.models import Grant, Message, Note, Participant, Ticket
from ringback.tickets.models.draft import DraftFiles, Drafts
from ringback.tickets.models.handover import Handovers
from ringback.tickets.models.message import MessageFiles, Messages
from ringback.tickets.models.note import NoteFiles, Notes
from ringback.tickets.models.party import Parties
from ringback.tickets.models.ticket import Tickets
from ringback.tickets.models.ticket_interaction import TicketInteractions
from tests.sweeping import things
from tests.sweeping.asking import Program
from tests.sweeping.filling import ask_probe, probes
from tests.sweeping.people import EVERYBODY, Who
from tests.world import World, build

ENTERED = urls.RESOURCES
SCOPES: list[type[QuerySet[Any]]] = [
    Confirmations,
    Contacts,
    DraftFiles,
    Drafts,
    Erasures,
    Greetings,
    Handovers,
    Inbounds,
    Interactions,
    Lines,
    MessageFiles,
    Messages,
    NoteFiles,
    Notes,
    Organizations,
    Parties,
    Segments,
    Sessions,
    Teams,
    TicketInteractions,
    Tickets,
    Tokens,
    UserRows,
]
# A verb is refused before these are asked, or they are asked of what is visible already: they are tested by themselves.
BEHIND_ANOTHER = [Erasures, Greetings, Lines, Organizations, Parties, Segments, TicketInteractions]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The cast, built once: what a test changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        things.prepare(made)
        for scene in made.scenes():
            asked = {"asked_at": now(), "ends_at": now(), "link_until": now()}
            Confirmation.objects.create(ticket=scene.ticket, number=1, **asked)
            answered = {"answer": Confirmation.YES, "answered_at": now()}
            Confirmation.objects.create(ticket=scene.ticket, number=2, **asked, **answered)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None, settings: LazySettings) -> World:
    settings.API_REQUESTS_A_MINUTE = 10**6
    return built


def test_a_scope_that_lets_everything_or_nothing_through_shows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [(who, Program(world, who)) for who in EVERYBODY if who.user in ("ada", "anna", "colin", "pia")]
    with monkeypatch.context() as patch:
        asked: set[type[QuerySet[Any]]] = set()
        for scope in SCOPES:
            patch.setattr(scope, "visible_to", _telling(scope, asked))
        before = [(question, question(), _emptied(asked)) for question in _questions(world, people)]
    silent = []
    for scope in SCOPES:
        # An answer for which the scope was not asked cannot change with it.
        told = [(question, was) for question, was, scopes_asked in before if scope in scopes_asked]
        for mutant in (_everything, _nothing):
            with monkeypatch.context() as patch:
                patch.setattr(scope, "visible_to", mutant)
                differs = any(was != question() for question, was in told)
            behind = mutant is _everything and scope in BEHIND_ANOTHER
            silent += [] if differs or behind else [f"{scope.__name__} with {mutant.__name__}"]
    assert not silent, "show nowhere: " + ", ".join(silent)


@pytest.mark.parametrize("scope", BEHIND_ANOTHER, ids=lambda scope: scope.__name__)
def test_a_scope_behind_another_shuts_by_itself(world: World, scope: type[QuerySet[Any]]) -> None:
    (model,) = [one for one in apps.get_models() if isinstance(one._default_manager.all(), scope)]
    rows = model._default_manager.all()
    assert rows.visible_to(world.actor("dora")).count() < rows.count()


def test_every_scope_of_the_desk_is_put_to_this_test() -> None:
    known = {scope for scope in QuerySet.__subclasses__() if "visible_to" in vars(scope)}
    assert known <= {*SCOPES, KeptAnswers}


def _everything(rows: Any, actor: Any) -> Any:
    return rows


def _nothing(rows: Any, actor: Any) -> Any:
    return rows.none()


def _telling(scope: type[QuerySet[Any]], asked: set[type[QuerySet[Any]]]) -> Callable[..., Any]:
    """The scope itself, which leaves word that it was asked."""
    visible_to = scope.visible_to  # type: ignore[attr-defined]  # each of SCOPES has it

    def telling(rows: Any, actor: Any) -> Any:
        asked.add(scope)
        return visible_to(rows, actor)

    return telling


def _emptied(asked: set[type[QuerySet[Any]]]) -> frozenset[type[QuerySet[Any]]]:
    found = frozenset(asked)
    asked.clear()
    return found


def _questions(world: World, people: list[tuple[Who, Program]]) -> Iterator[Callable[[], tuple[int, bytes]]]:
    for entry, probe in probes():
        if entry.method == "GET":
            for (who, program), scene in product(people, world.scenes()):
                yield partial(_answer, world, who, program, entry, probe, scene)


def _answer(*asked: Any) -> tuple[int, bytes]:
    answer = ask_probe(*asked)
    return answer.status, answer.body


def test_a_grant_that_has_ended_opens_nothing(world: World) -> None:
    assert Ticket.objects.visible_to(world.actor("pia")).count() == 1
    Grant.objects.filter(team=world.teams["Helpline"]).update(until=now())
    assert not Ticket.objects.visible_to(world.actor("pia")).exists()


def test_somebody_whom_a_mail_only_suggests_sees_nothing(world: World) -> None:
    dora = world.far.contact
    Participant.objects.filter(ticket=world.near.ticket, is_confirmed=False).update(contact=dora)
    assert world.near.ticket not in Ticket.objects.visible_to(world.actor("dora"))
    assert not Message.objects.visible_to(world.actor("dora")).filter(ticket=world.near.ticket).exists()


def test_whoever_joins_late_sees_what_is_said_afterwards_only(world: World) -> None:
    suggested = Participant.objects.get(ticket=world.near.ticket, is_confirmed=False)
    Participant.objects.filter(pk=suggested.pk).update(contact=world.far.contact)
    participating.confirm(world.actor("anna"), world.near.ticket.pk, suggested.pk)
    dora = world.actor("dora")
    assert world.near.ticket in Ticket.objects.visible_to(dora)
    assert not Message.objects.visible_to(dora).filter(ticket=world.near.ticket).exists()


def test_customers_see_no_held_message_and_no_note_in_their_own_ticket(world: World) -> None:
    colin = world.actor("colin")
    seen = set(Message.objects.visible_to(colin).filter(ticket=world.near.ticket))
    assert seen == {world.near.message, world.near.answer}
    assert not Note.objects.visible_to(colin).exists()


def test_partners_see_the_notes_written_for_them_and_no_others(world: World) -> None:
    assert set(Note.objects.visible_to(world.actor("pia"))) == {world.near.partner_note}


def test_the_register_knows_every_kind_and_lets_nothing_unknown_through(world: World) -> None:
    anna, both = world.actor("anna"), [world.near.ticket.pk, world.far.ticket.pk]
    assert scopes.visible("ticket", anna, both) == {world.near.ticket.pk}
    assert scopes.visible("ticket", anna, []) == set()
    assert scopes.visible("nothing of this kind", anna, both) == set()
    for kind in (
        "user",
        "team",
        "token",
        "contact",
        "organization",
        "line",
        "inbound",
        "message",
        "note",
        "draft",
    ):
        assert scopes.visible(kind, world.actor("colin"), range(1, 200)) <= _own_of_colin(world, kind)


def _own_of_colin(world: World, kind: str) -> set[int]:
    own = {
        "user": {world.users["colin"].pk},
        "contact": {world.near.contact.pk},
        "message": {world.near.message.pk, world.near.answer.pk, world.near.other.last_message_id},
    }
    return own.get(kind, set())
