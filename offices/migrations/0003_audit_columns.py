import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_membership_once")]

    operations = [
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.BigIntegerField(unique=True, verbose_name="last number removed")),
                ("hash", models.CharField(max_length=64, verbose_name="its hash")),
                ("removed", models.PositiveIntegerField(verbose_name="lines removed")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made at")),
            ],
            options={
                "verbose_name": "checkpoint of the trail",
                "verbose_name_plural": "checkpoints of the trail",
                "ordering": ["-sequence"],
            },
        ),
        migrations.AddField(
            model_name="auditevent",
            name="sequence",
            field=models.BigIntegerField(editable=False, null=True, unique=True, verbose_name="number"),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="request_id",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="request"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="hash",
            field=models.CharField(max_length=64, null=True, unique=True, verbose_name="hash"),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="previous_hash",
            field=models.CharField(blank=True, max_length=64, verbose_name="hash before"),
        ),
    ]
