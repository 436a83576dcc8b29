from typing import Any

from django.db import migrations

from ringback.search import index


def build(apps: Any, schema_editor: Any) -> None:
    index.build(schema_editor.connection, schema_editor)


def detach(apps: Any, schema_editor: Any) -> None:
    index.detach(schema_editor.connection, schema_editor)
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_rows")]

    operations = [migrations.RunPython(build, detach)]
