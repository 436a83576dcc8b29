"""What a token may be narrowed to: one name a resource and way. One table, so that no scope is given that
nothing checks."""

from collections.abc import Collection

from django.utils.translation import gettext

from ringback.kit.errors import Refusal

RESOURCES = (
    "attachments",
    "attributes",
    "codes",
    "contacts",
    "deliveries",
    "drafts",
    "events",
    "inbound",
    "interactions",
    "lines",
    "messages",
    "notes",
    "organizations",
    "parked",
    "search",
    "segments",
    "sessions",
    "settings",
    "signatures",
    "statuses",
    "teams",
    "tickets",
    "tokens",
    "users",
)
SCOPES = frozenset(f"{resource}:{way}" for resource in RESOURCES for way in ("read", "write"))


def known(scopes: Collection[str]) -> list[str]:
    """The scopes in order, each once. Raises Refusal for one that does not exist."""
    strange = sorted(set(scopes) - SCOPES)
    if strange:
        raise Refusal(
            gettext("There is no scope %(strange)s.") % {"strange": strange[0][:60]},
            field="scopes",
            code="scope",
        )
    return sorted(set(scopes))
