"""TRUST A3: only our 128 random bits continue a ticket, and only for those who take part in it."""

import secrets

import pytest

from ringback.channels.models import Delivery, Inbound
from ringback.tickets.models import Message
from tests.tickets.mails import arrive, mail, message_of
from tests.world import World

AT_ONCE = 20  # forged ids in one mail
FULL = pytest.param(10_000, marks=pytest.mark.slow)


@pytest.mark.parametrize("count", [120, FULL])
def test_no_forged_id_threads(world: World, count: int) -> None:
    delivery = _answer(world)
    before = Message.objects.filter(ticket=world.near.ticket).count()
    for n in range(0, count, AT_ONCE):
        forged = _several(delivery.secret, range(n, n + AT_ONCE))
        ended = arrive(world.near.line, mail("colin@mail.example", "Another thing", f"{n}", **forged))
        assert ended.end == Inbound.OPENED, forged
    assert Message.objects.filter(ticket=world.near.ticket).count() == before


@pytest.mark.parametrize("count", [30, pytest.param(1_000, marks=pytest.mark.slow)])
def test_every_right_id_of_the_right_sender_threads(world: World, count: int) -> None:
    right = {"in_reply_to": [_answer(world).message_id]}
    ends = [
        arrive(world.near.line, mail("colin@mail.example", "Whatever", f"{n}", **right)).end
        for n in range(count)
    ]
    assert ends == [Inbound.THREADED] * count


def test_a_right_id_of_a_stranger_is_never_for_the_customer_to_see(world: World) -> None:
    right = {"in_reply_to": [_answer(world).message_id]}
    held = arrive(world.near.line, mail("eve@evil.example", "Re: Kettle leaks", "I am Colin", **right))
    assert held.end == Inbound.HELD
    assert message_of(held) not in Message.objects.visible_to(world.actor("colin"))
    assert message_of(held) in Message.objects.visible_to(world.actor("anna"))


def _answer(world: World) -> Delivery:
    delivery = world.near.answer.delivery
    assert delivery is not None
    return delivery


def _forged(secret: str, n: int) -> dict[str, list[str]]:
    """Near misses of all sorts: other bits, one bit off, cut short, too long, the key and the digest."""
    wrong = [
        secrets.token_hex(16),
        secret[:-1] + format((int(secret[-1], 16) + 1 + n % 15) % 16, "x"),
        secret[:31],
        secret + "0",
        "0" + secret,
        f"{n:032x}",
        secret[16:] + secret[:16],
        secret.replace(secret[0], format((int(secret[0], 16) + 1) % 16, "x")),
    ][n % 8]
    if n % 3 == 0:
        return {"delivered_to": [f"north+{wrong}@desk.example"]}
    return {"in_reply_to" if n % 3 == 1 else "references": [f"{wrong}@desk.example"]}


def _several(secret: str, numbers: range) -> dict[str, list[str]]:
    """Forged ids of one mail: each is looked at, and one that passed would be enough."""
    found: dict[str, list[str]] = {}
    for n in numbers:
        for where, ids in _forged(secret, n).items():
            found.setdefault(where, []).extend(ids)
    return found
