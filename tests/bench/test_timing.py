"""What is made of measured times, and that failures are not measured."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.bench.client import Client, Request
from ringback.bench.processes import Watched
from ringback.bench.timing import percentile, timed


class _Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.path.encode()
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = (
            self.rfile.read(int(self.headers["Content-Length"]))
            + b" "
            + self.headers["Content-Type"].encode()
        )
        self.send_response(201)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    site = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield site.server_address[1]
    site.shutdown()


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_at_least_so_many_in_a_hundred_values_are_no_greater_than_the_percentile(
    values: list[float], percent: int
) -> None:
    found = percentile(values, percent)
    assert sum(round(value, 2) <= found for value in values) * 100 >= percent * len(values)


def test_a_percentile_is_one_of_the_values_and_not_more_than_needed() -> None:
    assert percentile(list(range(1, 101)), 95) == 95
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([7], 95) == 7


def test_one_connection_serves_many_requests_whatever_form_the_answer_has(port: int) -> None:
    with Client(port) as client:
        assert client.send(Request("/a")).body == b"/a"
        posted = client.send(Request("/b", form={"x": "1 & 2"}))
        assert (posted.status, posted.body) == (201, b"x=1+%26+2 application/x-www-form-urlencoded")
        assert client.send(Request("/b", json="{}")).body == b"{} application/json"
        assert client.send(Request("/c")).body == b"/c"


def test_figures_come_with_every_measurement(port: int) -> None:
    found = timed(port, Watched(()), lambda: Request("/a"), seconds=0.01)
    assert 0 < found.p50_ms <= found.p95_ms
    assert found.rps_8 > 0


def test_a_failing_page_is_not_measured(port: int) -> None:
    with pytest.raises(RuntimeError, match="500"):
        timed(port, Watched(()), lambda: Request("/broken"), seconds=0.01)
