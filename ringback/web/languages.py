"""Which languages the desk speaks."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language_info


@cache
def codes() -> frozenset[str]:
    """English, and whatever has a compiled catalogue: half a translation would be worse than none."""
    folders = [Path(folder) for folder in settings.LOCALE_PATHS]
    found = [mo.parent.parent.name for folder in folders for mo in folder.glob("*/LC_MESSAGES/*.mo")]
    return frozenset({settings.LANGUAGE_CODE, *found})


def spoken() -> list[tuple[str, str]]:
    """Codes with their own names, for a select."""
    return [(code, str(get_language_info(code)["name_local"])) for code in sorted(codes())]
