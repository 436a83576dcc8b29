"""Languages by their tags (BCP 47, lower case: de, pt-br, zh-hant): reading one, which way it runs, which of several
fits, and which of them the desk's own words are translated into."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language_info

LONGEST = 12
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?")
_RIGHT_TO_LEFT = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "prs", "ps", "sd", "syr", "ug", "ur", "yi")
)
_SCRIPTS = re.compile(r"-(arab|hebr|syrc|thaa|nkoo)\b")


def read_tag(text: str) -> str:
    """The tag that `text` spells: language, script and region at most. Empty for what is no tag."""
    tag = text.strip().lower().replace("_", "-")
    return tag if len(tag) <= LONGEST and _TAG.fullmatch(tag) else ""


def fitting(wanted: str, offered: Collection[str]) -> str:
    """The offered tag that a reader of `wanted` reads: itself, else what it is a kind of (pt for pt-br), else a kind of
    it (pt-br for pt). Empty where there is none."""
    parts = wanted.split("-")
    wider = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    kinds = (tag for tag in sorted(offered) if wanted and tag.startswith(f"{wanted}-"))
    return next((tag for tag in wider if tag in offered), next(kinds, ""))


def runs_from_the_right(tag: str) -> bool:
    """Whether a text in this language is written from right to left."""
    return bool(_SCRIPTS.search(tag)) or tag in _RIGHT_TO_LEFT or tag.partition("-")[0] in _RIGHT_TO_LEFT


def name_of(tag: str) -> str:
    """What its speakers call a language; the tag itself where Django does not know."""
    try:
        return str(get_language_info(tag)["name_local"])
    except KeyError:
        return tag


@cache
def translated() -> frozenset[str]:
    """English, and whatever has a compiled catalogue: half a translation would be worse than none."""
    folders = [Path(folder) for folder in settings.LOCALE_PATHS]
    found = [mo.parent.parent.name for folder in folders for mo in folder.glob("*/LC_MESSAGES/*.mo")]
    return frozenset({settings.LANGUAGE_CODE, *filter(None, map(read_tag, found))})
