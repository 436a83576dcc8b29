"""What became of the mail that tickets sent: deliveries are seen and tried again by those who see the ticket."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from ringback.access.policy import Reach, reaches, require
from ringback.channels import outbox, withheld
from ringback.channels.models import Delivery
from ringback.kit.errors import Refusal, Unseen
from ringback.ledger.actor import Actor
from ringback.tickets.locking import check
from ringback.tickets.models import Ticket


def deliveries(actor: Actor) -> QuerySet[Delivery]:
    """Replies and acknowledgements of the tickets that the actor may see; for managers all mail, the desk's
    own too."""
    far = reaches(actor, "delivery.read")
    if Reach.ALL in far:
        return Delivery.objects.all()
    seen = Ticket.objects.visible_to(actor) if far else Ticket.objects.none()
    return Delivery.objects.filter(Q(message__ticket__in=seen) | Q(acknowledgement__ticket__in=seen))


@transaction.atomic
def retry(by: Actor, delivery_id: int) -> Delivery:
    """Send again to those whom it did not reach. Unseen, Forbidden on another team's ticket, Refusal while
    under way."""
    return outbox.retry(by, _to_decide(by, delivery_id))


@transaction.atomic
def discard(by: Actor, delivery_id: int) -> None:
    """A withheld mail never goes out. Unseen, Forbidden on another team's ticket, Refusal when it does not wait."""
    if not withheld.discard(by, [_to_decide(by, delivery_id).pk]):
        raise Refusal(gettext("Only withheld mail can be discarded."), code="not-withheld")


def _to_decide(by: Actor, delivery_id: int) -> Delivery:
    require(by, "delivery.retry")
    delivery = deliveries(by).filter(pk=delivery_id).first()
    if delivery is None:
        raise Unseen()
    sent_from = Q(messages__delivery=delivery) | Q(acknowledgement__delivery=delivery)
    ticket = Ticket.objects.filter(sent_from).first()
    if ticket:
        check(by, ticket, "delivery.retry")
    return delivery
