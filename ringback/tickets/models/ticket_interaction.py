from django.db import models

from ringback.interactions.models import Interaction
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.tickets.models.ticket import Ticket


class TicketInteractions(models.QuerySet["TicketInteraction"]):
    def visible_to(self, actor: Actor) -> "TicketInteractions":
        """Those of visible tickets."""
        return self.filter(Ticket.seen_by(actor))


class TicketInteraction(Base):
    """This exchange was about this ticket. For those written down by hand; what the desk carried hangs on its
    messages."""

    pii = labels(link="at")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="interaction_links")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="ticket_links")
    at = models.DateTimeField()

    objects = TicketInteractions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "interaction"], name="one_ticket_interaction")
        ]
