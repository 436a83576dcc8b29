"""What a screen may listen to: one noun (`ticket:12`) or the lists (`list`). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from ringback.kit.text import whole

AT_MOST = 50  # topics a screen may name
_LONGEST = 2000  # characters of the whole list


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """One noun by kind and id; the lists of tickets as a whole are kind `list` without an id."""

    kind: str
    id: int = 0

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


LIST = Topic("list")


def parse(text: str) -> frozenset[Topic]:
    """The topics of `ticket:12,list`; what is no topic is left out, and so is what is past the fiftieth."""
    topics = (_topic(word.strip()) for word in text[:_LONGEST].split(","))
    return frozenset([topic for topic in topics if topic][:AT_MOST])


# What may move the line between what somebody sees and what not: the rest of the ledger leaves rights as they are.
_RIGHTS = frozenset({"user", "team", "token", "session", "glass", "setting"})
_RIGHTS_OF_TICKETS = frozenset(
    {
        "granted",
        "grant_withdrawn",
        "followed",
        "unfollowed",
        "team_changed",
        "participant_added",
        "participant_removed",
    }
)
_RIGHTS_OF_CONTACTS = frozenset({"changed", "merged", "unmerged"})


def changes_rights(kind: str) -> bool:
    """Whether after an event of this kind somebody may see more or less than before."""
    noun, _, what = kind.partition(".")
    if noun == "contact":
        return what in _RIGHTS_OF_CONTACTS
    return noun in _RIGHTS or (noun in ("ticket", "message", "note") and what in _RIGHTS_OF_TICKETS)


def touched(subject_kind: str, subject_id: int, ticket_id: int | None) -> frozenset[Topic]:
    """The topics that one event concerns: its subject, and the ticket on whose timeline it stands."""
    topics = {Topic(subject_kind, subject_id)}
    if ticket_id:
        topics.add(Topic("ticket", ticket_id))
    if ticket_id or subject_kind == "ticket":
        topics.add(LIST)
    return frozenset(topics)


def ids_of(kind: str, topics: Iterable[Topic]) -> set[int]:
    """The ids among the topics of one kind."""
    return {topic.id for topic in topics if topic.kind == kind}


def _topic(word: str) -> Topic | None:
    if word == "list":
        return LIST
    kind, _, digits = word.partition(":")
    number = whole(digits)
    return (
        Topic(kind, number) if number and kind.isascii() and kind.isidentifier() and kind != "list" else None
    )
