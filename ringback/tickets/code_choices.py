"""Which codes can be chosen, for screens: a little old does no harm, the verb looks again."""

from collections.abc import Sequence
from dataclasses import dataclass

from ringback.company.models import Code, Reason
from ringback.kit.remembered import Remembered

_KNOWN: Remembered[str, "Choices"] = Remembered(5)


@dataclass(frozen=True, slots=True)
class Choices:
    """What is in use of each list: (id, what it is called)."""

    contact_reasons: Sequence[tuple[int, str]]
    resolution_codes: Sequence[tuple[int, str]]
    root_causes: Sequence[tuple[int, str]]
    dispositions: Sequence[tuple[int, str]]

    @property
    def has_any(self) -> bool:
        return bool(self.contact_reasons or self.resolution_codes or self.root_causes)


def choices() -> Choices:
    """Two statements, none where somebody has asked within five seconds."""
    return _KNOWN.get_or("", _read)


def _read() -> Choices:
    reasons = Reason.objects.filter(is_active=True).order_by("path", "id").values_list("pk", "path")
    rows = list(Code.objects.filter(is_active=True).order_by("name", "id").values_list("kind", "pk", "name"))
    kinds = (Code.RESOLUTION, Code.CAUSE, Code.DISPOSITION)
    return Choices(list(reasons), *([(pk, name) for kind, pk, name in rows if kind == one] for one in kinds))
