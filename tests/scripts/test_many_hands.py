"""Colleagues at once, small: what `python -m scripts.many_hands` shows with 50 of them and 5,000 operations."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.servers
@pytest.mark.slow
@pytest.mark.django_db  # shown on each database, though it makes its own
def test_what_many_do_at_once_is_what_the_model_says() -> None:
    database = "postgres" if os.environ.get("DATABASE_URL") else "sqlite"
    asked = f"--database {database} --people 12 --tickets 20 --operations 480"
    command = [sys.executable, "-m", "scripts.many_hands", *asked.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["deviations"] == []
    assert set(report["done"]) >= {"reply", "merge", "unmerge", "split", "offer", "accept"}
