"""Django's own mail (sign-in, passwords) leaves through the outbox: the settings name this as EMAIL_BACKEND."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from ringback.channels import outbox
from ringback.channels.adapters.email.compose import Outgoing
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Line
from ringback.company import house
from ringback.kit.addresses import is_addr_spec
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM


class EmailBackend(BaseEmailBackend):
    """Queues; nothing is sent while a page is being answered, and no body is ever logged."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue each mail from the first active line that can send. Without one it is queued and fails visibly."""
        line = Line.objects.filter(is_active=True).exclude(smtp_host="").order_by("id").first()
        with transaction.atomic():
            for message in email_messages:
                outbox.queue(SYSTEM, line, _outgoing(message, line), purpose="system")
        return len(email_messages)


def _outgoing(message: EmailMessage, line: Line | None) -> Outgoing:
    return Outgoing(
        from_name=house.get("name"),
        from_address=line.address if line else _own(message.from_email),
        to=_addresses(message.to),
        cc=_addresses(message.cc),
        bcc=_addresses(message.bcc),
        subject=str(message.subject),
        text=str(message.body),
        html=_html(message),
        automatic=True,
        date=now(),
    )


def _own(address: str) -> str:
    return address if is_addr_spec(address) else "desk@localhost"


def _addresses(given: Sequence[str]) -> list[Address]:
    return [Address("", str(address)) for address in given]


def _html(message: Any) -> str:
    found = [part[0] for part in getattr(message, "alternatives", []) if part[1] == "text/html"]
    return str(found[0]) if found else ""
