"""Questions to the DNS under one limit of time: a stranger's mail names the servers that are asked."""

import time
from collections.abc import Callable
from typing import Any

import dns.exception
import dns.resolver

# The records of a name by their kind, none where there are none: TXT as bytes, A, AAAA and PTR as text, MX as
# (preference, name). Raises OSError where there is no answer.
Ask = Callable[[str, str], list[Any]]


def asking(seconds: float) -> Ask:
    """Asks the DNS, for so many seconds at most however often it is called."""
    until = time.monotonic() + seconds

    def records(name: str, kind: str) -> list[Any]:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for questions is over")
        try:
            answer = dns.resolver.resolve(name, kind, lifetime=left, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, ValueError) as fault:
            raise OSError(str(fault)) from fault
        return [_plain(record, kind) for record in answer]

    return records


def _plain(record: Any, kind: str) -> Any:
    if kind == "TXT":
        return b"".join(record.strings)
    if kind == "MX":
        return record.preference, record.exchange.to_text(omit_final_dot=True)
    return record.target.to_text(omit_final_dot=True) if kind == "PTR" else record.address
