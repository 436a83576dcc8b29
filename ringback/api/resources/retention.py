"""How long things are kept, and how much is over its period now."""

from pydantic import Field

from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.api.schemas import In, Out
from ringback.transfer import retention


class KeptOut(Out):
    """`days`: 0 is for good. `due`: how many things are over it now; counted, and nothing done."""

    name: str
    about: str
    days: int
    due: int


class RetentionOut(Out):
    rules: list[KeptOut]


_Days = Field(None, ge=0, le=retention.LONGEST)


class RetentionChange(In):
    """Days; 0 keeps for good."""

    keep_closed_tickets: int | None = _Days
    keep_spam: int | None = _Days
    keep_raw_mail: int | None = _Days
    keep_delivery_log: int | None = _Days
    keep_event_words: int | None = _Days


@operation("GET", "/retention", scope="settings:read", verb="setting.write", answers=RetentionOut)
def show(request: Call) -> RetentionOut:
    """The whole table: a dry run of what the desk does once a day."""
    return _out(retention.table(request.actor))


@operation("PATCH", "/retention", scope="settings:write", verb="setting.write", answers=RetentionOut)
def update(request: Call, body: RetentionChange) -> RetentionOut:
    """Change some periods. What is over them then goes with the next daily run."""
    return _out(retention.change(request.actor, body.model_dump(exclude_none=True)))


def _out(found: list[retention.Kept]) -> RetentionOut:
    rows = [KeptOut(name=one.name, about=one.about, days=one.days, due=one.due) for one in found]
    return RetentionOut(rules=rows)
