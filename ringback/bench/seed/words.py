"""What is said in seeded tickets: invented words, the same for the same seed. Pure."""

import random
from collections.abc import Sequence
from functools import cached_property
from html import escape
from itertools import accumulate

RARE = "quillfeather"
COMMON = "invoice"
_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "zu",
    "bar",
    "cen",
    "dil",
    "fom",
    "gur",
    "lan",
    "mek",
    "nis",
    "por",
    "sal",
    "tev",
    "vin",
]
_ENDINGS = ("", "er", "ing", "ed", "s", "ly")


class Words:
    """Sentences over a vocabulary in which, as in real text, few words are frequent and most are not."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)  # noqa: S311  (nothing here is secret)
        self._vocabulary = list(dict.fromkeys(self._word() for _ in range(12_000)))
        self._weights = list(accumulate(1 / (rank + 20) for rank in range(len(self._vocabulary))))

    @cached_property
    def sentences(self) -> Sequence[str]:
        """Four thousand of them, which texts are put together from."""
        return [self._sentence() for _ in range(4000)]

    def text(self, sentences: int, *mentioned: str) -> str:
        """Some paragraphs; `mentioned` words stand somewhere in them."""
        said = self._random.choices(self.sentences, k=sentences)
        said += [f"It is about the {word}." for word in mentioned]
        return "\n\n".join(" ".join(said[at : at + 3]) for at in range(0, len(said), 3))

    def subject(self) -> str:
        """Four to eight words."""
        words = self._random.choices(
            self._vocabulary, cum_weights=self._weights, k=self._random.randint(4, 8)
        )
        return " ".join(words).capitalize()

    def name(self) -> str:
        """A first and a last name nobody has."""
        return f"{self._word().capitalize()} {self._word().capitalize()}"

    def _word(self) -> str:
        pick = self._random.choice
        return "".join(pick(_SYLLABLES) for _ in range(self._random.randint(1, 3))) + pick(_ENDINGS)

    def _sentence(self) -> str:
        length = self._random.randint(6, 16)
        return (
            " ".join(self._random.choices(self._vocabulary, cum_weights=self._weights, k=length)).capitalize()
            + "."
        )


def as_html(text: str) -> str:
    """The text as the desk keeps a message's HTML: paragraphs."""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))
