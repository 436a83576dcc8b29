"""The settings of the house, with their defaults: one table, so nothing can be set that nothing reads."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext

from ringback.company.models import Setting
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

# Seconds until every process has heard of a change.
KNOWN_FOR = 5

MOST_FILE_MB: Final = settings.MAX_FILE_BYTES // 2**20

MOST_UNDO_SECONDS: Final = 60

DEFAULTS: Mapping[str, Any] = {
    "name": "Ringback",  # what customers read as the house's name
    "break_glass": True,  # administrators who are not agents need a reason to read tickets
    "max_file_mb": MOST_FILE_MB,
    "reason_after_days": 30,  # without an exchange for so long, opening a customer needs a reason
    "confirmation_days": 5,  # working days in which a customer says whether it is settled
    "handover_days": 1,  # working days in which a hand-over is accepted or returned
    "undo_seconds": 5,  # for so long who has sent a reply from the desk can take it back
    "working_days": "1 2 3 4 5",  # of the week; 1 is Monday
    "holidays": "",  # YYYY-MM-DD, with spaces between
    "time_zone": "UTC",  # in which the house counts days
}

# Days after which things go; 0: never. What each means, and what is done, is said in transfer.retention.
RETENTION: Mapping[str, int] = {
    "keep_closed_tickets": 1096,
    "keep_spam": 30,
    "keep_raw_mail": 0,
    "keep_delivery_log": 30,
    "keep_event_words": 1096,
}
# Of what the desk makes itself (transfer.backups); every 0 days: only when asked.
BACKUPS: Mapping[str, int] = {"backup_every_days": 0, "backup_keep_days": 14}
# When somebody last asked for one that is not there yet, and why the last one failed: empty when neither.
BACKUP_ASKED: Final = "backup_asked"
BACKUP_FAILED: Final = "backup_failed"
# Whether somebody has seen what those days mean for this desk: before that nothing goes by itself.
RETENTION_AGREED: Final = "retention_agreed"
_KNOWN: Mapping[str, Any] = {
    **DEFAULTS,
    **RETENTION,
    **BACKUPS,
    RETENTION_AGREED: False,
    BACKUP_ASKED: "",
    BACKUP_FAILED: "",
}


def get(name: str) -> Any:
    """The value of a setting, at most five seconds old; KeyError for a name that is not in DEFAULTS or RETENTION."""
    default = _KNOWN[name]
    stored = cache.get_or_set(_key(name), lambda: _stored(name), KNOWN_FOR)
    return json.loads(stored) if stored else default


def _stored(name: str) -> str:
    return Setting.objects.filter(name=name).values_list("value", flat=True).first() or ""


def _key(name: str) -> str:
    return f"house:{name}"


@transaction.atomic
def put(by: Actor, name: str, value: Any) -> None:
    """Set one setting. Raises Refusal for an unknown name or a value of another type. The caller has checked
    the right."""
    if name not in _KNOWN:
        raise Refusal(gettext("There is no setting %(name)s.") % {"name": name}, field="name")
    if type(value) is not type(_KNOWN[name]):
        raise Refusal(
            gettext("%(name)s wants a value like %(name2)s.")
            % {"name": name, "name2": json.dumps(_KNOWN[name])},
            field=name,
        )
    row, _ = Setting.objects.update_or_create(name=name, defaults={"value": json.dumps(value)})
    cache.delete(_key(name))
    append(by, Fact("setting.changed", "setting", row.pk, detail={"name": name, "value": json.dumps(value)}))
