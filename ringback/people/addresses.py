"""Reading what people type as an identity. Pure."""

from django.utils.translation import gettext

from ringback.kit.addresses import is_addr_spec, with_ascii_domain
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line
from ringback.people.models.identity import Identity

_PHONE = set("0123456789+-/(). ")


def read_identity(kind: str, value: str) -> str:
    """The value, tidied. Raises Refusal when it can't be one of its kind."""
    value = one_line(value, 254).strip()
    readers = {Identity.EMAIL: _email, Identity.PHONE: _phone, Identity.HANDLE: _handle}
    if kind not in readers:
        raise Refusal(gettext("An identity is an email, a phone or a handle."), field="kind")
    return readers[kind](value)


def _email(value: str) -> str:
    if not is_addr_spec(value):
        raise Refusal(gettext("This is not a mail address."), field="value")
    return with_ascii_domain(value)


def _phone(value: str) -> str:
    digits = "".join(c for c in value if c.isdigit())
    if not set(value) <= _PHONE or not 3 <= len(digits) <= 15:
        raise Refusal(gettext("This is not a phone number."), field="value")
    return ("+" if value.startswith("+") else "") + digits


def _handle(value: str) -> str:
    if not value:
        raise Refusal(gettext("A handle can't be empty."), field="value")
    return value
