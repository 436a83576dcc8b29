"""The trial itself: colleagues at work, then what the desk holds against what they were told and what must be."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from ringback.bench.client import Client, Request
from ringback.bench.place import Place
from scripts.hands.clients import (
    ACCEPT,
    MERGE,
    OFFER,
    REPLY,
    RETURN,
    SPLIT,
    WITHDRAW,
    Asked,
    Board,
    Hand,
)
from scripts.hands.model import Colleague, Matter, Model, unlike
from scripts.killing.desk import desk, inside, ringback

_KINDS = {
    REPLY: "message.sent",
    MERGE: "ticket.merged",
    "unmerge": "ticket.unmerged",
    SPLIT: "ticket.split",
    OFFER: "handover.offered",
    ACCEPT: "handover.accepted",
    RETURN: "handover.returned",
    WITHDRAW: "handover.withdrawn",
}
_REFUSALS = (403, 404, 409, 422)
# Seconds until the feed tells everything: it waits for whatever began before, in any database of the same server.
_LATE = 600


@dataclass(slots=True)
class Result:
    """How often what was done and refused (by the code), and what is not as it must be."""

    done: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0
    tickets: int = 0
    deviations: list[str] = field(default_factory=list)


def try_hands(place: Place, people: int, tickets: int, operations: int, seed: int) -> Result:
    """Let so many colleagues ask for so many things on a desk at `place`."""
    ringback(place, ["migrate"])
    cast = json.loads(inside(place, "hands.seeding", str(people), str(tickets)))
    with desk(place):
        hands = _hands(place, cast, seed)
        started = time.monotonic()
        with ThreadPoolExecutor(people) as pool:
            list(pool.map(lambda hand: hand.work(operations // people), hands))
        result = Result(seconds=round(time.monotonic() - started, 1))
        asked = [one for hand in hands for one in hand.asked]
        with Client(place.port) as client:
            manager = _Reader(client, cast["manager"])
            model, events = _replayed(manager, cast, asked)
            result.deviations = [*model.deviations, *unlike(model, manager.tickets(model))]
    result.deviations += _unclaimed(asked, events) + [_words(one) for one in asked if not _is_fair(one)]
    result.deviations += [f"offer {one} stands though it is over" for one in model.late()]
    result.done = dict(Counter(one.what for one in asked if one.is_done))
    result.refused = dict(Counter(str(one.said.get("code")) for one in asked if not one.is_done))
    result.tickets = len(model.matters)
    ringback(place, ["audit", "verify"])
    return result


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads everything, as a manager."""

    client: Client
    token: str

    def get(self, path: str) -> Any:
        while True:
            answer = self.client.send(Request(f"/api/v1/{path}", {"Authorization": f"Bearer {self.token}"}))
            if answer.status != 429:
                return json.loads(answer.body)
            time.sleep(float(answer.headers["retry-after"]))

    def events(self) -> Iterator[Mapping[str, Any]]:
        cursor = None
        while True:
            page = self.get("events?limit=100" + (f"&cursor={cursor}" if cursor else ""))
            yield from page["items"]
            if page["next"] == cursor:
                return
            cursor = page["next"]

    def tickets(self, model: Model) -> dict[int, Mapping[str, Any]]:
        """Each with its messages, where it was not merged."""
        found = {}
        for number, matter in model.matters.items():
            found[number] = self.get(f"tickets/{number}")
            if matter.canonical is None:
                found[number]["messages"] = list(self._messages(number))
        return found

    def _messages(self, number: int) -> Iterator[Mapping[str, Any]]:
        cursor = ""
        while cursor is not None:
            page = self.get(f"tickets/{number}/messages?limit=100&cursor={cursor}")
            yield from page["items"]
            cursor = page["next"]


def _hands(place: Place, cast: Mapping[str, Any], seed: int) -> list[Hand]:
    people = [_colleague(row) for row in cast["people"]]
    board = Board({row["number"]: row["team"] for row in cast["tickets"]})
    return [
        Hand(who, row["token"], place.port, board, random.Random(seed + who.user), people)  # noqa: S311
        for who, row in zip(people, cast["people"], strict=True)
    ]


def _replayed(
    manager: _Reader, cast: Mapping[str, Any], asked: Sequence[Asked]
) -> tuple[Model, list[Mapping[str, Any]]]:
    """The model after all that happened, once the feed tells it, and what colleagues made happen."""
    by_token = {row["token_id"]: _colleague(row) for row in cast["people"]}
    end = time.monotonic() + _LATE
    while True:
        model = Model({row["number"]: Matter(row["team"], {row["message"]}) for row in cast["tickets"]})
        theirs = []
        for event in manager.events():
            by = by_token.get(event["actor"]["id"]) if event["actor"]["kind"] == "token" else None
            model.happened(event, by)
            theirs += [event] if by else []
        if not (model.late() or _unclaimed(asked, theirs)) or time.monotonic() > end:
            return model, theirs
        time.sleep(1)


def _colleague(row: Mapping[str, Any]) -> Colleague:
    return Colleague(row["user"], frozenset(row["teams"]), frozenset(row["leads"]))


def _unclaimed(asked: Sequence[Asked], events: Sequence[Mapping[str, Any]]) -> list[str]:
    """What was promised and has not happened, and what has happened though it was refused."""
    promised = Counter(_key(one) for one in asked if one.is_done)
    happened = Counter((e["kind"], _about(e)) for e in events if e["kind"] in _KINDS.values())
    lost = [f"{kind} of {about} was promised in vain" for kind, about in promised - happened]
    return lost + [f"{kind} of {about} happened unasked" for kind, about in happened - promised]


def _key(one: Asked) -> tuple[str, int]:
    own = one.said["id"] if one.what in (REPLY, OFFER) else one.about
    return _KINDS[one.what], own


def _about(event: Mapping[str, Any]) -> int:
    return int(event["subject"]["id"])


def _is_fair(one: Asked) -> bool:
    return one.is_done or one.status in _REFUSALS


def _words(one: Asked) -> str:
    return f"{one.what} of {one.about} was answered with {one.status}: {one.said}"
