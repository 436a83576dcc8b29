"""The lines of a text that are shown at once. Pure."""

from collections.abc import Iterable


def unfolded(text: str, folds: Iterable[tuple[int, int]]) -> str:
    """`text` without the lines `start` to `end` (end excluded) of each fold; all of it where nothing would be left."""
    hidden = {line for start, end in folds for line in range(start, end)}
    if not hidden:
        return text
    shown = "\n".join(line for number, line in enumerate(text.split("\n")) if number not in hidden)
    return shown if shown.strip() else text
