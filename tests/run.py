"""`make test`: the checks, then the tests on every database this machine has. Ends with one line that sums it up."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
EVERYTHING = os.environ.get("RINGBACK_REQUIRE") == "all"
# Within the six minutes of a bare run the second database shows what speaks to it; what stands on that, and servers and
# the browser, only the whole run shows there.
BENEATH = ("ledger", "access", "search", "people", "tickets", "channels")
BARE_AGAIN = ["-m", "not slow and not browser and not servers", *(f"tests/{area}" for area in BENEATH)]
CHECKS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "layers": ["lint-imports"],
    "types": ["mypy", "ringback"],
    "migrations": ["django-admin", "makemigrations", "--check", "--dry-run"],
    "system": ["django-admin", "check", "--fail-level", "WARNING"],
    # A template whose strings cannot be read is an error here, not an untranslated page later.
    "strings": ["pybabel", "-q", "extract", "-F", "pyproject.toml", "-o", "build/ringback.pot", "."],
}


def main(arguments: list[str]) -> int:
    failed = [name for name, command in CHECKS.items() if not check(name, command)]
    if "--lint" in arguments:
        return bool(failed)
    counted = {"passed": 0, "failed": len(failed), "skipped": 0}
    for name, url in databases():
        code, counts = tests(name, url, arguments)
        if code and not counts["failed"]:
            counts["failed"] = 1
        counted = {word: counted[word] + counts[word] for word in counted}
    if failed:
        print("Checks that failed: " + ", ".join(failed))
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counted), flush=True)
    return counted["failed"] > 0


def check(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "ringback.settings",
        "RINGBACK_DATA": str(scratch()),
    }
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    print(
        f"{name}: {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)",
        flush=True,
    )
    if done.returncode:
        print(done.stdout[-6000:] + done.stderr[-3000:], flush=True)
    return done.returncode == 0


def databases() -> list[tuple[str, str]]:
    found = [("SQLite", "")]
    url = os.environ.get("RINGBACK_TEST_POSTGRES") or "postgres://root@127.0.0.1:5432/postgres"
    answers = subprocess.run(
        [
            str(BIN / "python"),
            "-c",
            "import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3)",
            url.replace("postgres://", "postgresql://"),
        ],
        capture_output=True,
    )
    if answers.returncode == 0:
        found.append(("PostgreSQL", url))
    elif EVERYTHING:
        raise SystemExit(f"RINGBACK_REQUIRE=all, and PostgreSQL does not answer at {url}.")
    else:
        print("PostgreSQL was not found: its tests are left out.")
    return found


def tests(name: str, url: str, arguments: list[str]) -> tuple[int, dict[str, int]]:
    print(f"\nTests on {name}", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"RINGBACK_DATA": str(scratch())}
    # Pure functions are shown once, on the first database.
    environment |= {"DATABASE_URL": url, "RINGBACK_TEST_AGAIN": "1"} if url else {}
    left_out = [] if EVERYTHING else BARE_AGAIN if url else ["-m", "not slow"]
    command = [
        str(BIN / "python"),
        "-m",
        "pytest",
        "-n",
        "3",
        "--dist",
        "loadgroup",
        *left_out,
        *arguments,
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    last = ""
    for line in process.stdout or ():
        print(line, end="", flush=True)
        last = line if re.search(r"\d+ (passed|failed|error)", line) else last
    found = {
        word.rstrip("s"): int(number)
        for number, word in re.findall(r"(\d+) (passed|failed|skipped|errors?)", last)
    }
    failed = found.get("failed", 0) + found.get("error", 0)
    return process.wait(), {
        "passed": found.get("passed", 0),
        "failed": failed,
        "skipped": found.get("skipped", 0),
    }


def scratch() -> Path:
    folder = ROOT / "build" / "test-data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
