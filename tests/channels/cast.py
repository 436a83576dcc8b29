"""Lines and mail for the tests of channels."""

from datetime import UTC, datetime
from typing import Any

from ringback.access.models import Team
from ringback.channels.adapters.email.compose import Outgoing
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Line

AT = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)


def a_team(name: str = "Support") -> Team:
    """The team of that name, made on first use."""
    team, _ = Team.objects.get_or_create(folded=name.casefold(), defaults={"name": name})
    return team


def a_line(name: str = "help", **fields: Any) -> Line:
    """A line whose mail goes to nobody unless `fields` says so."""
    address = f"{name}@desk.example"
    values: dict[str, Any] = {"name": name, "folded": name, "address": address, "folded_address": address}
    values |= {"imap_tls": "none", "smtp_tls": "none", "live_from": AT, "created_at": AT}
    return Line.objects.create(team=a_team(), **(values | fields))


def a_mail(line: Line, *to: str, subject: str = "Hello", automatic: bool = False) -> Outgoing:
    """A short mail from the line."""
    return Outgoing(
        from_name="Desk",
        from_address=line.address,
        to=[Address("", address) for address in to],
        subject=subject,
        text="Good morning",
        automatic=automatic,
        date=AT,
    )
