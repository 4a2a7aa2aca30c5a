"""Lines hashed inside their own transaction are sealed anew, in order, by the next call of ``audit.seal``."""

from django.db import migrations


def unseal(apps, schema_editor):
    apps.get_model("offices", "AuditEvent").objects.filter(sequence=None).update(hash=None, previous_hash="")


class Migration(migrations.Migration):
    dependencies = [("offices", "0003_audit_columns")]

    operations = [migrations.RunPython(unseal, migrations.RunPython.noop)]
