"""Going back, 0009 wants a bureau for every standard again: what the system itself kept goes first."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    shipped = apps.get_model("submissions", "StandardVersion").objects.filter(bureau=None)
    apps.get_model("submissions", "CheckRun").objects.filter(judged_by__in=shipped).update(judged_by=None)
    shipped.delete()


class Migration(migrations.Migration):
    dependencies = [("submissions", "0011_shipped_standard_once")]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget)]
