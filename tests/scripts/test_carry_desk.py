"""A desk into a backup and out of it, small: what `python -m scripts.carry_desk` shows with 100,000 tickets."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.servers
@pytest.mark.slow
@pytest.mark.once
def test_a_desk_that_is_asked_meanwhile_is_backed_up_and_restored() -> None:
    asked = "--tickets 2000 --files 40"
    command = [sys.executable, "-m", "scripts.carry_desk", *asked.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["backup_s"] > 0 and report["restore_s"] > 0
    assert report["backup_mb"] >= 1
