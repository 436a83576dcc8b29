"""Where the desk keeps its things, for those who must know it before Django does."""

import os
from pathlib import Path

# There while a restore into this folder has begun and not ended.
UNFINISHED = "restore.unfinished"
CHECKOUT = Path(__file__).resolve().parent.parent.parent


def data_folder() -> Path:
    """RINGBACK_DATA, or `data` in the checkout; made if absent."""
    folder = Path(os.environ.get("RINGBACK_DATA") or CHECKOUT / "data")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
