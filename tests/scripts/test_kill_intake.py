"""The killing trial, small: what `python -m scripts.kill_intake` shows with 1,000 mails and 200 kills."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.servers
@pytest.mark.slow
@pytest.mark.parametrize("database", ["postgres" if settings.DATABASE_URL else "sqlite"])
def test_no_mail_and_no_reply_is_lost_doubled_or_made_up_while_processes_die(database: str) -> None:
    if not shutil.which("dovecot", path="/usr/sbin:/usr/bin"):
        pytest.skip("Dovecot is not installed")
    asked = "--mails 120 --malformed 12 --kills 15 --sends 30 --send-kills 5 --seconds 240"
    command = [sys.executable, "-m", "scripts.kill_intake", "--database", database, *asked.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["deviations"] == []
    assert sum(report["intake"]["killed"].values()) == 15
    assert sum(report["intake"]["history"]["ends"].values()) == 120
    assert report["intake"]["history"]["ends"]["quarantined"] > 0
    assert report["sends"]["arrived"] == 30
