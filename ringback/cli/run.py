"""Serve the whole desk: web, live, worker and parser, restarted when they die, stopped together.

This process loads no Django, so that it stays small; each part is a `ringback` command on its own.
"""

import argparse
import os
import subprocess
import sys

from ringback.cli import ports
from ringback.cli.part import Part
from ringback.cli.supervise import claim, supervise
from ringback.kit.data_folder import data_folder

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (recognised, not chosen)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")


def run(arguments: argparse.Namespace) -> int:
    # Held from here to the end: while web is started again, callers wait instead of being turned away.
    listening = ports.listen(arguments.host, arguments.port)
    held = claim(data_folder() / "run")
    os.environ.setdefault("RINGBACK_URL", _address(arguments.host, arguments.port))
    prepared = subprocess.run([sys.executable, "-m", "ringback", "prepare"], check=False)
    if prepared.returncode:
        return prepared.returncode
    print(f"Ringback serves on {os.environ['RINGBACK_URL']} (end with Ctrl+C).", flush=True)
    where = ("--host", arguments.host, "--port", str(arguments.port))
    number = listening.fileno()
    web = Part("web", "web", *where, hands=(number,), **{ports.HANDED: str(number)})
    supervise([web, Part("worker", "worker")])
    (data_folder() / "run" / "supervisor.pid").unlink(missing_ok=True)
    os.close(held)
    return 0


def _address(host: str, port: int) -> str:
    name = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"
