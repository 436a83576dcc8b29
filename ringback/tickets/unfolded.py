"""The lines of a text that are shown at once. Pure."""

import json
from collections.abc import Iterable


def unfolded(text: str, folds: Iterable[tuple[int, int]]) -> str:
    """`text` without the lines `start` to `end` (end excluded) of each fold; all of it where nothing would be left."""
    hidden = {line for start, end in folds for line in range(start, end)}
    if not hidden:
        return text
    shown = "\n".join(line for number, line in enumerate(text.split("\n")) if number not in hidden)
    return shown if shown.strip() else text


def shown(text: str, folds: str) -> str:
    """As `unfolded`, for folds as a message keeps them."""
    return unfolded(text, [(start, end) for start, end, _ in json.loads(folds)])
