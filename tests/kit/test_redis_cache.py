"""The cache of a desk on several nodes, with a Redis of its own and without one."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from ringback.kit.redis_cache import Forgiving

pytestmark = pytest.mark.servers


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        "redis-server",
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        url = f"redis://127.0.0.1:{port}/0"
        redis.Redis.from_url(url, retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 200)).ping()
        yield process, url
        process.kill()


def test_what_one_node_keeps_another_finds(server: tuple["subprocess.Popen[bytes]", str]) -> None:
    one, other = Forgiving(server[1], {}), Forgiving(server[1], {})
    one.set("name", "Brindle")
    one.set_many({"a": 1, "b": 2})
    assert other.get("name") == "Brindle"
    assert other.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert other.add("count", 0)
    assert (one.incr("count"), other.incr("count")) == (1, 2)
    other.delete("name")
    assert "name" not in one


def test_without_redis_the_cache_is_empty_and_nothing_fails(
    server: tuple["subprocess.Popen[bytes]", str],
) -> None:
    cache = Forgiving(server[1], {})
    cache.set("name", "Brindle")
    server[0].kill()
    server[0].wait()
    assert cache.get("name", "default") == "default"
    cache.set("name", "Brindle")
    assert cache.get_many(["name"]) == {}
    assert not cache.delete("name")
    assert cache.add("count", 0)
    with pytest.raises(ValueError, match="nowhere"):
        cache.incr("count")
