"""The desk's own key: made on first run, kept in its folder, readable by its owner only."""

import os
import secrets
from pathlib import Path


def secret_key(path: Path) -> str:
    """The key in `path`, made there if absent. Of several processes the first to write wins."""
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def put_key(path: Path, key: str) -> None:
    """Let `path` hold this key from now on: that of a desk which comes from elsewhere."""
    _draft(path, key).replace(path)


def _write_once(path: Path, key: str) -> None:
    draft = _draft(path, key)
    try:
        # A link, unlike a rename, refuses where the name is taken.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(path: Path, key: str) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return draft
