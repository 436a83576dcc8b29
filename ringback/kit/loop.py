"""What runs by the clock: a named piece of work and how often. The worker gives each a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event


@dataclass(frozen=True, slots=True)
class Loop:
    """`run` is given the event that says "stop". It works for a while and returns how much it did; after 0
    the worker waits `every` seconds before it asks again, after more it asks at once. Exceptions are logged,
    and it is tried again.

    `alone`: under a lease only one worker anywhere does it, and not sooner than `every` seconds after it was
    last done, whoever did it then.
    """

    name: str
    every: float
    run: Callable[[Event], int]
    alone: bool = False
