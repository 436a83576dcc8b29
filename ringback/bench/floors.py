"""Floors: what the same server, process and database cost for as little as could pass for a list of tickets.

They are answered before any layer of the desk. `hello` says so; `template` fills fifty rows from memory; `sql_list`
runs the list's statement as one would write it by hand; `fragment` does both of these.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from jinja2 import Environment, Template

from ringback.bench.seed.plan import AGENT

PREFIX = "/floor/"
Answering = Callable[[HttpRequest], HttpResponseBase]

_SQL = """
SELECT t.id, t.subject, c.name, g.name, u.name, s.name, t.category, t.type, t.priority, t.created_at, t.updated_at,
       t.waiting_since, t.attention_at, t.excerpt, t.message_count, t.last_message_id, m.message_id, t.version
FROM tickets_ticket t
JOIN people_contact c ON c.id = t.contact_id
JOIN access_team g ON g.id = t.team_id
JOIN tickets_status s ON s.id = t.status_id
LEFT JOIN access_user u ON u.id = t.assignee_id
LEFT JOIN tickets_readmark m ON m.ticket_id = t.id AND m.user_id = %s
WHERE t.shelf = '' AND t.category < 70 AND (t.team_id IN (1, 2) OR t.id IN (
    SELECT r.ticket_id FROM tickets_grant r WHERE r.user_id = %s OR r.team_id IN (1, 2)))
ORDER BY t.updated_at DESC, t.id DESC LIMIT 51
"""
_PAGE = """<ol>{% for r in rows %}
<li><a href="/tickets/{{ r[0] }}"{% if r[15] > (r[16] or 0) %} class="unread"{% endif %}>
<b>{{ r[2] }}</b><time datetime="{{ r[10] }}">{{ r[10] }}</time>
<span>{{ r[1] }}</span><span>{{ r[13] }}</span><em>{{ r[5] }}</em><small>{{ r[4] or "" }}</small></a></li>
{% endfor %}</ol>"""


def floors(get_response: Answering) -> Answering:
    """Middleware that answers below PREFIX itself."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        return HttpResponse(FLOORS[request.path_info.removeprefix(PREFIX)]())

    return middleware


def hello() -> str:
    """The least that can be said."""
    return "hello"


def template() -> str:
    """Fifty rows that are there already."""
    return _page().render(rows=_kept())


def sql_list() -> str:
    """The rows, unused."""
    return str(len(_rows()))


def fragment() -> str:
    """The rows, shown."""
    return _page().render(rows=_rows()[:50])


FLOORS: dict[str, Callable[[], str]] = {
    "hello": hello,
    "template": template,
    "sql_list": sql_list,
    "fragment": fragment,
}


@cache
def _page() -> Template:
    return Environment(autoescape=True).from_string(_PAGE)


@cache
def _kept() -> Sequence[tuple[Any, ...]]:
    return _rows()[:50]


def _rows() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [AGENT, AGENT])
        return list(cursor.fetchall())
