"""The killing trial of a cluster, small: what `python -m scripts.kill_cluster` shows with 1,000 mails and 200 kills."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WANTED = ("dovecot", "nginx", "redis-server", "setpriv")


@pytest.mark.servers
@pytest.mark.slow
@pytest.mark.once
def test_no_mail_is_lost_doubled_or_made_up_while_nodes_die_and_the_database_restarts() -> None:
    missing = [name for name in WANTED if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if missing or not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip(f"a cluster needs {', '.join(missing) or 'PostgreSQL'}")
    asked = "--mails 60 --malformed 6 --kills 8 --restarts 2 --flushes 1 --seconds 240"
    command = [sys.executable, "-m", "scripts.kill_cluster", *asked.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])["intake"]
    assert report["deviations"] == []
    assert sum(report["killed"].values()) == 11
    assert (report["killed"]["database"], report["killed"]["redis"]) == (2, 1)
    assert sum(report["history"]["ends"].values()) == 60
