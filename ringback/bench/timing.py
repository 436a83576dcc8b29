"""Asking the same thing again and again: how long it takes, what it costs, how many fit in a second."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ringback.bench.client import Client, Request
from ringback.bench.processes import Watched

WARM_UP = 20
FEWEST, MOST = 60, 600
CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of one client, processor milliseconds a request, requests a second of eight clients."""

    p50_ms: float
    p95_ms: float
    cpu_ms: float
    rps_8: float


def timed(port: int, watched: Watched, requests: Callable[[], Request], seconds: float = 3.0) -> Timed:
    """Measure what `requests` gives, called anew each time. RuntimeError for an answer that is no success."""
    with Client(port) as client:
        list(_asked(client, requests, 1.0, WARM_UP, WARM_UP))
        before = watched.cpu_ms()
        taken = list(_asked(client, requests, seconds, FEWEST, MOST))
        cpu = (watched.cpu_ms() - before) / len(taken)
    return Timed(
        percentile(taken, 50), percentile(taken, 95), round(cpu, 2), _rps(port, requests, seconds / 2)
    )


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that `percent` in a hundred do not exceed (nearest rank), to a hundredth."""
    ordered = sorted(values)
    return round(ordered[max(0, -(-len(ordered) * percent // 100) - 1)], 2)


def _asked(
    client: Client, requests: Callable[[], Request], seconds: float, fewest: int, most: int
) -> Iterator[float]:
    """Milliseconds of each request, at least `fewest` of them, for about so many seconds."""
    end, count = time.monotonic() + seconds, 0
    while count < fewest or (count < most and time.monotonic() < end):
        request = requests()
        started = time.perf_counter()
        answer = client.send(request)
        yield (time.perf_counter() - started) * 1000
        if not 200 <= answer.status < 400:
            said = answer.body[:300].decode(errors="replace")
            raise RuntimeError(f"{request.path} was answered with {answer.status}: {said}")
        count += 1


def _rps(port: int, requests: Callable[[], Request], seconds: float) -> float:
    def one(_: int) -> int:
        with Client(port) as client:
            return len(list(_asked(client, requests, seconds, 1, MOST * 10)))

    started = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(one, range(CLIENTS)))
    return round(done / (time.monotonic() - started), 1)
