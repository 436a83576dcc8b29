"""Leases: who does a thing now. They expire by themselves, and what a killed process of this machine held is
free at once."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from ringback.kit.holder import holder as this_process
from ringback.kit.holder import is_gone
from ringback.ledger.models import Lease


def take(name: str, now: datetime, seconds: float, holder: str = "") -> bool:
    """Take or renew the lease `name` until `now` + `seconds`. False while another holder (default: process)
    has it."""
    holder = holder or this_process()
    until = now + timedelta(seconds=seconds)
    free = Q(until__isnull=True) | Q(until__lt=now) | Q(holder=holder)
    for _ in range(2):
        taken = Lease.objects.filter(free, name=name).update(holder=holder, until=until, fence=F("fence") + 1)
        if taken:
            return True
        lease, made = Lease.objects.get_or_create(
            name=name, defaults={"holder": holder, "until": until, "fence": 1}
        )
        if made or not is_gone(lease.holder.partition("/")[0]):
            return made
        give_back(name, lease.holder)
    return False


def give_back(name: str, holder: str = "") -> None:
    """Let go of the lease, if it is still ours."""
    Lease.objects.filter(name=name, holder=holder or this_process()).update(until=None)


def is_due(name: str, now: datetime, every: float) -> bool:
    """Whether the holder of the lease should do the thing now: it was last done `every` seconds ago or
    longer."""
    last = Lease.objects.filter(name=name).values_list("ran_at", flat=True).first()
    return last is None or last <= now - timedelta(seconds=every)


def done(name: str, now: datetime) -> None:
    """It was done now; whoever holds the lease next waits its time."""
    Lease.objects.filter(name=name).update(ran_at=now)


class Hold:
    """A lease that one thread wants to keep: renewed only when half of it is gone, so that keeping it costs
    next to nothing."""

    def __init__(self, name: str, seconds: float = 60.0) -> None:
        self.name, self.seconds = name, seconds
        self.until: datetime | None = None

    def keep(self, at: datetime) -> bool:
        """Whether the lease is ours at `at`, taken or renewed if need be."""
        if self.until and at < self.until - timedelta(seconds=self.seconds / 2):
            return True
        self.until = at + timedelta(seconds=self.seconds) if take(self.name, at, self.seconds) else None
        return self.until is not None

    def give_back(self) -> None:
        """Let go, so that another need not wait."""
        if self.until:
            give_back(self.name)
            self.until = None
