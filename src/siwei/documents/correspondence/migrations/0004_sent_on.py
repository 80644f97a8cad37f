"""When each recipient had a letter; classified documents leave the search index, where their numbers stood."""

from django.db import migrations, models

#: what was filed had gone out to all
GONE = """
UPDATE correspondence_letterrecipient r SET sent_on = l.issued_on
FROM correspondence_letter l WHERE l.id = r.letter_id AND l.state IN ('to_file', 'filed')
"""
OUT_OF_SEARCH = """
DELETE FROM search_entry e USING django_content_type t
WHERE t.id = e.content_type_id AND t.app_label = 'correspondence' AND (
    t.model = 'incoming' AND e.object_id IN (SELECT id FROM correspondence_incoming WHERE secrecy <> '')
    OR t.model = 'letter' AND e.object_id IN (SELECT id FROM correspondence_letter WHERE secrecy <> '')
)
"""


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0003_days_given"), ("search", "0001_initial")]

    operations = [
        migrations.AddField("letterrecipient", "sent_on", models.DateField(null=True, verbose_name="Delivered on")),
        migrations.RunSQL(GONE, migrations.RunSQL.noop),
        migrations.RunSQL(OUT_OF_SEARCH, migrations.RunSQL.noop),
    ]
