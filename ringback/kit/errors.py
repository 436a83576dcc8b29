"""The ways a verb may say no. Entrances turn them into a page, a problem document or an exit status."""

from typing import Any


class Refusal(Exception):
    """The verb was not carried out. `message` is for the person, `code` for the program, `field` names the
    culprit."""

    code = "refused"
    status = 422

    def __init__(self, message: str, *, field: str = "", code: str = "", **more: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or self.code
        self.more = more


class Forbidden(Refusal):
    """Seen, but not allowed."""

    code = "forbidden"
    status = 403


class Unseen(Refusal):
    """Not there, or not for this actor: nobody can tell which."""

    code = "not-found"
    status = 404

    def __init__(self, message: str = "Not found.") -> None:
        super().__init__(message)


class Stale(Refusal):
    """The thing has changed since it was read. `more` says what is new."""

    code = "stale"
    status = 409
