"""By what each kind of thing is found: the search rows' tokens are not carried, but made again."""

from collections.abc import Callable

from ringback.people import contacts
from ringback.search.rebuild import Texts, rebuild
from ringback.tickets import indexing

TEXTS: dict[str, Texts] = {
    "contact": contacts.texts_of,
    "message": indexing.texts_of_messages,
    "note": indexing.texts_of_notes,
    "ticket": indexing.texts_of_subjects,
}


def make_searchable(progress: Callable[[int], object]) -> int:
    """Make the search index again; returns how many rows it has."""
    return rebuild(TEXTS, progress)
