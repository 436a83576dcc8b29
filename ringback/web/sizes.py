"""Sizes of files as people read them. Pure."""

from django.utils.translation import gettext as _


def size_in_words(octets: int) -> str:
    """820 bytes, 14 kB, 3.2 MB: powers of a thousand, one decimal where it says something."""
    if octets < 1000:
        return _("%(size)d bytes") % {"size": octets}
    if octets < 1_000_000:
        return _("%(size)d kB") % {"size": round(octets / 1000)}
    return _("%(size).1f MB") % {"size": octets / 1_000_000}
