"""What a search is ordered and narrowed by. Entries written before need `./siwei reindex`, for their words too."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="agency",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="day",
            field=models.DateField(default=datetime.date(1, 1, 1)),
        ),
        migrations.AddField(
            model_name="entry",
            name="place",
            field=models.CharField(default="", max_length=120),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                models.F("content_type"),
                models.OrderBy(models.F("day"), descending=True),
                models.OrderBy(models.F("object_id"), descending=True),
                name="search_newest",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="content_type",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contenttypes.contenttype",
            ),
        ),
        # how frequent a pair of characters is decides how it is searched; a hundred values would tell too few
        migrations.RunSQL(
            "ALTER TABLE search_entry ALTER COLUMN words SET STATISTICS 300",
            "ALTER TABLE search_entry ALTER COLUMN words SET STATISTICS -1",
        ),
    ]
