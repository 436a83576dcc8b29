"""Listening: a socket that outlives the server on it, or one sentence about why there is none."""

import socket

BACKLOG = 1024
HANDED = "RINGBACK_SOCKET"  # the number of a socket that the supervisor hands down


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises OSError with a sentence on what is in the way and what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as problem:
        listening.close()
        said = f"port {port} on {host} can't be had ({problem.strerror}); choose another with --port."
        raise OSError(said) from None
    listening.setblocking(False)
    return listening
