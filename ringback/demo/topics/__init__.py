"""What customers write about and how they are answered, by language."""

from typing import NamedTuple


class Topic(NamedTuple):
    """One conversation. `{n}` stands for a number of an order or invoice. Empty parts do not take place.

    `team` is a key of company.GROUPS, `kind` one of Ticket.TYPES, `tags` have spaces between.
    """

    team: str
    kind: str
    subject: str
    asks: str
    answer: str
    more: str = ""
    closing: str = ""
    note: str = ""
    tags: str = ""
    priority: int = 3
