import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a colleague had written stays when another goes on."""

    dependencies = [
        ("submissions", "0012_forget_shipped_going_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="formdraft",
            name="before",
            field=models.JSONField(blank=True, default=dict, verbose_name="content before"),
        ),
        migrations.AddField(
            model_name="formdraft",
            name="before_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="before at"),
        ),
        migrations.AddField(
            model_name="formdraft",
            name="before_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="before by",
            ),
        ),
    ]
