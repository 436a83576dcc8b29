"""For leaders and administrators: people, teams, contact points, signatures, and how the desk is doing."""

from ringback.web.office import (
    attributes,
    backups,
    codes,
    consents,
    glass,
    greetings,
    health,
    house,
    lines,
    people,
    retention,
    segments,
    signatures,
    teams,
)

__all__ = [
    "attributes",
    "backups",
    "codes",
    "consents",
    "glass",
    "greetings",
    "health",
    "house",
    "lines",
    "people",
    "retention",
    "segments",
    "signatures",
    "teams",
]
