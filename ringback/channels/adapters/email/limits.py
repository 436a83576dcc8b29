"""How much of one mail is parsed. Over a limit the headers are still read; the body is withheld and the raw
mail kept."""

MOST_PARTS = 200
DEEPEST = 20
MOST_HEADERS = 1_000
MOST_HEADER_BYTES = 64 * 1024
MOST_TEXT = 2 * 1024 * 1024
MOST_FILES = 500
MOST_REFERENCES = 100


class TooMuch(Exception):
    """A mail goes over a limit; says in plain words over which."""
