"""Whether files can be stored and read just now."""

import shutil
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from ringback.files import store
from ringback.kit.remembered import Remembered

# Below this a large mail may not find room any more.
LEAST_FREE: Final = 256 * 1024 * 1024  # bytes
# Probes come every few seconds, and a bucket is a network away.
_REMEMBERED: Final[Remembered[str, str]] = Remembered(30)


def trouble() -> str:
    """What keeps the desk from storing files, in plain words; empty where nothing does. Up to half a minute old."""
    return _REMEMBERED.get_or("store", _look)


def _look() -> str:
    try:
        store.try_out()
    except OSError as fault:
        return _("Files cannot be stored: %(fault)s") % {"fault": fault}
    return "" if settings.STORAGE_URL else _little_room()


def _little_room() -> str:
    free = shutil.disk_usage(settings.FILES).free
    if free >= LEAST_FREE:
        return ""
    return _("The disk for files is nearly full: %(free)s MB are left.") % {"free": free // 1024**2}
