"""What views are handed: a request that knows who asks, and what its answer will say beside its body."""

from django.http import HttpRequest

from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor


class BadRequest(Refusal):
    """The request itself could not be understood."""

    code = "bad-request"
    status = 400


class TooLarge(Refusal):
    """The request is larger than the desk takes."""

    code = "too-large"
    status = 413

    def __init__(self) -> None:
        super().__init__("This is larger than the desk takes.")


class WrongType(Refusal):
    """The body is of a type that no operation reads."""

    code = "wrong-type"
    status = 415

    def __init__(self) -> None:
        super().__init__("Bodies are application/json; files are sent as multipart/form-data.")


class Unmet(Refusal):
    """If-Match names a version where nothing has one: a condition that cannot be true (RFC 9110, 13.1.1)."""

    code = "no-version"
    status = 412

    def __init__(self) -> None:
        super().__init__("Nothing here has a version that If-Match could name. Nothing was changed.")


class Call(HttpRequest):
    """A request behind the door. `version`: what If-Match named, None without. `say`: headers for the answer."""

    actor: Actor
    version: int | None
    say: dict[str, str]


def wanted_version(request: HttpRequest) -> int | None:
    """The version that If-Match names (RFC 9110, 13.1.1): a number in quotes; none for an asterisk or no header.

    Raises BadRequest for anything else.
    """
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    digits = given.removeprefix('"').removesuffix('"')
    if not (len(given) == len(digits) + 2 and digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise BadRequest('If-Match wants the version in quotes: "7".', code="bad-if-match")
    return int(digits)


def etag(version: int) -> dict[str, str]:
    """The header that names a version."""
    return {"ETag": f'"{version}"'}
