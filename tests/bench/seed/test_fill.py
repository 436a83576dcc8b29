"""The seeded desk holds what its plan says, as the verbs would have left it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ringback.access.identify import actor_of
from ringback.access.models import User
from ringback.bench.pages import pages
from ringback.bench.readers import READERS
from ringback.bench.seed.fill import fill
from ringback.bench.seed.plan import AGENT, CUSTOMER, PARTNER, Plan
from ringback.bench.seed.tickets import message_id_of, secret_of
from ringback.bench.seed.words import COMMON, RARE
from ringback.bench.statements import statements
from ringback.kit.clock import now
from ringback.kit.ids import digest
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event
from ringback.tickets import lists
from ringback.tickets.models import Message, Ticket
from ringback.tickets.searching import search
from ringback.tickets.threading import secrets_in
from tests.fresh import Template, fresh


@pytest.fixture(scope="module")
def seeded(
    migrated: Template, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Plan]:
    """One desk for all tests here: only the last of them adds anything."""
    plan = Plan(2000, now().timestamp())
    with (
        fresh(migrated, tmp_path_factory.mktemp("seeded")) as made,
        django_db_blocker.unblock(),
        made.at_home(),
    ):
        fill(plan, lambda done: None)
        yield plan


def test_there_is_what_was_planned(seeded: Plan) -> None:
    assert Ticket.objects.count() == seeded.tickets
    assert Message.objects.count() == sum(one.messages for one in seeded.planned())
    assert Event.objects.filter(kind="ticket.opened").count() == seeded.tickets
    for one in Ticket.objects.order_by("id")[:50]:
        assert one.last_message_id == one.messages.latest("id").pk
        assert one.message_count == one.messages.count()


def test_what_events_carry_is_in_canonical_form(seeded: Plan) -> None:
    for data in set(Event.objects.order_by("-id").values_list("data", flat=True)[:500]):
        assert data == json.dumps(json.loads(data), separators=(",", ":"), sort_keys=True)


def test_each_reader_sees_their_own_part(seeded: Plan) -> None:
    assert Ticket.objects.visible_to(_actor(PARTNER)).count() == len(seeded.granted)
    assert Ticket.objects.visible_to(_actor(CUSTOMER)).count() == len(seeded.customers)
    agents = Ticket.objects.visible_to(_actor(AGENT)).count()
    assert seeded.tickets * 0.3 < agents < seeded.tickets * 0.5
    assert len(lists.page(_actor(AGENT), lists.Wanted(view="open")).rows) == 50


def test_the_rare_word_is_found_and_the_common_one_fills_a_page(seeded: Plan) -> None:
    rare = search(_actor(PARTNER), RARE, limit=50).results
    assert {one.ticket.pk for one in rare} == seeded.rare & set(seeded.granted)
    assert len(search(_actor(AGENT), COMMON).results) == 25


def test_every_page_is_answered_to_every_reader(seeded: Plan) -> None:
    for name, reader, asks in pages(seeded):
        assert statements(asks), (name, reader)


def test_every_reader_searches(seeded: Plan) -> None:
    asked = {(name, reader) for name, reader, _ in pages(seeded)}
    assert {(f"search_{word}", reader) for word in ("rare", "common") for reader in READERS} <= asked


def test_what_we_sent_can_be_answered_with_its_secret(seeded: Plan) -> None:
    sent = Message.objects.filter(direction=Message.OUT).select_related("delivery")[0]
    assert sent.delivery is not None
    assert secrets_in([message_id_of(sent.pk)], []) == [secret_of(sent.pk)]
    assert sent.delivery.secret_digest == digest(secret_of(sent.pk))


def test_ids_go_on_behind_those_seeded(seeded: Plan) -> None:
    last = Ticket.objects.latest("id")
    last.pk = None
    last.save(force_insert=True)
    assert last.pk == seeded.tickets + 1


def _actor(user: int) -> Actor:
    return actor_of(User.objects.get(pk=user))
