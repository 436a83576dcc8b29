"""Oneself: profile, signature, programs' tokens; and where somebody lands who signs in."""

from ringback.web.own import home, profile, sessions, tokens

__all__ = ["home", "profile", "sessions", "tokens"]
