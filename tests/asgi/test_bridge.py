import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ringback.asgi.body import MOST
from ringback.asgi.bridge import Bridge
from tests.asgi.play import Played, play, run

Start = Callable[..., Any]


def echo(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


class Streamed:
    """A streamed answer that says in which thread it was made, and whether it was closed."""

    streaming = True

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = pieces
        self.threads: set[str] = set()
        self.closed = False

    def __call__(self, environ: dict[str, Any], start_response: Start) -> "Streamed":
        start_response("200 OK", [])
        self.threads.add(threading.current_thread().name)
        return self

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.threads.add(threading.current_thread().name)
            yield piece

    def close(self) -> None:
        self.closed = True


def sent(app: Any, *body: bytes, **how: Any) -> Played:
    return run(play(Bridge(app, threads=1), *body, **how))


def test_a_body_arrives_whole_however_it_was_cut() -> None:
    assert sent(echo, b"a", b"", b"bc", content_length="3").body == b"abc"


def test_a_body_of_unknown_length_arrives_whole() -> None:
    assert sent(echo, b"ab", b"c", transfer_encoding="chunked").body == b"abc"


def test_a_large_body_waits_on_disk_and_arrives_whole() -> None:
    pieces = [bytes([number]) * 500_000 for number in range(5)]
    assert sent(echo, *pieces, content_length="2500000").body == b"".join(pieces)


@pytest.mark.parametrize("announced", [str(MOST + 1), "-5", "x"])
def test_a_body_past_the_limit_is_refused_unread(announced: str) -> None:
    assert sent(echo, content_length=announced).status == 413


def test_a_body_longer_than_announced_is_refused() -> None:
    assert sent(echo, b"abcdef", content_length="3").status == 413


def test_a_client_that_leaves_costs_no_thread() -> None:
    called: list[str] = []
    assert sent(lambda *_: called.append("called") or [], b"a", leaves=True, content_length="3").sent == []
    assert called == []


def test_a_streamed_answer_is_made_in_one_thread_and_closed() -> None:
    streamed = Streamed([b"%d " % number for number in range(100)])
    assert sent(streamed).body == b"".join(b"%d " % number for number in range(100))
    assert len(streamed.threads) == 1
    assert streamed.closed


def test_a_streamed_answer_that_fails_midway_is_cut_off_not_ended() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("the other half is missing")

    streamed, played = Streamed(pieces()), Played()

    async def receive() -> Any:
        raise AssertionError("there is no body")

    async def send(message: Any) -> None:
        played.sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    with pytest.raises(RuntimeError):
        run(Bridge(streamed)({**scope, "http_version": "1.1"}, receive, send))
    assert played.body == b"half"
    assert not played.whole
    assert streamed.closed


def test_a_file_is_read_apart_from_the_application_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 600_000)
    file = path.open("rb")

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [])
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](file, 4096)
        return wrapped

    assert sent(app).body == path.read_bytes()
    assert file.closed


def test_past_its_queue_the_desk_says_that_it_is_busy() -> None:
    refused = run(play(Bridge(echo, waiting=0)))
    assert refused.status == 503
    assert (b"retry-after", b"2") in refused.sent[0]["headers"]
