"""Labels of steps are kept as a message and its values."""

from django.db import migrations

import siwei.kernel.records.said


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_written_by_actions")]

    operations = [
        # what was kept until now is text, and text it stays
        migrations.RunSQL(
            "ALTER TABLE approvals_slipstep ALTER COLUMN label TYPE jsonb USING to_jsonb(label)",
            "ALTER TABLE approvals_slipstep ALTER COLUMN label TYPE varchar USING label #>> '{}'",
            state_operations=[
                migrations.AlterField("slipstep", "label", siwei.kernel.records.said.SaidField(default=str)),
            ],
        ),
    ]
