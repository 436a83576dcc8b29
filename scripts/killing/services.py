"""What a cluster stands on, started for one trial: PostgreSQL, Redis and an S3 stand-in, each of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
import redis

from ringback.bench.place import free_port
from scripts.killing.desk import wait_until

BUCKET = "ringback"
_KEYS = "trial:trial-secret"


@dataclass(frozen=True, slots=True)
class Services:
    """Where they answer, as the settings of a desk name them."""

    folder: Path
    database_port: int
    redis_port: int
    storage_port: int

    @property
    def settings(self) -> dict[str, str]:
        at = f"http%3A//127.0.0.1:{self.storage_port}"
        return {
            "DATABASE_URL": f"postgres://ringback@127.0.0.1:{self.database_port}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "STORAGE_URL": f"s3://{_KEYS}@{BUCKET}?endpoint_url={at}&region_name=eu-central-1",
        }

    def restart_database(self) -> None:
        """As after a crash: nobody is waited for, nothing is written out before."""
        _postgres(self.folder, "pg_ctl", "-D", str(_data(self.folder)), "-m", "immediate", "-w", "restart")

    def empty_redis(self) -> None:
        with redis.Redis(port=self.redis_port) as client:
            client.flushall()


@contextmanager
def services(folder: Path) -> Iterator[Services]:
    """All three, in `folder`; stopped when the block is left."""
    found = Services(folder, free_port(), free_port(), free_port())
    with ExitStack() as open_now:
        open_now.enter_context(_database(found))
        quiet = ("--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(folder))
        open_now.enter_context(process(folder, "redis-server", "--port", str(found.redis_port), *quiet))
        storage = (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(found.storage_port))
        open_now.enter_context(process(folder, *storage))
        wait_until(lambda: _has_bucket(found), 60, "the S3 stand-in did not answer")
        yield found


@contextmanager
def process(folder: Path, *command: str, environment: dict[str, str] | None = None) -> Iterator[None]:
    """A process until the block is left; what it says goes to a file in the folder."""
    with (folder / "services.log").open("ab") as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603
        try:
            yield
        finally:
            running.terminate()
            running.wait(60)


@contextmanager
def _database(found: Services) -> Iterator[None]:
    data = _data(found.folder)
    data.mkdir()
    if os.geteuid() == 0:
        # PostgreSQL refuses to be root; whoever it is has to get through to its folder.
        found.folder.chmod(0o711)
        shutil.chown(data, "postgres")
    _postgres(found.folder, "initdb", "-A", "trust", "-U", "ringback", "-D", str(data))
    options = f"-p {found.database_port} -k '' -c listen_addresses=127.0.0.1"
    start = ("-o", options, "-l", str(data / "log"), "-w", "start")
    _postgres(found.folder, "pg_ctl", "-D", str(data), *start)
    try:
        yield
    finally:
        _postgres(found.folder, "pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def _postgres(folder: Path, name: str, *arguments: str) -> None:
    newest = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    as_whom: Sequence[str] = ()
    if os.geteuid() == 0:
        as_whom = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
    with (folder / "services.log").open("ab") as log:
        subprocess.run(  # noqa: S603
            [*as_whom, str(newest / name), *arguments], check=True, stdout=log, stderr=log, cwd="/"
        )


def _data(folder: Path) -> Path:
    return folder / "postgres"


def _has_bucket(found: Services) -> bool:
    key, secret = _KEYS.split(":")
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{found.storage_port}",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        region_name="eu-central-1",
    )
    try:
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    except Exception:  # noqa: BLE001  (it does not listen yet)
        return False
    return True
