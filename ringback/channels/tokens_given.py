"""Asking a provider for tokens (RFC 6749, 4.1.3 and 6), through the one way out. Knows nothing of lines."""

import json
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749.parameters import prepare_token_request

from ringback.kit.connector import Unreachable, fetch
from ringback.kit.text import one_line

_MOST = 64 * 1024
_LONGEST = 16 * 1024  # of a token
_SHORTEST, _USUAL, _DAY = 30, 3600, 24 * 3600  # seconds that one lives
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class NotGiven(Exception):
    """No tokens. `message` is for people and holds nothing of what was sent; `is_final`: asking again is no use,
    somebody has to agree anew."""

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.is_final = is_final


@dataclass(frozen=True, slots=True)
class Tokens:
    """`refresh` is empty where the one there is stays good; `seconds`: for so long the access token is."""

    access: str
    refresh: str
    seconds: int


def ask(url: str, grant: str, **words: str) -> Tokens:
    """What the provider at `url` gives for `grant`. Raises NotGiven, whatever it answers or does not."""
    body = prepare_token_request(grant, "", words.pop("redirect_uri", None), **words)
    try:
        answer = fetch(url, method="POST", body=body.encode(), headers=_FORM, most=_MOST)
    except Unreachable as away:
        raise NotGiven(f"The provider of the consent cannot be asked: {away.message}") from away
    said = _read(answer.body)
    if answer.status != 200:
        raise _no(answer.status, said)
    return _tokens(said)


def revoke(url: str, token: str) -> None:
    """Tell the provider that a token is not needed any more (RFC 7009). What it says to that changes nothing."""
    body = prepare_token_request("", "", None, token=token)
    try:
        fetch(url, method="POST", body=body.encode(), headers=_FORM, most=_MOST)
    except Unreachable:
        return


def _no(status: int, said: dict[str, Any]) -> NotGiven:
    error = one_line(str(said.get("error") or ""), 60)
    if error == "invalid_grant":
        return NotGiven("The consent was withdrawn, or has expired.", is_final=True)
    if error in ("invalid_client", "unauthorized_client"):
        return NotGiven(f"The provider does not accept client and client secret ({error}).")
    why = f" ({error})" if error.isascii() and error.replace("_", "").isalnum() else ""
    return NotGiven(f"The provider gives no token: it answers {status}{why}.")


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _tokens(said: dict[str, Any]) -> Tokens:
    access, refresh = said.get("access_token"), said.get("refresh_token") or ""
    if not _is_token(access) or not (refresh == "" or _is_token(refresh)):
        raise NotGiven("The provider's answer holds no token.")
    if str(said.get("token_type", "bearer")).lower() != "bearer":
        raise NotGiven("The provider gives a kind of token that mail servers do not take.")
    return Tokens(str(access), str(refresh), _seconds(said.get("expires_in")))


def _is_token(value: Any) -> bool:
    """Nothing that would be more than one word on the line of a mail server."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isascii() and value.isprintable()


def _seconds(value: Any) -> int:
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError):
        return _USUAL
    return min(seconds, _DAY) if seconds >= _SHORTEST else _SHORTEST
