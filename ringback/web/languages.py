"""Which languages the desk speaks, and which its customers may be written to in."""

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info

from ringback.kit.languages import name_of, translated

codes = translated


def spoken() -> list[tuple[str, str]]:
    """Codes with their own names, for a select."""
    return [(code, str(get_language_info(code)["name_local"])) for code in sorted(codes())]


def written(*more: str) -> list[tuple[str, str]]:
    """Languages to choose from with their own names, by tag: those that are widely known, and `more`."""
    known = {tag for tag, about in LANG_INFO.items() if "fallback" not in about}
    return [(tag, f"{name_of(tag)} ({tag})") for tag in sorted(known | {tag for tag in more if tag})]
