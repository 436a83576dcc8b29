"""The stack of areas, read from where import-linter keeps it, and what is in each."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ringback"


@cache
def ranks() -> dict[str, int]:
    """Area -> its height; areas beside each other have the same."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = ((height, line.split("|")) for height, line in enumerate(reversed(layers)))
    return {area.strip(" ()"): height for height, areas in named for area in areas}


def sources(*areas: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every file of the areas (none named: of all), parsed; migrations left out."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if "migrations" not in inside.parts and (not areas or inside.parts[0] in areas):
            yield inside, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """The full names of everything a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def lookups(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Whatever looks like a path over relations (`a__b`), as a keyword or as a string, with its line."""
    for node in ast.walk(tree):
        text = node.arg if isinstance(node, ast.keyword) else getattr(node, "value", None)
        line = getattr(node, "lineno", 0)
        if isinstance(text, str) and "__" in text.strip("_") and text.replace("_", "a").isalnum():
            yield line, text
