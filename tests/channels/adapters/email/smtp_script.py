"""A mail server that takes everything and says what a test tells it to."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CUT = "CUT"
_USUAL = {
    "greeting": "220 mail.example ESMTP",
    "EHLO": "250-mail.example\r\n250-SIZE 50000000\r\n250-SMTPUTF8\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN",
    "DATA": "354 go on",
    "CONTENT": "250 taken",
    "QUIT": "221 bye",
    "AUTH": "235 welcome",
    "STARTTLS": "220 go on",
}


@dataclass
class Taken:
    sender: str
    recipients: list[str]
    raw: bytes


@dataclass
class Script:
    """`says` maps a verb, or a verb with its argument ("RCPT bob@x.example"), to an answer or CUT, or to a list
    of them for one time after the other, of which the last stays. CONTENT is what is said to the mail itself."""

    port: int
    says: dict[str, str | list[str]] = field(default_factory=dict)
    mails: list[Taken] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def answer(self, verb: str, argument: str = "") -> str:
        key = f"{verb} {argument}" if f"{verb} {argument}" in self.says else verb
        found = self.says.get(key) or _USUAL.get(verb, "250 fine")
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found


@contextmanager
def smtp_script(context: ssl.SSLContext | None = None, implicit: bool = False) -> Iterator[Script]:
    """Listen on loopback; with a `context` STARTTLS works, or TLS from the first byte when `implicit`."""
    server = socket.create_server(("127.0.0.1", 0))
    script = Script(server.getsockname()[1])
    threading.Thread(target=_serve, args=(server, script, context, implicit), daemon=True).start()
    try:
        yield script
    finally:
        server.close()


def _serve(server: socket.socket, script: Script, context: ssl.SSLContext | None, implicit: bool) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        talk = _Talk(client, script, context)
        threading.Thread(target=talk.whole, args=(implicit,), daemon=True).start()


class _Talk:
    def __init__(self, client: socket.socket, script: Script, context: ssl.SSLContext | None) -> None:
        self.client, self.script, self.context = client, script, context
        self.sender, self.recipients = "", list[str]()

    def whole(self, implicit: bool) -> None:
        try:
            if implicit:
                self._secure()
            self.lines = self.client.makefile("rb")
            self._say("greeting")
            while line := self.lines.readline():
                self._hear(line.decode("utf-8").rstrip("\r\n"))
        except (OSError, ValueError):
            return
        finally:
            self.client.close()

    def _hear(self, line: str) -> None:
        self.script.heard.append(line)
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        argument = rest.partition("<")[2].partition(">")[0]
        answer = self._say(verb, argument)
        if verb == "MAIL" and answer.startswith("2"):
            self.sender, self.recipients = argument, []
        elif verb == "RCPT" and answer.startswith("2"):
            self.recipients.append(argument)
        elif verb == "DATA" and answer.startswith("3"):
            self._content()
        elif verb == "STARTTLS" and answer.startswith("2"):
            self._secure()
            self.lines = self.client.makefile("rb")

    def _content(self) -> None:
        raw = b""
        while (line := self.lines.readline()) != b".\r\n":
            raw += line[1:] if line.startswith(b".") else line
        taken = Taken(self.sender, self.recipients, raw)
        if self._say("CONTENT").startswith("2"):
            self.script.mails.append(taken)

    def _say(self, verb: str, argument: str = "") -> str:
        answer = self.script.answer(verb, argument)
        if answer == CUT:
            self.client.shutdown(socket.SHUT_RDWR)
            raise OSError("cut")
        self.client.sendall(answer.encode() + b"\r\n")
        return answer

    def _secure(self) -> None:
        if self.context is None:
            raise OSError("no certificate")
        self.client = self.context.wrap_socket(self.client, server_side=True)
