"""The cast, for verbs on the people themselves."""

from tests.world import world

__all__ = ["world"]
