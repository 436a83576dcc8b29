"""Prepares Django, so it is imported before anything that needs its models."""

from ringback.wsgi import application

__all__ = ["application"]
