"""Row by row: what each scope holds for whom, asked of the tables themselves (TRUST A10: all of them)."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.db import transaction

from ringback.access import teams, tokens
from ringback.access.models import Team, Token, User
from ringback.access.policy import POLICY
from ringback.api.models import KeptAnswer
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Inbound, Line
from ringback.interactions.models import Interaction
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM, Actor
from ringback.people import reaching
from ringback.people.models import Contact, Organization
from ringback.tickets import holding, participating
from ringback.tickets.models import (
    Draft,
    DraftFile,
    Grant,
    Message,
    MessageFile,
    Note,
    NoteFile,
    Participant,
    Ticket,
)
from tests.sweeping import things
from tests.sweeping.oracle import sees
from tests.sweeping.people import EVERYBODY
from tests.world import World, build


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The cast, built once: what a test changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        things.prepare(made)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    return built


# The table that each kind stands in.
TABLES: dict[str, Any] = {
    "ticket": Ticket,
    "message": Message,
    "held": Message,
    "answer": Message,
    "file": MessageFile,
    "note": Note,
    "partner_note": Note,
    "note_file": NoteFile,
    "draft": Draft,
    "draft_file": DraftFile,
    "contact": Contact,
    "organization": Organization,
    "interaction": Interaction,
    "unread": Inbound,
    "line": Line,
    "team": Team,
    "user": User,
    "token": Token,
}


def test_each_scope_holds_what_policy_and_world_say_and_nothing_else(world: World) -> None:
    wrong = []
    for who in (who for who in EVERYBODY if who.user):
        actor = world.actor(who.user)
        for (kind, table), scene in product(TABLES.items(), world.scenes()):
            thing = things.value(world, scene, kind)
            name = "key" if isinstance(thing, str) else "pk"
            found = table.objects.visible_to(actor).filter(**{name: thing}).count()
            if found != sees(POLICY, world, who, scene, kind):
                wrong.append(f"{who.label}: {kind} of {scene.team.name}")
    assert not wrong


def test_receipts_are_for_those_with_the_right_to_them_also_at_their_own_teams_line(world: World) -> None:
    Line.objects.filter(pk=world.near.line.pk).update(team=world.teams["Engineers"])
    Line.objects.filter(pk=world.far.line.pk).update(team=world.teams["Helpline"])
    for name in ("sid", "pia"):
        assert not Inbound.objects.visible_to(world.actor(name)).exists(), name


def test_what_a_program_was_answered_is_for_its_token_alone(world: World) -> None:
    token, other = (tokens.create(SYSTEM, world.users["anna"].pk, name)[0] for name in ("one", "two"))
    kept = KeptAnswer.objects.create(token=token, key="k", fingerprint="f", created_at=now())
    assert list(KeptAnswer.objects.visible_to(Actor("token", token.pk))) == [kept]
    for stranger in (Actor("token", other.pk), Actor("user", token.pk), Actor("visitor")):
        assert not KeptAnswer.objects.visible_to(stranger).exists()


def _names(rows: Any) -> list[str]:
    return sorted(row.name for row in rows)


def test_staff_know_staff_partners_their_team_customers_themselves(world: World) -> None:
    everybody = sorted(user.name for user in world.users.values())
    staff = sorted(set(everybody) - {"Colin", "Dora"})
    both = teams.found(SYSTEM, "Evening", is_partner=True)
    teams.set_members(SYSTEM, both.pk, {world.users[name].pk: False for name in ("pia", "quinn")})
    seen = {"ada": everybody, "anna": staff, "max": staff, "pia": ["Pia", "Quinn"], "colin": ["Colin"]}
    for name, expected in seen.items():
        assert _names(User.objects.visible_to(world.actor(name))) == expected, name
    for team in (both, world.teams["Helpline"]):
        teams.set_members(SYSTEM, team.pk, {})
    assert _names(User.objects.visible_to(world.actor("pia"))) == ["Pia"]


def test_partners_know_their_own_teams_and_customers_none(world: World) -> None:
    everyone = sorted(team.name for team in Team.objects.all())
    for name, expected in (("sid", everyone), ("pia", ["Helpline"]), ("colin", [])):
        assert _names(Team.objects.visible_to(world.actor(name))) == expected


def test_an_exchange_is_its_teams_and_for_partners_their_own(world: World) -> None:
    same = {"channel": "desk", "direction": "out", "offered_at": now()}
    pias = Interaction.objects.create(user=world.users["pia"], team=world.teams["Helpline"], **same)
    annas = Interaction.objects.create(user=world.users["anna"], team=world.teams["South"], **same)
    for row, readers in ((pias, {"pia", "max"}), (annas, {"bo", "max"})):
        seen = {
            name
            for name in world.users
            if Interaction.objects.visible_to(world.actor(name)).filter(pk=row.pk).exists()
        }
        assert seen == readers


def test_a_ticket_is_for_partners_by_grant_alone_and_no_grant_makes_a_reader(world: World) -> None:
    Ticket.objects.filter(pk=world.far.other.pk).update(team=world.teams["Helpline"])
    assert world.far.other not in Ticket.objects.visible_to(world.actor("pia"))
    for name in ("ada", "dora"):
        Grant.objects.create(
            ticket=world.near.ticket, user=world.users[name], reason=Grant.CONSULTED, at=now()
        )
        assert world.near.ticket not in Ticket.objects.visible_to(world.actor(name)), name


def test_a_thread_holds_its_own_messages_and_for_customers_no_undecided_or_rejected_one(world: World) -> None:
    near, colin = world.near, world.actor("colin")
    whole = {near.message, near.answer, near.held}
    assert set(Message.objects.said_in([near.ticket.pk], world.actor("anna"))) == whole
    assert set(Message.objects.said_in([near.ticket.pk], colin)) == whole - {near.held}
    holding.reject(world.actor("anna"), near.held.pk)
    assert near.held not in Message.objects.said_in([near.ticket.pk], colin)
    assert near.held not in Message.objects.visible_to(colin)


def test_a_thread_holds_its_own_notes_and_for_partners_those_for_them(world: World) -> None:
    near = world.near
    assert set(Note.objects.said_in([near.ticket.pk], world.actor("anna"))) == {near.note, near.partner_note}
    assert set(Note.objects.said_in([near.ticket.pk], world.actor("pia"))) == {near.partner_note}
    for name in ("colin", "ada"):
        assert not Note.objects.said_in([near.ticket.pk], world.actor(name)).exists()


def test_from_when_on_somebody_reads_is_said_for_each_ticket(world: World) -> None:
    near, far, dora = world.near, world.far, world.actor("dora")
    participating.add(world.actor("anna"), near.ticket.pk, Address("Dora", "dora@mail.example"))
    # A mail named her as well, by another address: that is no beginning.
    Participant.objects.filter(ticket=near.ticket, is_confirmed=False).update(contact=far.contact)
    seen = Message.objects.visible_to(dora)
    assert not seen.filter(ticket=near.ticket).exists()
    assert set(seen.filter(ticket=far.ticket)) == {far.message, far.answer}
    part = Participant.objects.get(ticket=near.ticket, contact=far.contact, is_confirmed=True)
    Participant.objects.filter(pk=part.pk).update(from_message_id=near.answer.pk)
    assert set(seen.filter(ticket=near.ticket)) == {near.answer}
    participating.add(world.actor("bo"), far.ticket.pk, Address("Colin", "colin@mail.example"))
    assert not Message.objects.visible_to(world.actor("colin")).filter(ticket=far.ticket).exists()


def test_a_draft_and_its_files_go_with_the_ticket(world: World) -> None:
    near, anna = world.near, world.users["anna"]
    teams.set_members(SYSTEM, world.teams["North"].pk, {})
    actor = world.actor("anna")
    assert Draft.objects.filter(author=anna, pk=near.draft.pk).exists()
    assert not Draft.objects.visible_to(actor).exists()
    assert not DraftFile.objects.visible_to(actor).exists()


def test_a_partner_who_is_an_agent_too_reads_all_notes_of_their_tickets(world: World) -> None:
    User.objects.filter(pk=world.users["pia"].pk).update(roles="agent partner")
    assert world.near.note in Note.objects.visible_to(world.actor("pia"))


def test_no_staff_reads_as_the_customer_that_a_contact_makes_of_them(world: World) -> None:
    for name in ("bo", "pia", "ada"):
        Contact.objects.filter(pk=world.near.contact.pk).update(user=world.users[name])
        Grant.objects.filter(ticket=world.near.ticket).delete()
        assert world.near.ticket not in Ticket.objects.visible_to(world.actor(name)), name
    Contact.objects.filter(pk=world.near.contact.pk).update(user=world.users["pia"])
    assert not Contact.objects.visible_to(world.actor("pia")).exists()


def test_partners_know_no_customer_also_where_their_team_serves_one(world: World) -> None:
    reaching.reach(world.near.contact.pk, world.teams["Helpline"].pk)
    assert not Contact.objects.visible_to(world.actor("pia")).exists()


def test_a_grant_is_over_at_the_moment_it_names(world: World) -> None:
    end = now() + timedelta(hours=1)
    Grant.objects.filter(team=world.teams["Helpline"]).update(until=end)
    for at, sees_it in ((end - timedelta(seconds=1), True), (end, False)):
        with time_machine.travel(at, tick=False):
            assert Ticket.objects.visible_to(world.actor("pia")).exists() is sees_it
