from ringback.ledger.models.erased import Erased
from ringback.ledger.models.event import Event, EventDetail
from ringback.ledger.models.lease import Lease
from ringback.ledger.models.parked import Parked
from ringback.ledger.models.reader import Reader
from ringback.ledger.models.seal import Seal

__all__ = ["Erased", "Event", "EventDetail", "Lease", "Parked", "Reader", "Seal"]
