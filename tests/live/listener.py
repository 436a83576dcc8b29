"""A screen that listens, over HTTP."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse

from django.conf import settings
from django.test import Client as Visitor

from ringback.access.models import User
from tests.servers import Desk


@dataclass(frozen=True)
class Event:
    """What was heard: its name, its place in the ledger, its topics."""

    name: str
    id: str
    topics: list[str]


@dataclass
class Listener:
    """One open stream."""

    answer: HTTPResponse

    def hear(self) -> Event:
        """The next event; heartbeats pass unheard. Raises StopIteration when the stream ends."""
        fields: dict[str, str] = {}
        while line := self.answer.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name in ("id", "event", "data"):
                fields[name] = value
            elif not name and "event" in fields:
                return Event(fields["event"], fields["id"], json.loads(fields["data"])["topics"])
        raise StopIteration

    def ends(self) -> bool:
        """Whether the stream ends, whatever is heard before; gives up with TimeoutError."""
        with suppress(StopIteration):
            while True:
                self.hear()
        return True


def cookie_of(user: User) -> str:
    """The Cookie header of somebody who has signed in."""
    visitor = Visitor()
    visitor.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={visitor.cookies[settings.SESSION_COOKIE_NAME].value}"


def listen(desk: Desk, user: User, topics: Iterable[object], since: str = "") -> Listener:
    """Open a stream as `user`."""
    wanted = ",".join(map(str, topics))
    answer = desk.get(f"/live?topics={wanted}&since={since}", cookie=cookie_of(user))
    assert answer.status == 200
    return Listener(answer)
