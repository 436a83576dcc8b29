"""Greetings: what a line's acknowledgement says in one language or another, beside the line's own text."""

from ringback.api.call import Call
from ringback.api.found import find
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, In, Limit, Out, Page, Text
from ringback.channels import greetings
from ringback.channels.models import Greeting, Line
from ringback.kit import paging

_LINE = {"line_id": "line"}
_GREETING = {"line_id": "line", "language": "greeting"}


class GreetingOut(Out):
    """`{number}` and `{name}` (of the house) are filled in; a text without `{number}` has it below."""

    language: str
    text: str
    opening_hours: str


class GreetingPage(Page[GreetingOut]):
    pass


class GreetingSet(In):
    text: Text
    opening_hours: Text = ""


@operation(
    "GET",
    "/lines/{int:line_id}/greetings",
    scope="lines:read",
    verb="line.read",
    answers=GreetingPage,
    objects=_LINE,
)
def index(request: Call, line_id: int, cursor: Cursor = "", limit: Limit = 50) -> GreetingPage:
    """The texts of a line in other languages than its own, by language."""
    line = find(Line.objects.visible_to(request.actor), pk=line_id)
    rows = Greeting.objects.visible_to(request.actor).filter(line=line).order_by("language")
    rows = rows.filter(language__gt=paging.decode(cursor, str)[0]) if cursor else rows
    found = list(rows[: limit + 1])
    more = paging.encode(found[limit - 1].language) if len(found) > limit else None
    return GreetingPage(items=[_out(greeting) for greeting in found[:limit]], next=more)


@operation(
    "PUT",
    "/lines/{int:line_id}/greetings/{str:language}",
    scope="lines:write",
    verb="line.write",
    answers=GreetingOut,
    objects=_LINE,
    versioned=True,
)
def save(request: Call, line_id: int, language: str, body: GreetingSet) -> GreetingOut:
    """Set what it says in a language other than the line's own. If-Match: the version of the line."""
    greeting = greetings.put(request.actor, line_id, language, body.text, body.opening_hours, request.version)
    return _out(greeting)


@operation(
    "DELETE",
    "/lines/{int:line_id}/greetings/{str:language}",
    scope="lines:write",
    verb="line.write",
    answers=None,
    status=204,
    objects=_GREETING,
    versioned=True,
)
def destroy(request: Call, line_id: int, language: str) -> None:
    """Take the text in a language away: the line's own goes out instead. If-Match: the version of the line."""
    greetings.remove(request.actor, line_id, language, request.version)


def _out(greeting: Greeting) -> GreetingOut:
    return GreetingOut(language=greeting.language, text=greeting.text, opening_hours=greeting.opening_hours)
