"""An exchange as somebody writes it down by hand: what it may hold, and what follows from its times. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext

from ringback.interactions.models import Interaction
from ringback.kit.channel_names import CHANNELS
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line

TIMES: Final = ("offered_at", "answered_at", "ended_at")
SECONDS: Final = ("wait_seconds", "hold_seconds", "handling_seconds", "wrap_up_seconds")
MOST_SECONDS: Final = 7 * 24 * 3600
# Clocks of other machines may be a little ahead.
_AHEAD = timedelta(minutes=5)
# What follows from two times, where nobody says otherwise.
_BETWEEN: Mapping[str, tuple[str, str]] = {
    "wait_seconds": ("offered_at", "answered_at"),
    "handling_seconds": ("answered_at", "ended_at"),
}


def write(interaction: Interaction, given: Mapping[str, Any], moment: datetime) -> None:
    """Set times, seconds and disposition on an interaction; waiting and handling follow from the times unless they are
    named. `moment`: now. Raises Refusal for times out of order or in the future, and seconds that cannot be."""
    for name in (*TIMES, *SECONDS):
        setattr(interaction, name, given.get(name, getattr(interaction, name)))
    for name, (start, end) in _BETWEEN.items():
        if name not in given and {start, end} & set(given):
            setattr(interaction, name, _between(getattr(interaction, start), getattr(interaction, end)))
    interaction.disposition = one_line(given.get("disposition", interaction.disposition), 30)
    _check_times(interaction, moment)
    _check_seconds(interaction)


def check_kind(channel: str, direction: str) -> None:
    """Raises Refusal for a channel or a direction there is not."""
    if channel not in CHANNELS:
        names = ", ".join(CHANNELS)
        raise Refusal(gettext("A channel is one of %(names)s.") % {"names": names}, field="channel")
    if direction not in (Interaction.IN, Interaction.OUT):
        raise Refusal(gettext("A direction is in or out."), field="direction")


def spoken(interaction: Interaction) -> int | None:
    """For how many seconds they spoke, where that is known."""
    if interaction.handling_seconds is not None:
        return interaction.handling_seconds
    return _between(interaction.answered_at or interaction.offered_at, interaction.ended_at)


def _between(start: datetime | None, end: datetime | None) -> int | None:
    return None if start is None or end is None else int((end - start).total_seconds())


def _check_times(interaction: Interaction, moment: datetime) -> None:
    if interaction.offered_at is None:
        raise Refusal(gettext("Say when it began."), field="offered_at", code="time")
    known = [(name, at) for name in TIMES if (at := getattr(interaction, name)) is not None]
    for name, at in known:
        if at > moment + _AHEAD:
            raise Refusal(gettext("This time has not come yet."), field=name, code="time")
    for (_, before), (name, at) in zip(known, known[1:], strict=False):
        if at < before:
            raise Refusal(_order(name), field=name, code="time")


def _order(name: str) -> str:
    if name == "answered_at":
        return gettext("It was answered before it was offered.")
    return gettext("It ended before it began.")


def _check_seconds(interaction: Interaction) -> None:
    for name in SECONDS:
        if not 0 <= (getattr(interaction, name) or 0) <= MOST_SECONDS:
            words = gettext("Seconds are 0 to %(most)s.") % {"most": MOST_SECONDS}
            raise Refusal(words, field=name, code="seconds")
    hold, handling = interaction.hold_seconds, interaction.handling_seconds
    if hold and handling is not None and hold > handling:
        raise Refusal(
            gettext("Nobody is on hold for longer than they are spoken with."),
            field="hold_seconds",
            code="seconds",
        )
