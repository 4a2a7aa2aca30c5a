"""Versions made before they were kept whole mean what they mean on the day of the upgrade, and stay so."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from submissions.checking.standard import StandardError, standard_as_mapping, standard_from_mapping


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for version in apps.get_model("submissions", "StandardVersion").objects.filter(whole={}):
        try:
            version.whole = standard_as_mapping(standard_from_mapping(version.content))
        except StandardError:
            continue  # it made no standard before either; it is laid over the shipped one as before
        version.save(update_fields=["whole"])


class Migration(migrations.Migration):
    dependencies = [("submissions", "0009_keep_standards_whole")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
