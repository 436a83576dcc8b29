import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ringback.asgi.environ import environ_of


def scope(*headers: tuple[bytes, bytes], path: str = "/", query: bytes = b"") -> dict[str, Any]:
    return {
        "method": "GET",
        "path": path,
        "query_string": query,
        "headers": list(headers),
        "http_version": "1.1",
        "client": ("192.0.2.7", 40000),
        "server": ("127.0.0.1", 8000),
    }


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_path_arrives_as_its_bytes(path: str) -> None:
    environ = environ_of(scope(path="/" + path), io.BytesIO(), 0)
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/" + path


def test_a_header_with_an_underscore_does_not_pass_for_one_with_a_dash() -> None:
    headers = [(b"x-real-name", b"true"), (b"x_real_name", b"false")]
    assert environ_of(scope(*headers), io.BytesIO(), 0)["HTTP_X_REAL_NAME"] == "true"


def test_cookies_of_several_lines_are_one_header() -> None:
    environ = environ_of(scope((b"cookie", b"a=1"), (b"cookie", b"b=2")), io.BytesIO(), 0)
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_the_length_is_that_of_the_body_whatever_was_announced() -> None:
    environ = environ_of(scope((b"content-length", b"7")), io.BytesIO(b"abc"), 3)
    assert environ["CONTENT_LENGTH"] == "3"
    assert environ["wsgi.input"].read() == b"abc"
