"""TRUST A13: what the house writes for itself never reaches a customer, whatever is done meanwhile."""

from ringback.channels.models import Delivery
from tests.sweeping.asking import undone
from tests.sweeping.people import Who
from tests.trust.acting import act_on_everything
from tests.trust.eyes import seen_by
from tests.trust.letters import written
from tests.world import CANARY, PARTNER_CANARY, World

CUSTOMERS = ("colin", "dora")
ACTORS = ("anna", "lena", "sid", "pia", "max", "gail", "colin")


def test_after_sixty_actions_no_customer_gets_a_byte_of_a_note(world: World) -> None:
    done = sum(act_on_everything(world, Who(name, name)) for name in ACTORS)
    assert done >= 60
    mails = [written(delivery) for delivery in Delivery.objects.all()]
    assert len(mails) > 4
    for seen in (*mails, *(seen_by(world, name) for name in CUSTOMERS)):
        assert CANARY not in seen
        assert PARTNER_CANARY not in seen


def test_a_partner_sees_the_notes_for_partners_and_no_other(world: World) -> None:
    with undone():
        seen = seen_by(world, "pia")
    assert PARTNER_CANARY in seen
    assert CANARY not in seen
