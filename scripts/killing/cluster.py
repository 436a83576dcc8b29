"""A cluster that runs for real: two nodes of each kind behind the nginx configuration that we ship."""

import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ringback.bench.place import Place, free_port
from scripts.killing.desk import CODE, answers, kill, processes, wait_until
from scripts.killing.services import Services, process, services

_NGINX = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
_AGAIN = 0.3  # seconds until a node that died is started again, as by systemd


@dataclass(slots=True)
class Node:
    """One process of the cluster, with a folder of its own."""

    name: str
    environment: dict[str, str]
    command: list[str]
    running: "subprocess.Popen[bytes] | None" = None

    def start(self, log: Path) -> None:
        with log.open("ab") as out:
            self.running = subprocess.Popen(self.command, env=self.environment, stdout=out, stderr=out)  # noqa: S603

    @property
    def is_dead(self) -> bool:
        return self.running is None or self.running.poll() is not None


@dataclass(slots=True)
class Cluster:
    """`plan`: what dies next, from its end: a node, the database, or what Redis knew."""

    place: Place
    services: Services
    nodes: list[Node]
    plan: list[str] = field(default_factory=list)

    def kill_one(self, dice: random.Random) -> str:
        """Do what the plan says next, and say what died; nodes once the plan is through."""
        what = self.plan.pop() if self.plan else "node"
        if what == "database":
            self.services.restart_database()
        elif what == "redis":
            self.services.empty_redis()
        else:
            return self._kill_node(dice)
        return what

    def _kill_node(self, dice: random.Random) -> str:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            alive = [one for node in self.nodes for one in processes(Path(node.environment["RINGBACK_DATA"]))]
            name, pid = dice.choice(alive) if alive else ("", 0)
            if pid and kill(pid):
                return name
            time.sleep(0.05)
        return ""


@contextmanager
def place() -> Iterator[tuple[Place, Services]]:
    """A place for a cluster, with what it stands on; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ringback-cluster-") as name, services(Path(name)) as found:
        folder, port = Path(name), free_port()
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RINGBACK_")}
        own = {
            "RINGBACK_DATA": str(folder / "data"),
            "RINGBACK_URL": f"http://127.0.0.1:{port}",
            "RINGBACK_SECRET": "a secret that all nodes of the trial share",
            "RINGBACK_LOG": "WARNING",
            "RINGBACK_TRUSTED_PROXIES": "127.0.0.1/32",
            "PYTHONUNBUFFERED": "1",
        }
        yield Place(folder, port, found.settings["DATABASE_URL"], kept | found.settings | own), found


@contextmanager
def cluster(place: Place, found: Services, plan: list[str]) -> Iterator[Cluster]:
    """The cluster, answering through the proxy; what dies is started again until the block is left."""
    ports = {kind: [free_port(), free_port()] for kind in ("web", "live")}
    nodes = [_node(place, kind, number, ports) for kind in ("web", "live", "worker") for number in (0, 1)]
    running, done = Cluster(place, found, nodes, plan), threading.Event()
    keeper = threading.Thread(target=_keep, args=(nodes, place.folder / "nodes.log", done))
    with process(place.folder, *_proxy(place, ports)):
        keeper.start()
        try:
            wait_until(lambda: answers(place.port), 90, "the cluster did not answer")
            yield running
        finally:
            done.set()
            keeper.join()
            _stop(nodes)


def _node(place: Place, kind: str, number: int, ports: dict[str, list[int]]) -> Node:
    data = place.folder / f"{kind}{number}"
    where = ["--port", str(ports[kind][number])] if kind in ports else []
    environment = place.environment | {"RINGBACK_DATA": str(data)}
    return Node(f"{kind}{number}", environment, [sys.executable, "-c", CODE, kind, *where])


def _proxy(place: Place, ports: dict[str, list[int]]) -> list[str]:
    """nginx with our configuration, on the trial's ports."""
    text = _NGINX.read_text()
    for shipped, port in ((8000, place.port), *zip((8001, 8002), ports["web"], strict=True)):
        text = re.sub(rf"127\.0\.0\.1:{shipped}\b", f"127.0.0.1:{port}", text)
    for shipped, port in zip((8011, 8012), ports["live"], strict=True):
        text = re.sub(rf"127\.0\.0\.1:{shipped}\b", f"127.0.0.1:{port}", text)
    (place.folder / "nginx.conf").write_text(text)
    folder = place.folder
    rest = f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;"
    return ["/usr/sbin/nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder), "-g", rest]


def _keep(nodes: list[Node], log: Path, done: threading.Event) -> None:
    while not done.is_set():
        for node in nodes:
            if node.is_dead and not done.is_set():
                node.start(log)
        done.wait(_AGAIN)


def _stop(nodes: list[Node]) -> None:
    for node in nodes:
        if node.running:
            node.running.terminate()
    for node in nodes:
        if node.running:
            node.running.wait(60)
