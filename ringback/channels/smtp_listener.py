"""Mail handed to us over SMTP or LMTP: 250 is said only when it is committed and synced (RFC 5321, 4.2.5).

Meant to stand behind the house's own mail server. Addresses of lines are taken, and nothing else; mail for a line
that is paused waits at that server. Where a server of the public internet brings a mail itself, the receipt names it
until the sender has been looked at (SPF).
"""

import asyncio
import logging
import ssl
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.conf import settings
from django.db import close_old_connections

from ringback.channels.authentication.peers import public
from ringback.channels.models import Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit.addresses import with_ascii_domain
from ringback.kit.clock import now
from ringback.kit.text import fold

logger = logging.getLogger(__name__)
MOST_BYTES = 50 * 1024 * 1024
MOST_RECIPIENTS = 100
MOST_CONNECTIONS = 25
LONGEST_LINE = 1024 * 1024  # some senders write a whole body on one line
FRESH = 5.0  # seconds for which what lines there are is remembered
SILENCE = 300.0  # seconds
LATER = "451 4.3.0 The desk cannot take mail at the moment, please try again"
PAUSED = "450 4.2.1 This address takes no mail for now, please try again"


def serve(stop: threading.Event) -> None:
    """Listen where RINGBACK_SMTP says (host:port) until `stop` is set; at once back where it says nothing.

    OSError where the port is taken. RINGBACK_SMTP_CERTIFICATE may name a PEM file with key for STARTTLS.
    """
    if settings.RINGBACK_SMTP:
        asyncio.run(_serve(stop))


class Desk:
    """What aiosmtpd asks: whether a recipient is ours, and to take a mail."""

    def __init__(self) -> None:
        # SQLite has one writer, and a thread keeps its connection: two are plenty.
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="smtp")
        self._lines: dict[str, Line] = {}
        self._looked = float("-inf")

    async def handle_RCPT(  # noqa: N802  (named by aiosmtpd)
        self, server: "Listener", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            found = await self._run(self._line_of, address)
        except Exception:
            logger.exception("the lines cannot be read")
            return LATER
        if found is None:
            return "550 5.1.1 Nobody is reached at this address here"
        if not found.is_active:
            return PAUSED
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: "Listener", session: Session, envelope: Envelope) -> str:  # noqa: N802
        try:
            answers = await self._run(
                self._take_all, _handed(server, session, envelope), tuple(envelope.rcpt_tos)
            )
        except Exception:
            logger.exception("a mail was not taken in")
            answers = [LATER] * len(envelope.rcpt_tos)
        # LMTP answers for each recipient (RFC 2033, 4.2), SMTP for all: better twice taken in than once lost.
        return "\r\n".join(answers) if server.is_lmtp else min(answers, key=lambda said: said.startswith("2"))

    async def handle_exception(self, error: Exception) -> str:
        logger.error("SMTP session failed", exc_info=error)
        return LATER

    def close(self) -> None:
        """Wait for what is being written."""
        self._pool.shutdown(wait=True)

    async def _run(self, work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, partial(_with_fresh_connection, work), *arguments
        )

    def _line_of(self, address: str) -> Line | None:
        if time.monotonic() - self._looked > FRESH:
            self._lines = {fold(with_ascii_domain(line.address)): line for line in Line.objects.all()}
            self._looked = time.monotonic()
        folded = fold(with_ascii_domain(address))
        return self._lines.get(folded) or self._lines.get(_without_suffix(folded))

    def _take_all(self, mail: Handed, recipients: Sequence[str]) -> list[str]:
        """One receipt a line, however many of its addresses were named; an answer for each recipient, even for
        one named twice."""
        taken = dict[int, str]()
        lines = [(address, self._line_of(address)) for address in recipients]
        for line in (found for _, found in lines if found and found.is_active):
            if line.pk not in taken:
                mine = dict.fromkeys(address for address, other in lines if other and other.pk == line.pk)
                taken[line.pk] = _take(line, replace(mail, envelope_to=tuple(mine)))
        return [taken.get(line.pk, LATER) if line else LATER for _, line in lines]


class Listener(SMTP):
    """SMTP, and LMTP for whoever greets with LHLO, on the same port."""

    line_length_limit = LONGEST_LINE
    is_lmtp = False
    is_counted = False
    connections = 0

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, hostname: str) -> None:  # noqa: N802
        self.is_lmtp = True
        await self.smtp_EHLO(hostname)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        Listener.connections += not self.is_counted  # STARTTLS makes the same connection anew
        self.is_counted = True
        super().connection_made(transport)
        if Listener.connections > MOST_CONNECTIONS and isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 Too many connections\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        Listener.connections -= self.is_counted
        self.is_counted = False
        super().connection_lost(error)


async def _serve(stop: threading.Event) -> None:
    host, _, port = settings.RINGBACK_SMTP.rpartition(":")
    desk = Desk()
    loop = asyncio.get_running_loop()
    make = partial(
        Listener,
        desk,
        data_size_limit=MOST_BYTES,
        enable_SMTPUTF8=True,
        hostname="ringback",
        ident="Ringback",
        timeout=SILENCE,
        tls_context=_certificate(),
        loop=loop,
    )
    server = await loop.create_server(make, host.strip("[]"), int(port))
    try:
        async with server:
            await loop.run_in_executor(None, stop.wait)
    finally:
        desk.close()


def _certificate() -> ssl.SSLContext | None:
    file = getattr(settings, "RINGBACK_SMTP_CERTIFICATE", "")
    if not file:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _handed(server: Listener, session: Session, envelope: Envelope) -> Handed:
    """Over LMTP the peer is the house's own server, whatever its address."""
    return Handed(
        envelope.original_content or b"",
        "smtp",
        now(),
        # aiosmtpd leaves the null return path as it was written.
        envelope_from=(envelope.mail_from or "").replace("<>", ""),
        peer_ip="" if server.is_lmtp else public(str(session.peer[0] if session.peer else "")),
        peer_helo=session.host_name or "",
    )


def _take(line: Line, handed: Handed) -> str:
    try:
        receipt = take_in(line, handed)
    except Exception:
        # Whatever it was, the mail is not ours yet: whoever has it keeps it.
        logger.exception("mail for line %s was not taken in", line.pk)
        return LATER
    return f"250 2.0.0 Taken in as {receipt.pk}"


def _with_fresh_connection(work: Any, *arguments: Any) -> Any:
    close_old_connections()
    return work(*arguments)


def _without_suffix(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
