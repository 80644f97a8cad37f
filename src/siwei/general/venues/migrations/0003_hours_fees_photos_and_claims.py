"""Hours, fee tables, photos and claims; sessions and weekdays of before are carried over."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import siwei.general.venues.models.bookings

#: sessions keep the hours they had, and weekdays become opening hours of the whole day
KEEP = """
UPDATE venues_session SET
  begins = CASE slot WHEN 'afternoon' THEN time '13:00' WHEN 'evening' THEN time '18:00' ELSE time '08:00' END,
  ends = CASE slot WHEN 'afternoon' THEN time '17:00' WHEN 'evening' THEN time '22:00' ELSE time '12:00' END;
INSERT INTO venues_opening (venue_id, weekday, opens, closes)
  SELECT id, unnest(weekdays), time '00:00', time '23:59' FROM venues_venue;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("venues", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="claim",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="Claimed beyond the deposit (NT$)"
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="claim_reason",
            field=models.TextField(blank=True, editable=False, verbose_name="Reason of the claim"),
        ),
        migrations.AddField(
            model_name="booking",
            name="extras",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("aircon", "Air conditioning"),
                        ("projector", "Projector"),
                        ("sound", "Sound system"),
                        ("video", "Video conference"),
                        ("whiteboard", "Whiteboard"),
                        ("screen", "LED screen"),
                        ("stage", "Stage"),
                        ("wifi", "Wireless network"),
                        ("access", "Step-free access"),
                        ("loop", "Hearing loop"),
                        ("piano", "Piano"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="Equipment and air conditioning",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="prices",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="Price of a session"),
        ),
        migrations.AddField(
            model_name="booking",
            name="reminded_on",
            field=models.DateField(editable=False, null=True, verbose_name="Reminded of the payment on"),
        ),
        migrations.AddField(
            model_name="session",
            name="begins",
            field=models.TimeField(default=datetime.time(8, 0), verbose_name="From"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="session",
            name="ends",
            field=models.TimeField(default=datetime.time(12, 0), verbose_name="To"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="session",
            name="fee",
            field=models.PositiveIntegerField(default=0, verbose_name="Fee (NT$)"),
        ),
        migrations.AddField(
            model_name="venue",
            name="afternoon_begins",
            field=models.TimeField(
                blank=True, default=datetime.time(13, 0), null=True, verbose_name="Afternoon session from"
            ),
        ),
        migrations.AddField(
            model_name="venue",
            name="afternoon_ends",
            field=models.TimeField(
                blank=True, default=datetime.time(17, 0), null=True, verbose_name="Afternoon session to"
            ),
        ),
        migrations.AddField(
            model_name="venue",
            name="evening_begins",
            field=models.TimeField(
                blank=True, default=datetime.time(18, 0), null=True, verbose_name="Evening session from"
            ),
        ),
        migrations.AddField(
            model_name="venue",
            name="evening_ends",
            field=models.TimeField(
                blank=True, default=datetime.time(22, 0), null=True, verbose_name="Evening session to"
            ),
        ),
        migrations.AddField(
            model_name="venue",
            name="morning_begins",
            field=models.TimeField(
                blank=True, default=datetime.time(8, 0), null=True, verbose_name="Morning session from"
            ),
        ),
        migrations.AddField(
            model_name="venue",
            name="morning_ends",
            field=models.TimeField(
                blank=True, default=datetime.time(12, 0), null=True, verbose_name="Morning session to"
            ),
        ),
        migrations.AlterField(
            model_name="booking",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Applied for"),
                    ("returned", "Returned for correction"),
                    ("approved", "Approved, to be paid"),
                    ("ready", "Ready for use"),
                    ("used", "Used"),
                    ("claimed", "Damages claimed"),
                    ("inspected", "Inspected"),
                    ("closed", "Closed"),
                    ("refused", "Refused"),
                    ("lost", "Taken by another"),
                    ("cancelled", "Cancelled"),
                ],
                default="asked",
                editable=False,
                max_length=20,
                verbose_name="State",
            ),
        ),
        migrations.AlterField(
            model_name="booking",
            name="wishes",
            field=models.TextField(blank=True, verbose_name="Other wishes"),
        ),
        migrations.AlterField(
            model_name="payment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("paid", "Paid"),
                    ("refund", "Paid back"),
                    ("deposit", "Deposit returned"),
                    ("damages", "Damages paid"),
                ],
                max_length=20,
                verbose_name="Kind",
            ),
        ),
        migrations.CreateModel(
            name="FeedKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(default=siwei.general.venues.models.bookings.feed_key, max_length=40, unique=True),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="venue_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("alt_zh", models.CharField(max_length=200, verbose_name="What the picture shows")),
                (
                    "alt_en",
                    models.CharField(blank=True, max_length=200, verbose_name="What the picture shows, in English"),
                ),
                ("sketch", models.BooleanField(default=False, verbose_name="A drawn sketch, no photograph")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.attachment"
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="venues.venue"
                    ),
                ),
            ],
            options={
                "ordering": ["venue", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Fee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("venue", "The venue itself"),
                            ("aircon", "Air conditioning"),
                            ("projector", "Projector"),
                            ("sound", "Sound system"),
                            ("video", "Video conference"),
                            ("whiteboard", "Whiteboard"),
                            ("screen", "LED screen"),
                            ("stage", "Stage"),
                            ("wifi", "Wireless network"),
                            ("access", "Step-free access"),
                            ("loop", "Hearing loop"),
                            ("piano", "Piano"),
                        ],
                        default="venue",
                        max_length=20,
                        verbose_name="For what",
                    ),
                ),
                (
                    "applicant",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agency", "City agency or school"),
                            ("co_organised", "Co-organised by a city agency"),
                            ("public_interest", "Association or foundation of public interest"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="Kind of applicant",
                    ),
                ),
                (
                    "slot",
                    models.CharField(
                        blank=True,
                        choices=[("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening")],
                        max_length=20,
                        verbose_name="Session",
                    ),
                ),
                ("amount", models.PositiveIntegerField(verbose_name="Fee per session (NT$)")),
                ("deposit", models.PositiveIntegerField(default=0, verbose_name="Deposit (NT$)")),
                ("since", models.DateField(verbose_name="Applied for on or after")),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fees", to="venues.venue"
                    ),
                ),
            ],
            options={
                "ordering": ["venue", "item", "applicant", "slot", "since"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("venue", "item", "applicant", "slot", "since"), name="venues_one_fee_from_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Monday"),
                            (2, "Tuesday"),
                            (3, "Wednesday"),
                            (4, "Thursday"),
                            (5, "Friday"),
                            (6, "Saturday"),
                            (7, "Sunday"),
                        ],
                        verbose_name="Weekday",
                    ),
                ),
                ("opens", models.TimeField(verbose_name="Opens")),
                ("closes", models.TimeField(verbose_name="Closes")),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="venues.venue"
                    ),
                ),
            ],
            options={
                "ordering": ["venue", "weekday"],
                "constraints": [
                    models.UniqueConstraint(fields=("venue", "weekday"), name="venues_one_opening_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))), name="venues_opening_hours"
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="venue",
            name="weekdays",
        ),
    ]
