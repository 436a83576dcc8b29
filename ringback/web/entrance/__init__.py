"""Signing in, and the first run: the pages for people whom the desk does not know yet."""

from ringback.web.entrance import accounts, confirmation, first_run, health, invitation

__all__ = ["accounts", "confirmation", "first_run", "health", "invitation"]
