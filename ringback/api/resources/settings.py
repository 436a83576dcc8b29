"""The settings of the house."""

from pydantic import Field

from ringback.access import house_settings
from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.api.schemas import In, Out, Word
from ringback.company import house


class SettingsOut(Out):
    """`break_glass`: administrators who are not agents need a reason to read tickets. `reason_after_days`: so long
    after the last exchange opening a customer needs one. `confirmation_days`: working days until silence settles a
    case; `working_days`: of the week, 1 is Monday; `holidays`: days (YYYY-MM-DD) on which nobody works."""

    name: str
    break_glass: bool
    max_file_mb: int
    reason_after_days: int
    confirmation_days: int
    handover_days: int
    undo_seconds: int
    working_days: str
    holidays: str
    time_zone: str


class SettingsChange(In):
    name: Word | None = Field(None, min_length=1, max_length=100)
    break_glass: bool | None = None
    max_file_mb: int | None = Field(None, ge=1, le=house.MOST_FILE_MB)
    reason_after_days: int | None = Field(None, ge=1, le=3650)
    confirmation_days: int | None = Field(None, ge=1, le=90)
    handover_days: int | None = Field(None, ge=1, le=90)
    undo_seconds: int | None = Field(None, ge=0, le=house.MOST_UNDO_SECONDS)
    working_days: str | None = Field(None, max_length=20)
    holidays: str | None = Field(None, max_length=10_000)
    time_zone: str | None = Field(None, max_length=64)


@operation("GET", "/settings", scope="settings:read", verb="setting.write", answers=SettingsOut)
def show(request: Call) -> SettingsOut:
    """All settings."""
    return SettingsOut(**house_settings.all_settings(request.actor))


@operation("PATCH", "/settings", scope="settings:write", verb="setting.write", answers=SettingsOut)
def update(request: Call, body: SettingsChange) -> SettingsOut:
    """Change some settings."""
    return SettingsOut(**house_settings.change(request.actor, body.model_dump(exclude_none=True)))
