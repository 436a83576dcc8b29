"""Buckets for tests: a server that speaks S3 over HTTP (moto), and addresses as STORAGE_URL wants them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import boto3

from ringback.bench.place import free_port
from scripts.killing.desk import wait_until
from scripts.killing.services import process

REGION: Final = "eu-central-1"
# With a slash, as real ones have: in an address it must be quoted.
KEYS: Final = {"aws_access_key_id": "key", "aws_secret_access_key": "se/cret"}


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Where the server answers, until the block is left."""
    port = free_port()
    server = (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port))
    with process(folder, *server):
        at = f"http://127.0.0.1:{port}"
        wait_until(lambda: _answers(at), 60, "the S3 stand-in did not answer")
        yield at


def make(at: str, name: str) -> Any:
    """A new bucket, as boto3 has it."""
    found = boto3.resource("s3", endpoint_url=at, region_name=REGION, **KEYS).Bucket(name)
    found.create(CreateBucketConfiguration={"LocationConstraint": REGION})
    return found


def address_of(at: str, name: str) -> str:
    """STORAGE_URL of the folder `files` in it."""
    keys = ":".join(quote(one, safe="") for one in KEYS.values())
    return f"s3://{keys}@{name}/files?endpoint_url={quote(at, safe='')}&region_name={REGION}"


def _answers(at: str) -> bool:
    try:
        boto3.client("s3", endpoint_url=at, region_name=REGION, **KEYS).list_buckets()
    except Exception:  # noqa: BLE001  (not up yet)
        return False
    return True
