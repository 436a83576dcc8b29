"""TRUST A4: nobody answers a customer by mailing in, whoever the mail says it is from."""

from ringback.access import staff
from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Delivery
from ringback.ledger.actor import SYSTEM
from ringback.tickets.models import Message
from tests.trust.letters import arrive, letter
from tests.world import World

ANNA, BO = "anna@house.example", "bo@house.example"
WORDS = "We pay you a thousand."


def test_eight_ways_to_answer_as_a_colleague_send_nothing_to_the_customer(
    world: World, parser: Parser
) -> None:
    delivery = world.near.answer.delivery
    assert delivery is not None
    staff.deactivate(SYSTEM, world.users["bo"].pk)
    mine, other = f"<{delivery.message_id}>", f"<{world.far.answer.message_id}>"
    variants = [
        (
            ANNA,
            {
                "In-Reply-To": mine,
                "Authentication-Results": "house.example; dmarc=pass header.from=house.example",
            },
        ),
        (BO, {"In-Reply-To": mine}),
        (ANNA, {"In-Reply-To": other, "Sender": "anna@other.example"}),
        (ANNA, {"In-Reply-To": mine, "References": f"{other} {mine}"}),
        (ANNA, {"In-Reply-To": "<" + "0" * 32 + "@desk.example>"}),
        (f"{ANNA}\r\nFrom: mallory@evil.example", {"In-Reply-To": mine}),
        (f'"{ANNA}" <mallory@evil.example>', {"In-Reply-To": mine}),
        ("=?utf-8?q?anna=40house=2Eexample?= <mallory@evil.example>", {"In-Reply-To": mine}),
    ]
    to_customers = Delivery.objects.filter(recipients__folded__in=["colin@mail.example", "dora@mail.example"])
    sent, said = to_customers.count(), Message.objects.filter(direction=Message.OUT).count()
    for number, (sender, fields) in enumerate(variants):
        to = f"north+{delivery.secret}@desk.example" if number % 2 else world.near.line.address
        subject = f"Re: Kettle leaks [#{world.near.ticket.pk}]"
        arrive(world.near.line, letter(sender, to, subject, f"{WORDS} {number}", fields), parser)
    assert to_customers.count() == sent
    assert Message.objects.filter(direction=Message.OUT).count() == said
    assert not Message.objects.visible_to(world.actor("colin")).filter(text__contains=WORDS).exists()
    assert Message.objects.filter(text__contains=WORDS).count() == len(variants)
