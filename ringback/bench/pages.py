"""What is asked, by name and reader. Customers use the API, which has no fragments."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

from ringback.bench.client import Request
from ringback.bench.readers import headers_of
from ringback.bench.seed.people import address_of
from ringback.bench.seed.plan import Plan, Planned
from ringback.bench.seed.words import COMMON, RARE

Asks = Callable[[], Request]
_SAID = "Thank you, the invoice is on its way and will be with you by the end of the week."
# Only open tickets of the agent's own teams are answered, and no ticket so often that it grows much.
_ANSWERED = 2000
_API = "/api/v1"


def pages(plan: Plan) -> Iterator[tuple[str, str, Asks]]:
    """(name, reader, what makes the next request), every combination that exists."""
    planned = {one.number: one for one in plan.planned()}
    ours = [one for one in planned.values() if one.team in (1, 2) and one.is_open][-_ANSWERED:]
    granted = [planned[number] for number in plan.granted]
    yield from _web("agent", ours, _long(plan, ours))
    yield from _web("partner", granted, _long(plan, granted))
    yield from _api([planned[number] for number in sorted(plan.customers)], plan)


def _long(plan: Plan, tickets: Sequence[Planned]) -> list[int]:
    return [one.number for one in tickets if one.number in plan.long]


def _web(reader: str, answered: Sequence[Planned], long: Sequence[int]) -> Iterator[tuple[str, str, Asks]]:
    headers = headers_of(reader)
    part = {**headers, "HX-Request": "true"}
    yield "list", reader, _always(Request("/tickets?view=open", headers))
    yield "list_fragment", reader, _always(Request("/tickets?view=open", {**part, "HX-Target": "list"}))
    yield "ticket", reader, _each([Request(f"/tickets/{number}", headers) for number in long])
    yield "search_rare", reader, _always(Request(f"/search?q={RARE}", headers))
    yield "search_common", reader, _always(Request(f"/search?q={COMMON}", headers))
    # A long thread must stay as long as it was planned for whoever is measured next.
    yield "reply", reader, _each([_reply(one, part) for one in answered if one.number not in long])


def _api(own: Sequence[Planned], plan: Plan) -> Iterator[tuple[str, str, Asks]]:
    headers, at = headers_of("customer"), f"{_API}/tickets"
    words = json.dumps({"html": f"<p>{_SAID}</p>"})
    open_ones = [one.number for one in own if one.is_open]
    yield "list", "customer", _always(Request(at, headers))
    yield "ticket", "customer", _each([Request(f"{at}/{n}/messages", headers) for n in _long(plan, own)])
    yield "search_rare", "customer", _always(Request(f"{_API}/search?q={RARE}", headers))
    yield "search_common", "customer", _always(Request(f"{_API}/search?q={COMMON}", headers))
    yield "reply", "customer", _each([Request(f"{at}/{n}/messages", headers, json=words) for n in open_ones])


def _reply(one: Planned, headers: dict[str, str]) -> Request:
    form = {"html_or_text": f"<p>{_SAID}</p>", "format": "html", "to": address_of(one.contact)}
    return Request(f"/tickets/{one.number}/replies", headers, form=form)


def _always(request: Request) -> Asks:
    return lambda: request


def _each(requests: Sequence[Request]) -> Asks:
    """One after the other, again from the start at the end. What is asked for must exist on a small desk too."""
    if not requests:
        raise ValueError("the desk is too small to have what this page shows")
    around = cycle(requests)
    return lambda: next(around)
