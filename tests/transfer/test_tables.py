"""Nothing of a desk is left behind by forgetting it, and values are the same on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from ringback.company.models import Setting
from ringback.kit.errors import Refusal
from ringback.kit.models import Base
from ringback.transfer import canonical, loading
from ringback.transfer.columns import kind_of, to_native, to_plain
from ringback.transfer.tables import LEFT_OUT, Table, carried, tables
from ringback.transfer.view import within
from tests.fresh import Fresh
from tests.transfer.desks import lived


def test_every_table_is_carried_or_left_out_with_a_reason() -> None:
    ours = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    kept = {model._meta.label for model in carried()}
    assert kept | set(LEFT_OUT) == ours and not kept & set(LEFT_OUT)
    left = {model._meta.label for model in apps.get_models() if issubclass(model, Base)} - kept
    assert left == {"access.Session", "ledger.Lease", "ledger.Reader"}


def test_every_column_is_of_a_kind_that_is_known() -> None:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.get_internal_type() != "TokensField":
                kind_of(field)


def test_what_is_pointed_to_comes_before_what_points() -> None:
    seen: set[str] = set()
    models = {model._meta.db_table: model for model in carried()}
    for table in tables():
        seen.add(table.name)
        for field in models[table.name]._meta.concrete_fields:
            if isinstance(near := field.related_model, type):
                assert near._meta.db_table in seen, (table.name, field.name)


MOMENT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "sqlite", "postgres", "plain"),
    [
        ("moment", "2026-03-29 01:30:00", MOMENT, "2026-03-29T01:30:00Z"),
        (
            "moment",
            "2026-03-29 01:30:00.000001",
            MOMENT.replace(microsecond=1),
            "2026-03-29T01:30:00.000001Z",
        ),
        (
            "moment",
            "2026-03-29 03:30:00+02:00",
            datetime.fromisoformat("2026-03-29T03:30+02:00"),
            "2026-03-29T01:30:00Z",
        ),
        ("bool", 1, True, True),
        ("bool", 0, False, False),
        ("bool", None, None, None),
        ("bytes", b"\x00\xff", b"\x00\xff", "AP8="),
        ("json", '{"b": 1, "a": "é"}', '{"a": "é", "b": 1}', {"a": "é", "b": 1}),
        ("text", "é", "é", "é"),
        ("int", 5, 5, 5),
    ],
)
def test_a_value_is_told_the_same_whichever_database_has_it(
    kind: str, sqlite: Any, postgres: Any, plain: Any
) -> None:
    for vendor, value in {"sqlite": sqlite, "postgresql": postgres}.items():
        convert, back = to_plain(kind, vendor), to_native(kind, vendor)
        told = convert(value) if convert else value
        assert told == plain and type(told) is type(plain)
        native = back(told) if back else told
        assert (convert(native) if convert else native) == plain


def test_what_arrives_otherwise_than_it_was_is_refused(fresh_db: Fresh) -> None:
    """The comparison after loading, as restore and move make it."""
    lived()
    them: list[Table] = tables()
    with transaction.atomic():
        sums, positions = canonical.sums(within(), them), canonical.positions(within(), them)
        loading.finish(them, sums, positions)
        Setting.objects.create(name="strange", value="1")
        with pytest.raises(Refusal, match="company_setting"):
            loading.finish(them, sums, positions)
        transaction.set_rollback(True)


def test_a_dump_tells_of_a_lost_and_of_a_damaged_file(fresh_db: Fresh) -> None:
    made = lived()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256 FROM files_blob ORDER BY id LIMIT 2")
        lost, damaged = (row[0] for row in cursor.fetchall())
    (fresh_db.data / "files" / lost[:2] / lost).unlink()
    (fresh_db.data / "files" / damaged[:2] / damaged).write_bytes(b"other")
    said = list(canonical.files())
    assert f'["file","{lost}","missing"]' in said
    assert f'["file","{damaged}","{damaged}"]' not in said
    assert len(said) > 2 and made
