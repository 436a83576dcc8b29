"""How the desk is doing: mail in and out, the ledger's readers, what is parked, and which mailboxes fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet

from ringback.access.policy import require
from ringback.channels.models import Breaker, Delivery, Inbound, Line
from ringback.company import house
from ringback.files.trouble import trouble
from ringback.kit.clock import now
from ringback.ledger import reader
from ringback.ledger.actor import Actor
from ringback.ledger.models import Parked, Reader

_OLDEST = """SELECT min(xact_start) FROM pg_stat_activity
WHERE backend_xid IS NOT NULL AND datname = current_database()"""

# What the end of a receipt without one is called in figures.
WAITING = "waiting"
# Work that waits this long means that no worker does it.
IDLE = timedelta(minutes=5)
_TROUBLED = Q(failing_since__isnull=False) | Q(send_failing_since__isnull=False) | Q(left_count__gt=0)
_UNREAD = Q(end=Inbound.QUARANTINED, handled_at=None)
_PARKED = Parked.objects.filter(settled_at=None)


@dataclass(frozen=True, slots=True)
class Health:
    """Counts by name; `readers` is how many events each has yet to see; `unread` counts quarantined mail that nobody
    has decided about, `late` mail that should have been taken on or sent minutes ago; `breakers` say from whom
    automatic mail is withheld for now; `writer_since` is when the oldest open writing transaction began (PostgreSQL
    only): while it lasts, no reader gets past it; `files` says in words why none can be stored, empty where they
    can; `backup` why the desk's last own backup failed."""

    inbound: Mapping[str, int]
    deliveries: Mapping[str, int]
    readers: Mapping[str, int]
    parked: int
    unread: int
    late: int
    failing: Sequence[Line]
    breakers: Sequence[Breaker]
    writer_since: datetime | None
    files: str
    backup: str

    @property
    def is_ok(self) -> bool:
        """Nothing parked or left lying, no mail that nobody could read, no mailbox failing, no loop, files can be
        stored, no reader far behind."""
        quiet = not (
            self.parked
            or self.unread
            or self.late
            or self.failing
            or self.breakers
            or self.files
            or self.backup
        )
        return quiet and all(lag < 1000 for lag in self.readers.values())


def health(actor: Actor) -> Health:
    """As it is now. Raises Forbidden for those who may not see it."""
    require(actor, "health.read")
    return Health(
        inbound={end or WAITING: n for end, n in _counted(Inbound.objects.filter(first=None), "end").items()},
        deliveries=_counted(Delivery.objects.all(), "state"),
        readers={row.name: reader.lag(row) for row in Reader.objects.order_by("name")},
        parked=_PARKED.count(),
        unread=Inbound.objects.filter(_UNREAD).count(),
        late=sum(rows.count() for rows in _late()),
        failing=list(Line.objects.filter(_TROUBLED, is_active=True).order_by("folded")),
        breakers=list(Breaker.objects.select_related("line").order_by("since", "id")),
        writer_since=_oldest_writer(),
        files=trouble(),
        backup=house.get(house.BACKUP_FAILED),
    )


def is_well() -> bool:
    """Whether the desk works, for probes: a few look-ups in small indexes and, twice a minute, one at the files,
    whoever asks. Raises DatabaseError when the database is away."""
    troubles = [
        _PARKED,
        Line.objects.filter(_TROUBLED, is_active=True),
        Inbound.objects.filter(_UNREAD),
        Breaker.objects.all(),
        *_late(),
    ]
    return not (any(rows.exists() for rows in troubles) or trouble() or house.get(house.BACKUP_FAILED))


def _late() -> "tuple[QuerySet[Inbound], QuerySet[Delivery]]":
    """Mail in and mail out that waits as if no worker were there."""
    since = now() - IDLE
    return (
        Inbound.objects.waiting().filter(taken_at__lt=since, retry_at=None),
        Delivery.objects.filter(state__in=[Delivery.QUEUED, Delivery.SENDING], due_at__lt=since),
    )


def _counted(rows: object, column: str) -> dict[str, int]:
    grouped = rows.order_by().values_list(column).annotate(n=Count("pk"))  # type: ignore[attr-defined]  # any queryset
    return dict(grouped)


def _oldest_writer() -> datetime | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        since: datetime | None = cursor.fetchone()[0]
    return since
