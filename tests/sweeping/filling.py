"""Probes, asked."""

from collections.abc import Iterator

from ringback.api.operations import ROOT, Operation, operations
from tests.sweeping import things
from tests.sweeping.asking import Answer, Program
from tests.sweeping.people import Who
from tests.sweeping.probes import PROBES, Probe
from tests.world import Scene, World


def probes() -> Iterator[tuple[Operation, Probe]]:
    """Every operation with each way to ask it. KeyError for one that nobody has said how to fill."""
    for entry in operations():
        for probe in PROBES[entry.method, entry.path]:
            yield entry, probe


def ask_probe(
    world: World, who: Who, ask: Program, entry: Operation, probe: Probe, scene: Scene, absent: bool = False
) -> Answer:
    """The answer to one probe; `absent`: the last thing in the address is not there."""
    body = probe.body(world, scene, who) if probe.body else None
    return ask(entry.method, address(world, scene, entry, probe, absent), body, probe.upload)


def address(world: World, scene: Scene, entry: Operation, probe: Probe, absent: bool = False) -> str:
    """The address, with things of the scene in it."""
    parts = {name: _part(world, scene, kind) for name, kind in probe.kinds.items()}
    if absent:
        name, kind = [(n, k) for n, k in probe.kinds.items() if not k.startswith("=")][-1]
        parts[name] = things.absent(world, kind)
    path = entry.path.replace("{int:", "{").replace("{str:", "{").format(**parts)
    return f"{ROOT}{path}?{probe.query}" if probe.query else f"{ROOT}{path}"


def _part(world: World, scene: Scene, kind: str) -> int | str:
    return kind.removeprefix("=") if kind.startswith("=") else things.value(world, scene, kind)
