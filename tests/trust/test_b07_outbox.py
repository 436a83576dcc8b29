"""TRUST B7: a mail to be sent and the change that wants it are there together or not at all."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection, transaction

from ringback.channels.models import Delivery
from ringback.ledger.models import Event
from ringback.tickets.models import Message
from ringback.tickets.replying import Written, reply
from tests.fresh import Fresh
from tests.world import World, build

DIES = """
import os, signal, sys, django
django.setup()
from django.db import connection, transaction
from ringback.access.identify import actor_of
from ringback.access.models import User
from ringback.tickets.replying import Written, reply

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

at, number, user = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
actor, steps = actor_of(User.objects.get(pk=user)), 0

def count(execute, sql, params, many, context):
    global steps
    steps += sql.startswith(("INSERT", "UPDATE"))
    if at.isdigit() and steps > int(at):
        die()
    return execute(sql, params, many, context)

with connection.execute_wrapper(count):
    with transaction.atomic():
        reply(actor, number, Written("<p>Killed under way</p>"))
        if at == "before commit":
            die()
die()
"""


class Interrupted(Exception):
    pass


def test_what_is_rolled_back_leaves_no_mail_and_no_event(world: World) -> None:
    before = _counts()
    with pytest.raises(Interrupted), transaction.atomic():
        reply(world.actor("anna"), world.near.ticket.pk, Written("<p>Never said</p>"))
        assert _counts() != before
        raise Interrupted
    assert _counts() == before


def test_every_answer_has_its_mail_and_every_mail_its_answer(world: World) -> None:
    for number in range(5):
        reply(world.actor("anna"), world.near.ticket.pk, Written(f"<p>{number}</p>"))
    said = set(Message.objects.filter(direction=Message.OUT).values_list("delivery_id", flat=True))
    assert said == set(Delivery.objects.filter(purpose="reply").values_list("pk", flat=True))


@pytest.mark.parametrize("at", ["0", "2", "4", "before commit", "after commit"])
def test_a_process_killed_under_way_leaves_both_or_neither(fresh_db: Fresh, at: str) -> None:
    world = build()
    before = _counts()
    number, user = str(world.near.ticket.pk), str(world.users["anna"].pk)
    connection.close()
    environment = fresh_db.environment | {"DJANGO_SETTINGS_MODULE": "ringback.settings"}
    died = subprocess.run([sys.executable, "-c", DIES, at, number, user], env=environment, cwd=os.getcwd())
    assert died.returncode == -signal.SIGKILL
    messages, mails, events = (now - then for now, then in zip(_counts(), before, strict=True))
    if at == "after commit":
        assert (messages, mails, events > 0) == (1, 1, True)
    else:
        assert (messages, mails, events) == (0, 0, 0)


def _counts() -> tuple[int, int, int]:
    return Message.objects.count(), Delivery.objects.count(), Event.objects.count()
