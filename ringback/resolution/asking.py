"""The question below the outcome: in the mail only, in the customer's language where the desk has words in it."""

import json
from html import escape

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ringback.kit.language_guess import guess
from ringback.kit.languages import fitting, read_tag, runs_from_the_right, translated
from ringback.tickets.models import Message, Ticket
from ringback.tickets.unfolded import unfolded


def question(ticket: Ticket, secret: str) -> str:
    """HTML with the question and its two links."""
    language = fitting(_wanted(ticket), translated()) or "en"
    at = f"{settings.RINGBACK_URL}/confirm/{secret}"
    with translation.override(language):
        ask = _("Is your request #%(number)s settled with this?") % {"number": ticket.pk}
        yes, no = _("Yes, it is settled"), _("No, not yet")
        hear = _(
            "If we hear nothing, we take it as settled after a few days. You can also simply reply to this mail."
        )
    direction = "rtl" if runs_from_the_right(language) else "ltr"
    return (
        f'<div lang="{language}" dir="{direction}"><hr><p>{escape(ask)}</p>'
        f'<p><a href="{at}?answer=yes">{escape(yes)}</a></p><p><a href="{at}?answer=no">{escape(no)}</a></p>'
        f"<p>{escape(hear)}</p></div>"
    )


def _wanted(ticket: Ticket) -> str:
    return read_tag(ticket.contact.language) or read_tag(ticket.language) or _written_in(ticket)


def _written_in(ticket: Ticket) -> str:
    said = Message.objects.filter(ticket=ticket, direction=Message.IN, state=Message.ACCEPTED).order_by("-id")
    last = said.values_list("text", "folds").first()
    return (
        guess(unfolded(last[0], [(start, end) for start, end, _kind in json.loads(last[1] or "[]")]))
        if last
        else ""
    )
