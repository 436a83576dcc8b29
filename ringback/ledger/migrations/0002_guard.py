from django.db import migrations

from ringback.ledger.guard import raise_guards


class Migration(migrations.Migration):
    """The database refuses to change or delete what has been appended."""

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(raise_guards, migrations.RunPython.noop)]
