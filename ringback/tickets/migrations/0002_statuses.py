from django.db import migrations

STATUSES = [
    (10, "New"),
    (20, "Open"),
    (30, "Waiting for customer"),
    (40, "Waiting for colleague"),
    (50, "Waiting for third party"),
    (60, "Scheduled"),
    (70, "Resolved"),
    (80, "Closed"),
]


def seed(apps, schema_editor):
    status = apps.get_model("tickets", "Status")
    status.objects.bulk_create(status(category=c, name=name, position=i) for i, (c, name) in enumerate(STATUSES))


class Migration(migrations.Migration):
    """One status for each category to begin with; the house renames and adds."""

    dependencies = [("tickets", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
