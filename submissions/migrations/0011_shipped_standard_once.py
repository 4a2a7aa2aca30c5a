from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0010_fill_whole_standards")]

    operations = [
        migrations.AddConstraint(
            model_name="standardversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("bureau__isnull", True)), fields=("name",), name="shipped_standard_once"
            ),
        ),
    ]
