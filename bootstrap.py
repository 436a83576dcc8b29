"""Makes a checkout ready: finds a Python, makes `.venv`, installs the locked requirements. Standard library only.

python3 bootstrap.py            for running the desk
python3 bootstrap.py --dev      for testing it as well
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 14)
SETS = ["base", "cluster", "dev"]
CLUSTER = ["DATABASE_URL", "REDIS_URL", "STORAGE_URL"]
CANDIDATES = ["python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"]


def main() -> int:
    parser = argparse.ArgumentParser(description="Make this checkout ready to run.")
    parser.add_argument("--dev", action="store_true", help="install what the tests need as well")
    dev = parser.parse_args().dev
    try:
        prepare(dev)
    except Lacking as lacking:
        print(f"Ringback can't be set up: {lacking}", file=sys.stderr)
        return 1
    return 0


class Lacking(Exception):
    """What this machine lacks, in one sentence."""


def prepare(dev: bool) -> None:
    # One whose Python was removed is made again.
    if not version_of(str(VENV / "bin" / "python")):
        shutil.rmtree(VENV, ignore_errors=True)
        make_venv(find_python())
    wanted = "dev" if dev else "cluster" if any(os.environ.get(name) for name in CLUSTER) else "base"
    if not is_installed(wanted):
        install(lock(wanted))
        # Each set holds the ones before it.
        for held in SETS[: SETS.index(wanted) + 1]:
            stamp(held).write_text(fingerprint(held))
    compile_catalogues()


def is_installed(wanted: str) -> bool:
    return stamp(wanted).exists() and stamp(wanted).read_text() == fingerprint(wanted)


def find_python() -> str:
    """A Python of a fitting version that can make environments."""
    seen = []
    for name in [sys.executable, *CANDIDATES, *pyenv()]:
        path = name and shutil.which(name)
        if not path:
            continue
        version = version_of(path)
        if version and OLDEST <= version <= NEWEST:
            return path
        if version:
            seen.append("{}.{}".format(*version))
    found = f"only {', '.join(sorted(set(seen)))} is here" if seen else "none was found"
    raise Lacking(f"it needs Python 3.11 to 3.14, and {found}.")


def pyenv() -> list[str]:
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return [str(p) for p in sorted(versions.glob("3.1[1-4]*/bin/python3"), reverse=True)]


def version_of(path: str) -> "tuple[int, int] | None":
    code = "import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        answer = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return None
    parts = answer.stdout.split()
    return (int(parts[0]), int(parts[1])) if answer.returncode == 0 and len(parts) == 2 else None


def make_venv(python: str) -> None:
    print(f"Making .venv with {python} …", flush=True)
    done = subprocess.run([python, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Lacking(
            "its Python can't make environments; on Debian and Ubuntu, install the package python3-venv."
        )


def install(requirements: Path) -> None:
    print("Installing what Ringback needs …", flush=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    done = subprocess.run([*pip, "install", "--require-hashes", "-r", str(requirements)], check=False)
    if done.returncode:
        raise Lacking("the requirements could not be installed; pip says why above (is there a network?).")
    link_checkout()


def link_checkout() -> None:
    """The checkout itself, importable, and its command: what an editable install does, without building anything."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run(
        [str(VENV / "bin" / "python"), "-c", ask], capture_output=True, text=True, check=True
    )
    Path(packages.stdout.strip(), "ringback-checkout.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "ringback"
    command.write_text(
        f"#!{VENV / 'bin' / 'python'}\nimport sys\nfrom ringback.cli.main import main\nsys.exit(main())\n"
    )
    command.chmod(0o755)


def compile_catalogues() -> None:
    """What translators write becomes what Django reads; only where something changed."""
    for written in sorted((ROOT / "ringback" / "locale").glob("*/LC_MESSAGES/*.po")):
        compiled = written.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < written.stat().st_mtime:
            babel = [
                str(VENV / "bin" / "pybabel"),
                "--quiet",
                "compile",
                "-i",
                str(written),
                "-o",
                str(compiled),
            ]
            subprocess.run(babel, check=True)


def lock(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def stamp(name: str) -> Path:
    return VENV / f".installed-{name}"


def fingerprint(name: str) -> str:
    return hashlib.sha256(lock(name).read_bytes() + Path(__file__).read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
