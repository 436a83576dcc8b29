"""The words of an acknowledgement: which language, which text, what is filled in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from ringback.access.prepared import prepared
from ringback.channels.models import Greeting, Line
from ringback.company import house
from ringback.kit import placeholders
from ringback.kit.language_guess import guess
from ringback.kit.languages import fitting, read_tag, runs_from_the_right, translated
from ringback.kit.markup import from_text
from ringback.tickets.models import Message
from ringback.tickets.unfolded import unfolded


@dataclass(frozen=True, slots=True)
class Words:
    """A mail's words, in `language`."""

    language: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A line's text; `text` empty: the desk's own words."""

    language: str
    text: str
    opening_hours: str


def greet(line: Line, message: Message, in_more_languages: bool) -> Words:
    """What the acknowledgement of `message` says. Chosen by what the customer is known to read or wrote in, made of
    nothing that they wrote. `in_more_languages`: whether the line has texts beside its own."""
    chosen = _chosen(line, message, _greetings(line.pk) if in_more_languages else ())
    values = {"number": message.ticket_id, "name": house.get("name")}
    spoken = fitting(chosen.language, translated())
    # What is not translated into the language of a text is left out, rather than said in another one.
    with translation.override(spoken or "en"):
        subject = _subject(values) if spoken else f"{values['name']} [#{values['number']}]"
        text = _text(chosen, values, is_spoken=bool(spoken))
    return Words(chosen.language, subject, text, _html(text, chosen.language))


def _chosen(line: Line, message: Message, greetings: Sequence[Greeting]) -> _Text:
    own = _Text(line.language, line.greeting.strip(), line.opening_hours)
    texts = {own.language: own} if own.text else {}
    for greeting in greetings:
        texts[greeting.language] = _Text(greeting.language, greeting.text, greeting.opening_hours)
    offered = set(texts) if own.text else set(texts) | translated()
    wanted = _wanted(message) if len(offered) > 1 else ""
    found = fitting(wanted, offered)
    if found in texts:
        return texts[found]
    return own if own.text else _Text(_for_own_words(found, line), "", own.opening_hours)


def _for_own_words(found: str, line: Line) -> str:
    return found or fitting(line.language, translated()) or "en"


@prepared("line")
def _greetings(line: int) -> QuerySet[Greeting]:
    return Greeting.objects.filter(line_id=line)


def _wanted(message: Message) -> str:
    """The customer's language: what is known of them, else that of what they wrote; empty where nobody can tell."""
    contact = message.ticket.contact
    return (read_tag(contact.language) if contact else "") or guess(_written(message.pk))


def _written(pk: int) -> str:
    text, folds = Message.objects.values_list("text", "folds").get(pk=pk)
    return unfolded(text, [(start, end) for start, end, _kind in json.loads(folds or "[]")])


def _text(chosen: _Text, values: Mapping[str, object], *, is_spoken: bool) -> str:
    parts = [placeholders.fill(chosen.text, values) if chosen.text else _own_words(values)]
    parts.append(placeholders.fill(chosen.opening_hours, values))
    if not placeholders.names(chosen.text + chosen.opening_hours, "number"):
        number = _("Your request has the number #%(number)s.") if is_spoken else "#%(number)s"
        parts.append(number % values)
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _subject(values: Mapping[str, object]) -> str:
    return _("We have received your request [#%(number)s]") % values


def _own_words(values: Mapping[str, object]) -> str:
    return (
        _(
            "Thank you for writing to %(name)s. Your message has arrived, and somebody will answer it.\n\n"
            "To add something, simply reply to this mail."
        )
        % values
    )


def _html(text: str, language: str) -> str:
    # Auto: of lines older than their language nobody has said what their text is written in.
    direction = "rtl" if runs_from_the_right(language) else "auto"
    return f'<div lang="{language}" dir="{direction}">{from_text(text)}</div>'
