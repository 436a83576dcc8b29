"""Backups on the desk's own machine. Their content is never handed out here."""

from pydantic import Field

from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.api.schemas import In, Moment, Out
from ringback.transfer import backups


class BackupOut(Out):
    name: str
    at: Moment
    bytes: int


class BackupsOut(Out):
    """`folder`: on the machine that answers; `backups`: newest first; `every_days`: 0 is only when asked; `is_waiting`:
    one was asked for and is not there yet; `failure`: why the last one failed, empty when it did not."""

    folder: str
    backups: list[BackupOut]
    every_days: int
    keep_days: int
    is_waiting: bool
    failure: str


class BackupsChange(In):
    every_days: int | None = Field(None, ge=0, le=backups.LONGEST)
    keep_days: int | None = Field(None, ge=1, le=backups.LONGEST)


@operation("GET", "/backups", scope="settings:read", verb="setting.write", answers=BackupsOut)
def show(request: Call) -> BackupsOut:
    """What there is, how often one is made by itself, and how long it stays."""
    return _out(backups.backups(request.actor))


@operation("PATCH", "/backups", scope="settings:write", verb="setting.write", answers=BackupsOut)
def update(request: Call, body: BackupsChange) -> BackupsOut:
    """Change how often one is made by itself, or how long it stays."""
    backups.change(request.actor, body.every_days, body.keep_days)
    return _out(backups.backups(request.actor))


@operation("POST", "/backups", scope="settings:write", verb="setting.write", answers=BackupsOut, status=202)
def create(request: Call) -> BackupsOut:
    """Let the worker make one now; it is there once `is_waiting` is false and `failure` empty."""
    backups.ask(request.actor)
    return _out(backups.backups(request.actor))


def _out(found: backups.Backups) -> BackupsOut:
    return BackupsOut(
        folder=str(found.folder),
        backups=[BackupOut(name=one.name, at=one.at, bytes=one.bytes) for one in found.kept],
        every_days=found.every_days,
        keep_days=found.keep_days,
        is_waiting=found.is_waiting,
        failure=found.failure,
    )
