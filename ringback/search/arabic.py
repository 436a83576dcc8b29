"""Arabic writes particles and pronouns onto the word: "and the house" is one word. Pure."""

from collections.abc import Iterator

_PARTICLES = "وفبكلس"
_PRONOUNS = ("هما", "ها", "هم", "هن", "نا", "كم", "ه")
_SHORTEST = 3


def parts(word: str) -> list[str]:
    """The word, then, for an Arabic one, the word without its leading particle and without its pronoun, each
    where three letters remain: readers look for the bare word. Equal words give equal parts: phrases hold."""
    if "\u0620" <= word[0] <= "\u06ff" and len(word) > _SHORTEST:
        return [word, *_bare(word)]
    return [word]


def _bare(word: str) -> Iterator[str]:
    if word[0] in _PARTICLES:
        yield word[1:]
    pronoun = next((p for p in _PRONOUNS if word.endswith(p)), "")
    if pronoun and len(word) - len(pronoun) >= _SHORTEST:
        yield word[: -len(pronoun)]
