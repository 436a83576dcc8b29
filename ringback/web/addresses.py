"""Recipients as people type them in one field, and back. Pure."""

import re
from collections.abc import Iterable, Sequence
from email.utils import getaddresses

from django.utils.translation import gettext as _

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line

_SPECIAL = re.compile(r'[(),:;<>@\[\]\\".]')


def read(typed: str, field: str) -> list[Address]:
    """`Ada <ada@example.org>, bob@example.org` as addresses. Raises Refusal, naming the field, for what is none."""
    if not typed.strip():
        return []
    found = getaddresses([one_line(typed, 10_000).replace(";", ",")])
    if any("@" not in address for _name, address in found):
        raise Refusal(_("“%(typed)s” is not a list of mail addresses.") % {"typed": typed[:100]}, field=field)
    return [Address(one_line(name, 200), address) for name, address in found]


def readable(typed: str) -> list[Address]:
    """Those that are whole already, of a list that is still being typed."""
    found = getaddresses([one_line(typed, 10_000).replace(";", ",")])
    return [Address(one_line(name, 200), address) for name, address in found if "@" in address]


def written(addresses: Iterable[Address]) -> str:
    """The addresses as they would be typed."""
    return ", ".join(_one(address.name, address.address) for address in addresses)


def from_rows(rows: Sequence[Sequence[str]]) -> list[Address]:
    """From the [[name, address]] that rows keep."""
    return [Address(name, address) for name, address in rows]


def as_rows(addresses: Iterable[Address]) -> list[list[str]]:
    """As rows keep them."""
    return [[address.name, address.address] for address in addresses]


def _one(name: str, address: str) -> str:
    if not name:
        return address
    shown = '"' + name.replace("\\", "").replace('"', "'") + '"' if _SPECIAL.search(name) else name
    return f"{shown} <{address}>"
