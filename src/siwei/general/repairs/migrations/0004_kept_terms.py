"""Requests that were under way before the kernel kept the clocks get the rules of their terms."""

from django.db import migrations

RULES = """
UPDATE deadlines_duty d
   SET rule = 'repair.' || d.kind || '_' || r.priority,
       started = (r.accepted_on + time '08:00') AT TIME ZONE 'Asia/Taipei'
  FROM repairs_request r, django_content_type t
 WHERE t.app_label = 'repairs' AND t.model = 'request' AND d.content_type_id = t.id AND d.object_id = r.id
   AND d.kind IN ('respond', 'finish') AND d.rule = '' AND d.state = 'open'
   AND r.priority <> '' AND r.accepted_on IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("repairs", "0003_names"),
        ("deadlines", "0003_labels_in_every_language"),
    ]

    operations = [migrations.RunSQL(RULES, migrations.RunSQL.noop)]
