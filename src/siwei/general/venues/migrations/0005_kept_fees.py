"""Whether a session was given up late; sessions of before get their share of what the booking costs."""

from django.db import migrations, models

#: a booking of before has one fee and no lines; its sessions share it, the first ones the odd dollars
SHARES = """
UPDATE venues_session s
   SET fee = b.fee / n.total + CASE WHEN n.nth <= b.fee % n.total THEN 1 ELSE 0 END
  FROM venues_booking b,
       (SELECT id, row_number() OVER (PARTITION BY booking_id ORDER BY day, id) AS nth,
               count(*) OVER (PARTITION BY booking_id) AS total
          FROM venues_session WHERE state <> 'cancelled') n
 WHERE n.id = s.id AND b.id = s.booking_id AND b.fee > 0 AND b.prices = '[]';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("venues", "0004_names"),
    ]

    operations = [
        migrations.RunSQL(SHARES, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="booking",
            name="given_up_late",
            field=models.BooleanField(default=False, editable=False, verbose_name="Given up late"),
        ),
    ]
