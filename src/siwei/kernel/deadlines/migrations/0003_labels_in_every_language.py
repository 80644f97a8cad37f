"""Labels of duties are kept as a message and its values."""

from django.db import migrations

import siwei.kernel.records.said


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_terms")]

    operations = [
        # what was kept until now is text, and text it stays
        migrations.RunSQL(
            "ALTER TABLE deadlines_duty ALTER COLUMN label TYPE jsonb USING to_jsonb(label)",
            "ALTER TABLE deadlines_duty ALTER COLUMN label TYPE varchar USING label #>> '{}'",
            state_operations=[
                migrations.AlterField("duty", "label", siwei.kernel.records.said.SaidField(verbose_name="To do")),
            ],
        ),
    ]
