"""What of channels an actor may see, entered in the register of access."""

from ringback.access import scopes
from ringback.channels.models import Inbound, Line

scopes.register |= {
    "line": lambda actor: Line.objects.visible_to(actor),
    "inbound": lambda actor: Inbound.objects.visible_to(actor),
}
