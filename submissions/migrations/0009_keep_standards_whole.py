import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0006_sign_ins"),
        ("submissions", "0008_queue_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="checkrun",
            name="judged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="submissions.standardversion",
                verbose_name="standard as it was then",
            ),
        ),
        migrations.AddField(
            model_name="standardversion",
            name="whole",
            field=models.JSONField(blank=True, default=dict, verbose_name="all of it"),
        ),
        migrations.AlterField(
            model_name="standardversion",
            name="bureau",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: the standard that came with the system.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standards",
                to="offices.bureau",
                verbose_name="bureau",
            ),
        ),
        migrations.AlterField(
            model_name="standardversion",
            name="content",
            field=models.JSONField(blank=True, default=dict, verbose_name="content"),
        ),
    ]
