"""A provider of mail that gives tokens (RFC 6749) and says whom one is for (RFC 7662), on the loopback interface."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

CLIENT, SECRET = "desk-client", "desk-secret"


@dataclass
class Provider:
    """`instead`: status and body of the next answers about tokens, whatever is asked. `asked`: what was."""

    user: str = "help"
    port: int = 0
    seconds: Any = 3600
    rotates: bool = True
    instead: tuple[int, bytes] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    refresh: set[str] = field(default_factory=set)
    access: set[str] = field(default_factory=set)
    revoked: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def agree(self, question: str) -> tuple[str, str]:
        """What a person's browser comes back with: state and code."""
        said = dict(parse_qsl(urlsplit(question).query))
        assert (said["client_id"], said["response_type"]) == (CLIENT, "code")
        assert said["code_challenge_method"] == "S256"
        code = f"code-{next(self.numbers)}"
        self.codes[code] = said["code_challenge"]
        return said["state"], code

    def token(self, said: dict[str, str]) -> tuple[int, bytes]:
        with self.lock:
            self.asked.append(said)
            if self.instead:
                return self.instead
            if (said.get("client_id"), said.get("client_secret")) != (CLIENT, SECRET):
                return 401, b'{"error": "invalid_client"}'
            return self._given(said) if self._holds(said) else (400, b'{"error": "invalid_grant"}')

    def _holds(self, said: dict[str, str]) -> bool:
        if said["grant_type"] == "authorization_code":
            hashed = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
            wanted = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
            return self.codes.pop(said["code"], "") == wanted
        return said["refresh_token"] in self.refresh

    def _given(self, said: dict[str, str]) -> tuple[int, bytes]:
        number = next(self.numbers)
        given = {"access_token": f"access-{number}", "token_type": "Bearer", "expires_in": self.seconds}
        self.access.add(f"access-{number}")
        if said["grant_type"] == "authorization_code" or self.rotates:
            # Each is good once: whoever shows an old one is a thief.
            self.refresh = {f"refresh-{number}"}
            given["refresh_token"] = f"refresh-{number}"
        return 200, json.dumps(given).encode()


@contextmanager
def provider(user: str = "help") -> Iterator[Provider]:
    """Started and stopped with the block."""
    made = Provider(user)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802  (the name is the library's)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            said = {name: values[0] for name, values in parse_qs(body).items()}
            if self.path == "/revoke":
                made.revoked.append(said["token"])
                self._answer(200, b"{}")
            else:
                self._answer(*made.token(said))

        def do_GET(self) -> None:  # noqa: N802
            """Dovecot asks whom a token is for; a browser is sent back, as if somebody had agreed."""
            if self.path.startswith("/authorize?"):
                state, code = made.agree(self.path)
                back = dict(parse_qsl(urlsplit(self.path).query))["redirect_uri"]
                self.send_response(302)
                self.send_header("Location", f"{back}?{urlencode({'state': state, 'code': code})}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            token = dict(parse_qsl(urlsplit(self.path).query)).get("token", "")
            known = token in made.access
            said = {"active": known, "username": made.user} if known else {"active": False}
            self._answer(200 if known else 401, json.dumps(said).encode())

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
