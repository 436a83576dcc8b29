"""Settings that cannot be are said at the start, in a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "name",
    ["RINGBACK_TRUSTED_PROXIES", "RINGBACK_ALLOW_NETWORKS", "RINGBACK_MAIL_NETWORKS", "RINGBACK_SMTP_RELAYS"],
)
def test_a_mistyped_network_is_named(tmp_path: Path, name: str) -> None:
    environment = os.environ | {
        "RINGBACK_DATA": str(tmp_path),
        "DATABASE_URL": "",
        name: "10.0.0.0/8, 10.0.0.0/80",
    }
    command = [sys.executable, "-m", "ringback", "status"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(f"ringback status: {name}: 10.0.0.0/80 is no network")
    assert "Traceback" not in done.stderr
