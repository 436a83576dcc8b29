"""Signing in, and the first run: the pages for people whom the desk does not know yet."""

from ringback.web.entrance import accounts, first_run, health

__all__ = ["accounts", "first_run", "health"]
