"""Where tests find real input: RINGBACK_CORPUS, or the folder beside the checkout. Nothing of it is ever
copied here."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]


def corpus(name: str) -> Path:
    """The folder (or file) `name` of the real input. Where it is missing the test skips, or fails under
    RINGBACK_REQUIRE=all."""
    path = Path(os.environ.get("RINGBACK_CORPUS") or _ROOT.parent / "shared" / "data") / name
    if not path.exists():
        said = f"no real input at {path}: set RINGBACK_CORPUS"
        if os.environ.get("RINGBACK_REQUIRE") == "all":
            pytest.fail(said)
        pytest.skip(said)
    return path
