"""What a second web process brings on PostgreSQL: pages a second of one `ringback web` and of two, asked by as many
clients as they can serve.

    python -m scripts.second_web                    10,000 tickets, 20 s each

The clients, the database and the web processes share this machine, so beside the ratio stands what the machine had to
give: its processors divided by those that one web process kept busy, with its share of the database and of the
clients. Ends by itself. The last line is JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from ringback.bench.client import Client, Request
from ringback.bench.place import Place, free_port, place
from ringback.bench.processes import Watched
from scripts.killing.desk import CODE, answers, inside, ringback, wait_until

_CLIENTS = 8
_WARM = 3.0


def main() -> int:
    asked = _arguments()
    with place("postgres", os.environ.get("DATABASE_URL", "")) as here:
        ringback(here, ["migrate"])
        headers = json.loads(inside(here, "carrying.seeding", str(asked.tickets), "0"))
        runs = [_measured(here, headers, webs, asked.seconds) for webs in (1, 2, 1, 2)]
    one, two = (max(runs[k::2], key=lambda run: run["pages_a_second"]) for k in (0, 1))
    processors = len(os.sched_getaffinity(0))
    figures = {
        "one": one,
        "two": two,
        "ratio": round(two["pages_a_second"] / one["pages_a_second"], 2),
        "the_machine_had": round(processors / one["processors_busy"], 2),
    }
    print(json.dumps(figures))
    return 0


def _measured(here: Place, headers: Mapping[str, str], webs: int, seconds: float) -> dict[str, float]:
    with _running(here, webs) as (pids, ports):
        _ask(ports, headers, _WARM)
        watched = Watched((*pids, os.getpid()), here.database_url.rpartition("/")[2])
        before, started = watched.cpu_ms(), time.monotonic()
        pages = _ask(ports, headers, seconds)
        took = time.monotonic() - started
        busy = (watched.cpu_ms() - before) / 1000
    found = {"pages_a_second": round(pages / took, 1), "processors_busy": round(busy / took, 2)}
    print(webs, found | {"cpu_ms": round(busy * 1000 / pages, 2)}, file=sys.stderr, flush=True)
    return found | {"cpu_ms": round(busy * 1000 / pages, 2)}


def _ask(ports: Sequence[int], headers: Mapping[str, str], seconds: float) -> int:
    """How often the list of open tickets came, over as many connections as there are clients."""
    end = time.monotonic() + seconds

    def one(number: int) -> int:
        done, request = 0, Request("/tickets?view=open", headers)
        with Client(ports[number % len(ports)]) as client:
            while time.monotonic() < end:
                if client.send(request).status != 200:
                    raise RuntimeError("A page was refused.")
                done += 1
        return done

    with ThreadPoolExecutor(_CLIENTS) as pool:
        return sum(pool.map(one, range(_CLIENTS)))


@contextmanager
def _running(here: Place, webs: int) -> Iterator[tuple[list[int], list[int]]]:
    """So many web processes, answering; stopped when the block is left."""
    with ExitStack() as open_now:
        ports = [free_port() for _ in range(webs)]
        pids = []
        for port in ports:
            command = [sys.executable, "-c", CODE, "web", "--host", "127.0.0.1", "--port", str(port)]
            process = subprocess.Popen(command, env=here.environment)  # noqa: S603
            open_now.callback(process.wait, 60)
            open_now.callback(process.terminate)
            pids.append(process.pid)
        for port in ports:
            wait_until(lambda port=port: answers(port), 60, "a web process did not answer")  # type: ignore[misc]
        yield pids, ports


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
