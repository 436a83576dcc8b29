"""Who sees what became of mail that went out, and who sends it again."""

import pytest

from ringback.access.identify import actor_of
from ringback.access.models import Membership, Team, User
from ringback.channels import outbox
from ringback.channels.models import Delivery, Line
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Unseen
from ringback.ledger.actor import SYSTEM, Actor
from ringback.tickets import delivered
from tests.channels.cast import a_mail
from tests.tickets.mails import arrive, mail

pytestmark = pytest.mark.django_db


def _manager(roles: str) -> User:
    return User.objects.create(email="m@desk.example", roles=roles, created_at=now())


def test_mail_of_no_ticket_is_for_managers(support: Line, nora: Actor) -> None:
    own = outbox.queue(SYSTEM, support, a_mail(support, "a@x.example"), purpose="test")
    assert own in delivered.deliveries(actor_of(_manager("manager")))
    assert own not in delivered.deliveries(nora)


def test_whoever_sees_all_mail_sends_again_that_of_their_own_teams_only(
    support: Line, payments: Team, omar: Actor
) -> None:
    both = _manager("manager agent")
    Membership.objects.create(team=payments, user=both)
    arrive(support, mail("ada@example.org"))
    lost = Delivery.objects.get(purpose="acknowledgement")
    Delivery.objects.update(state=Delivery.FAILED)
    for by, no in ((actor_of(both), Forbidden), (omar, Unseen)):
        with pytest.raises(no):
            delivered.retry(by, lost.pk)
    assert Delivery.objects.get(pk=lost.pk).state == Delivery.FAILED


def test_a_contact_point_that_acknowledges_nothing_sends_nothing(support: Line) -> None:
    Line.objects.filter(pk=support.pk).update(acknowledges=False)
    arrive(Line.objects.get(pk=support.pk), mail("ada@example.org"))
    assert not Delivery.objects.exists()
