"""What of channels an actor may see, and which blobs are linked here: entered in the registers of access and files."""

from collections.abc import Iterable

from ringback.access import scopes
from ringback.channels.models import Delivery, Inbound, Line, Raw
from ringback.files import sweep

scopes.register |= {
    "line": lambda actor: Line.objects.visible_to(actor),
    "inbound": lambda actor: Inbound.objects.visible_to(actor),
}


def linked_blobs(ids: Iterable[int]) -> set[int]:
    """Of these blobs, those that hold a large mail as it came in or goes out."""
    wanted = list(ids)
    came = Raw.objects.filter(blob_id__in=wanted).values_list("blob_id", flat=True)
    goes = Delivery.objects.filter(blob_id__in=wanted).values_list("blob_id", flat=True)
    return {int(blob) for blob in (*came, *goes) if blob}


sweep.links.append(linked_blobs)
