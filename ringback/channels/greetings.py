"""What acknowledgements say: texts by language, with places that the desk fills, never whoever wrote to us (TRUST
A21)."""

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.locking import row_to_change
from ringback.access.policy import require
from ringback.channels.models import Greeting, Line
from ringback.kit import placeholders
from ringback.kit.errors import Refusal, Unseen
from ringback.kit.languages import read_tag
from ringback.kit.text import clean
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

LONGEST = 5000
LONGEST_HOURS = 1000
PLACES = ("number", "name")


@transaction.atomic
def put(
    by: Actor, line_id: int, language: str, text: str, opening_hours: str = "", version: int | None = None
) -> Greeting:
    """What the line's acknowledgement says in a language beside its own, anew or instead of what it said.

    `version`: of the line. Raises Unseen, Stale, Refusal at language, text or opening_hours.
    """
    require(by, "line.write")
    line = row_to_change(Line.objects.visible_to(by), line_id, version)
    tag = read_language(language, "language")
    if tag == line.language:
        words = gettext("This is the language of the contact point itself: change its own text.")
        raise Refusal(words, field="language", code="own-language")
    texts = {
        "text": read_text(text, "text", LONGEST),
        "opening_hours": read_text(opening_hours, "opening_hours", LONGEST_HOURS),
    }
    if not texts["text"]:
        raise Refusal(gettext("What should it say?"), field="text", code="empty")
    greeting, _ = Greeting.objects.update_or_create(line=line, language=tag, defaults=texts)
    _changed(by, line, "line.greeting_set", tag)
    return greeting


@transaction.atomic
def remove(by: Actor, line_id: int, language: str, version: int | None = None) -> None:
    """From now on the line's own text goes to readers of this language. Raises Unseen, Stale."""
    require(by, "line.write")
    line = row_to_change(Line.objects.visible_to(by), line_id, version)
    greeting = line.greetings.filter(language=read_tag(language)).first()
    if greeting is None:
        raise Unseen()
    greeting.delete()
    _changed(by, line, "line.greeting_removed", greeting.language)


def read_language(text: str, field: str) -> str:
    """The tag of a language. Raises Refusal for what is none."""
    tag = read_tag(text)
    if not tag:
        words = gettext("A language is written as its tag, such as en, de or pt-br.")
        raise Refusal(words, field=field, code="bad-language")
    return tag


def read_text(text: str, field: str, longest: int) -> str:
    """A text of an acknowledgement. Raises Refusal where it is too long, or wants to be filled with what nothing
    fills."""
    text = clean(str(text)).strip()
    if len(text) > longest:
        raise Refusal(
            gettext("At most %(most)s characters, please.") % {"most": longest}, field=field, code="too-long"
        )
    unknown = placeholders.strange(text, PLACES)
    if unknown:
        words = gettext("Nothing fills in %(unknown)s. There are %(known)s.")
        known = ", ".join(f"{{{name}}}" for name in PLACES)
        raise Refusal(words % {"unknown": unknown, "known": known}, field=field, code="unknown-placeholder")
    return text


def _changed(by: Actor, line: Line, kind: str, tag: str) -> None:
    line.version += 1
    line.save(update_fields=["version"])
    append(by, Fact(kind, "line", line.pk, data={"language": tag}))
