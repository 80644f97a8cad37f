"""Codes of series may be words of issue numbers with the number they answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("numbering", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="series",
            name="code",
            field=models.CharField(max_length=60),
        ),
    ]
