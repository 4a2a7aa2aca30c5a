from django.db import migrations, models

from offices import audit_guard


def install(apps, schema_editor):
    audit_guard.install(schema_editor.connection)


def remove(apps, schema_editor):
    audit_guard.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("offices", "0004_audit_unseal")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["actor", "action", "-at"], name="audit_actor_action"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(condition=models.Q(("sequence__isnull", True)), fields=["id"], name="audit_unsealed"),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("hash__isnull", True), ("sequence__isnull", True))
                | models.Q(("hash__isnull", False), ("sequence__isnull", False)),
                name="audit_sealed_whole",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
