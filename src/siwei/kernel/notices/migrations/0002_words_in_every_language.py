"""Subjects and bodies of notices are kept as a message and its values; attempts to send are counted."""

from django.db import migrations, models

import siwei.kernel.records.said


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        # what was kept until now is text, and text it stays
        migrations.RunSQL(
            "ALTER TABLE notices_notice ALTER COLUMN subject TYPE jsonb USING to_jsonb(subject)",
            "ALTER TABLE notices_notice ALTER COLUMN subject TYPE varchar USING subject #>> '{}'",
            state_operations=[
                migrations.AlterField("notice", "subject", siwei.kernel.records.said.SaidField()),
            ],
        ),
        # what was kept until now is text, and text it stays
        migrations.RunSQL(
            "ALTER TABLE notices_notice ALTER COLUMN body TYPE jsonb USING to_jsonb(body)",
            "ALTER TABLE notices_notice ALTER COLUMN body TYPE varchar USING body #>> '{}'",
            state_operations=[
                migrations.AlterField("notice", "body", siwei.kernel.records.said.SaidField()),
            ],
        ),
        migrations.AddField("notice", "tries", models.PositiveIntegerField(default=0)),
    ]
