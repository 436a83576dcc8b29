"""The colleagues: each asks one thing after the other, by what they could know of what the others do."""

import json
import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ringback.bench.client import Answer, Client, Request
from scripts.hands.model import Colleague

REPLY, MERGE, UNMERGE, SPLIT = "reply", "merge", "unmerge", "split"
OFFER, ACCEPT, RETURN, WITHDRAW = "offer", "accept", "return", "withdraw"
_OFTEN = {REPLY: 30, MERGE: 18, UNMERGE: 14, SPLIT: 8, OFFER: 14, ACCEPT: 8, RETURN: 4, WITHDRAW: 4}
ANSWERS = {ACCEPT: "acceptances", RETURN: "returns", WITHDRAW: "withdrawals"}


@dataclass(slots=True)
class Board:
    """What everybody may have heard of: there is no harm in hearing late."""

    teams: dict[int, int]  # of each ticket
    owners: dict[int, int | None] = field(default_factory=dict)  # of each ticket that somebody has read since
    merged: set[int] = field(default_factory=set)
    offers: list[tuple[int, int, int | None]] = field(default_factory=list)  # id, team, user
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that was asked, and what the desk said. `about`: a ticket's number, or the id of a hand-over."""

    by: int
    what: str
    about: int
    status: int
    said: Mapping[str, Any]

    @property
    def is_done(self) -> bool:
        return self.status < 300


@dataclass(slots=True)
class Hand:
    """One colleague with a connection of their own."""

    who: Colleague
    token: str
    port: int
    board: Board
    dice: random.Random
    people: list[Colleague]
    asked: list[Asked] = field(default_factory=list)

    def work(self, times: int) -> None:
        """Ask so many things."""
        with Client(self.port) as client:
            for _ in range(times):
                what = self.dice.choices([*_OFTEN], [*_OFTEN.values()])[0]
                self._DOES.get(what, Hand._answer_offer)(self, client, what)

    def _reply(self, client: Client, what: str) -> None:
        number = self._any()
        self._ask(
            client, what, number, f"tickets/{number}/replies", {"html": f"<p>Word {len(self.asked)}</p>"}
        )

    def _merge(self, client: Client, what: str) -> None:
        number, into = self._any(), self._any()
        done = self._ask(
            client, what, number, f"tickets/{number}/merges", {"into": into, "other_contact": True}
        )
        if done:
            self.board.merged.add(number)
            self._read(done)

    def _unmerge(self, client: Client, what: str) -> None:
        number = self.dice.choice([*self.board.merged.copy()] or [self._any()])
        done = self._ask(client, what, number, f"tickets/{number}/unmerges", {})
        if done:
            self.board.merged.discard(number)
            self._read(done)

    def _split(self, client: Client, what: str) -> None:
        number = self._any()
        got = client.send(Request(f"/api/v1/tickets/{number}/messages", self._headers()))
        ids = [m["id"] for m in json.loads(got.body).get("items", ())]
        some = self.dice.sample(ids, min(len(ids), self.dice.choice((1, 1, 2, 3)))) or [1]
        done = self._ask(client, what, number, f"tickets/{number}/splits", {"messages": some})
        if done and self.dice.random() < 0.5:
            self._read(done)

    def _offer(self, client: Client, what: str) -> None:
        mine = [n for n, owner in [*self.board.owners.items()] if owner in (None, self.who.user)]
        number = self.dice.choice(mine) if mine and self.dice.random() < 0.8 else self._any()
        to = self.dice.choice(self.people)
        team = self.dice.choice(sorted(to.teams))
        whom = {"team": team, "user": to.user} if self.dice.random() < 0.5 else {"team": team}
        done = self._ask(client, what, number, f"tickets/{number}/handovers", whom)
        if done:
            self.board.offers.append((done["id"], team, whom.get("user")))

    def _answer_offer(self, client: Client, what: str) -> None:
        with self.board.lock:
            mine = [o for o in self.board.offers if self._is_mine(o)] or self.board.offers
            chosen = self.dice.choice(mine) if mine else None
            if chosen and self.dice.random() < 0.7:  # else somebody else tries as well
                self.board.offers.remove(chosen)
        if chosen is None:
            return self._offer(client, OFFER)
        words = {"reason": "Not ours."} if what == RETURN else {}
        done = self._ask(client, what, chosen[0], f"handovers/{chosen[0]}/{ANSWERS[what]}", words)
        if done and what == ACCEPT:
            self.board.teams[done["ticket"]] = done["team"]["id"]
            self.board.owners[done["ticket"]] = self.who.user
        return None

    def _is_mine(self, offer: tuple[int, int, int | None]) -> bool:
        _, team, user = offer
        return user == self.who.user or (user is None and team in self.who.teams) or team in self.who.leads

    def _read(self, ticket: Mapping[str, Any]) -> None:
        self.board.teams[ticket["number"]] = ticket["team"]["id"]
        self.board.owners[ticket["number"]] = ticket["owner"] and ticket["owner"]["id"]

    def _any(self) -> int:
        """Nine times of ten one of theirs that was not merged, as far as they know."""
        known = list(self.board.teams.items())
        mine = [n for n, team in known if team in self.who.teams and n not in self.board.merged]
        return self.dice.choice(
            mine if mine and self.dice.random() < 0.9 else [number for number, _ in known]
        )

    def _ask(self, client: Client, what: str, about: int, path: str, body: Mapping[str, Any]) -> Any:
        answer = client.send(Request(f"/api/v1/{path}", self._headers(), json=json.dumps(body)))
        said = _read(answer)
        self.asked.append(Asked(self.who.user, what, about, answer.status, said))
        return said if self.asked[-1].is_done else None

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    _DOES: ClassVar = {REPLY: _reply, MERGE: _merge, UNMERGE: _unmerge, SPLIT: _split, OFFER: _offer}


def _read(answer: Answer) -> Mapping[str, Any]:
    try:
        said = json.loads(answer.body)
    except ValueError:
        return {"code": answer.body[:200].decode("utf-8", "replace")}
    return said if isinstance(said, dict) else {}
