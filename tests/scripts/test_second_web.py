"""Two web processes on one PostgreSQL, short: what `python -m scripts.second_web` measures."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]

if settings.DATABASE_URL:  # on SQLite there is one

    @pytest.mark.servers
    @pytest.mark.slow
    @pytest.mark.django_db
    def test_pages_come_from_one_and_from_two() -> None:
        command = [sys.executable, "-m", "scripts.second_web", "--tickets", "1000", "--seconds", "1"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        report = json.loads(done.stdout.splitlines()[-1])
        assert report["one"]["pages_a_second"] > 0 and report["two"]["pages_a_second"] > 0
