"""What processes cost, read from /proc: processor time and memory (Linux). Without Django."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
# Those of the cluster that work for every database; statistics, logging and the launchers do not count.
_SHARED = ("checkpointer", "background writer", "walwriter")


@dataclass(frozen=True, slots=True)
class Watched:
    """Processes whose cost is asked for: some with descendants, and those serving a PostgreSQL database."""

    roots: tuple[int, ...]
    database: str = ""

    def cpu_ms(self) -> float:
        """Processor time used so far (user and system), of ended and awaited children too."""
        return sum(map(_cpu_ms, [*self.tree(), *_backends(self.database)]))

    def pss_mb(self) -> float:
        """Memory of the tree, pages that several share divided among them (PSS)."""
        return sum(map(_pss_kb, self.tree())) / 1024

    def tree(self) -> set[int]:
        """The roots that live and whatever descends from them."""
        found = {pid for pid in self.roots if (_PROC / str(pid)).exists()}
        parents = _parents()
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found


def _backends(database: str) -> set[int]:
    if not database:
        return set()
    titles = {pid: title for pid in _numbers() if (title := _title(pid)).startswith("postgres: ")}
    return {
        pid for pid, title in titles.items() if f" {database} " in title or title.strip().endswith(_SHARED)
    }


def _parents() -> dict[int, int]:
    return {pid: int(stat[1]) for pid in _numbers() if (stat := _stat(pid))}


def _numbers() -> Iterable[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """The columns of /proc/PID/stat behind the name, state first (proc(5)); empty for one that is gone."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _cpu_ms(pid: int) -> float:
    return sum(map(int, _stat(pid)[11:15])) * _TICK_MS


def _title(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace") + " "
    except OSError:
        return ""


def _pss_kb(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
