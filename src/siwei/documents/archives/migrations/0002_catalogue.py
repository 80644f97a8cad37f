"""Files, scheme, handovers, loans; what an item of a living agency needs."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("directory", "0004_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("head", models.CharField(default="", editable=False, max_length=64)),
                ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="Number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "To be handed over"),
                            ("sent", "Handed over, to be checked"),
                            ("returned", "Returned for correction"),
                            ("taken", "Taken over"),
                            ("dropped", "Not for the archive"),
                        ],
                        default="due",
                        editable=False,
                        max_length=20,
                        verbose_name="State",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="Case done on")),
                ("origin_id", models.BigIntegerField(editable=False, null=True, verbose_name="Its origin")),
                ("document_number", models.CharField(max_length=40, verbose_name="Document number")),
                ("issue_number", models.CharField(blank=True, max_length=80, verbose_name="Issue number of the item")),
                ("subject", models.CharField(max_length=1000, verbose_name="Gist of the item")),
                ("party", models.CharField(blank=True, max_length=200, verbose_name="Sender or recipient of the item")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="Date of the paper")),
                ("pages", models.PositiveIntegerField(blank=True, null=True, verbose_name="Number of pages")),
                ("attachments", models.CharField(blank=True, max_length=200, verbose_name="Attachments of the item")),
                (
                    "medium",
                    models.CharField(
                        choices=[
                            ("paper", "Paper"),
                            ("digital", "Digital"),
                            ("film", "Film"),
                            ("photo", "Photograph"),
                            ("map", "Map or plan"),
                            ("sound", "Sound recording"),
                            ("video", "Moving images"),
                            ("other", "Other medium"),
                        ],
                        default="paper",
                        max_length=8,
                        verbose_name="Medium",
                    ),
                ),
                (
                    "secrecy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not classified"),
                            ("密", "Classified"),
                            ("機密", "State secret"),
                            ("極機密", "High state secret"),
                            ("絕對機密", "Top state secret"),
                        ],
                        default="",
                        max_length=4,
                        verbose_name="Secrecy",
                    ),
                ),
                (
                    "secret_until",
                    models.CharField(blank=True, max_length=120, verbose_name="Term or condition of secrecy"),
                ),
                (
                    "file_number",
                    models.CharField(
                        blank=True,
                        help_text="Year/class/file/volume/item.",
                        max_length=60,
                        verbose_name="File number of the item",
                    ),
                ),
                (
                    "years",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "permanent"),
                            (30, "30年"),
                            (25, "25年"),
                            (20, "20年"),
                            (15, "15年"),
                            (10, "10年"),
                            (5, "5年"),
                            (3, "3年"),
                            (1, "1年"),
                        ],
                        null=True,
                        verbose_name="Retention given",
                    ),
                ),
                ("sent_on", models.DateField(editable=False, null=True, verbose_name="Handed to the archive on")),
                ("taken_on", models.DateField(editable=False, null=True, verbose_name="Taken over on")),
                ("in_time", models.BooleanField(editable=False, null=True, verbose_name="Handed over in time")),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pages", "Pages or attachments are missing"),
                            ("class", "No class number or retention"),
                            ("number", "No document number"),
                            ("decision", "No mark of the decision"),
                            ("not_closed", "The case is not closed"),
                            ("envelope", "Classified without its envelope"),
                            ("not_filed", "Not to be filed: money, valuables, evidence, perishables"),
                            ("other", "Another fault"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="Why it was returned",
                    ),
                ),
                (
                    "times_returned",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="Times returned"),
                ),
            ],
            options={
                "verbose_name": "handover to the archive",
                "verbose_name_plural": "handovers to the archive",
                "ordering": ["-opened_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Lent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("out", models.BooleanField(default=False, verbose_name="Lent out")),
                ("returned_on", models.DateField(null=True, verbose_name="Given back on")),
                ("condition", models.CharField(blank=True, max_length=200, verbose_name="State it came back in")),
            ],
            options={
                "verbose_name_plural": "Items of the loan",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("head", models.CharField(default="", editable=False, max_length=64)),
                ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="Number")),
                ("opened_on", models.DateField(verbose_name="Received on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("out", "Lent"),
                            ("returned", "Given back"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=20,
                        verbose_name="State",
                    ),
                ),
                ("purpose", models.CharField(max_length=300, verbose_name="Purpose of the loan")),
                (
                    "originals",
                    models.BooleanField(
                        default=False, help_text="Where a copy does not serve the purpose.", verbose_name="Originals"
                    ),
                ),
                ("out_on", models.DateField(editable=False, null=True, verbose_name="Lent on")),
                ("due_on", models.DateField(editable=False, null=True, verbose_name="Due back on")),
                (
                    "extended",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="Times prolonged"),
                ),
                ("reminded_on", models.DateField(editable=False, null=True, verbose_name="Last reminded on")),
                ("returned_on", models.DateField(editable=False, null=True, verbose_name="Given back on")),
            ],
            options={
                "verbose_name": "loan from the archive",
                "verbose_name_plural": "loans from the archive",
                "ordering": ["-opened_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SchemeClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("head", models.CharField(default="", editable=False, max_length=64)),
                (
                    "code",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9A-Za-z][0-9A-Za-z.-]{0,19}\\Z", "A class number is of digits and letters."
                            )
                        ],
                        verbose_name="Class number",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="Name of the class")),
                (
                    "parent",
                    models.CharField(
                        blank=True,
                        help_text="Its number, which holds across versions.",
                        max_length=20,
                        verbose_name="Class above",
                    ),
                ),
                (
                    "years",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "permanent"),
                            (30, "30年"),
                            (25, "25年"),
                            (20, "20年"),
                            (15, "15年"),
                            (10, "10年"),
                            (5, "5年"),
                            (3, "3年"),
                            (1, "1年"),
                        ],
                        verbose_name="Retention of the class",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("policy", "Important systems, decisions and plans"),
                            ("law", "Important laws and regulations"),
                            ("organisation", "Organisation and duties of the agency"),
                            ("nation", "Value for building the country or for administration"),
                            ("evidence", "Evidence for administration"),
                            ("property", "Evidence for property"),
                            ("rights", "Rights of persons or of the public"),
                            ("science", "Value for science"),
                            ("history", "Value for history and culture"),
                            ("notable", "Notable or unique cases"),
                            ("ordered", "Kept for ever by law"),
                            ("other", "Other value worth keeping for ever"),
                        ],
                        max_length=20,
                        verbose_name="Ground for keeping for ever",
                    ),
                ),
                (
                    "disposition",
                    models.CharField(
                        choices=[
                            ("national", "National archive"),
                            ("agency", "Kept by the agency"),
                            ("appraise", "Appraised at the end"),
                            ("destroy", "Destroyed by procedure"),
                        ],
                        max_length=10,
                        verbose_name="Disposition",
                    ),
                ),
                ("since", models.DateField(verbose_name="In force from")),
                (
                    "until",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="In force until (the first day without)"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="What belongs here")),
            ],
            options={
                "verbose_name": "class of the scheme",
                "verbose_name_plural": "classes of the scheme",
                "ordering": ["agency", "code", "-since"],
            },
        ),
        migrations.CreateModel(
            name="Volume",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="Number of the volume")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="Name of the volume")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="Volume closed on")),
            ],
            options={
                "verbose_name_plural": "Volumes",
                "ordering": ["file", "number"],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="access",
            field=models.CharField(
                choices=[("open", "Open"), ("limited", "Limited"), ("closed", "Not open")],
                default="open",
                max_length=8,
                verbose_name="Access to the item",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="access_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("secret", "Secrets of the state"),
                    ("crime", "Criminal matters"),
                    ("trade", "Trade secrets of industry and commerce"),
                    ("exam", "Papers of scholarship and ability examinations"),
                    ("personnel", "Personnel and pay"),
                    ("duty", "Duty of secrecy by law or contract"),
                    ("interest", "Public interest or rights of third parties"),
                ],
                max_length=12,
                verbose_name="Reason of the restriction",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="access_until",
            field=models.DateField(blank=True, null=True, verbose_name="Restricted until (the first open day)"),
        ),
        migrations.AddField(
            model_name="item",
            name="volume_number",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="Number of the volume"),
        ),
        migrations.AlterField(
            model_name="box",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="boxes",
                to="archives.campaign",
                verbose_name="Stocktaking",
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="state",
            field=models.CharField(
                choices=[
                    ("listed", "On the list"),
                    ("present", "Present"),
                    ("damaged", "Damaged"),
                    ("missing", "Missing"),
                    ("surplus", "Not on the list"),
                    ("handed_over", "Item handed over"),
                    ("withdrawn", "Entry withdrawn"),
                    ("taken", "Taken over"),
                    ("filed", "Put into its file"),
                    ("catalogued", "Catalogued"),
                    ("shelved", "On the shelf"),
                ],
                default="listed",
                max_length=12,
                verbose_name="State",
            ),
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("head", models.CharField(default="", editable=False, max_length=64)),
                ("number", models.CharField(editable=False, max_length=40, verbose_name="Number of the file")),
                ("year", models.PositiveSmallIntegerField(verbose_name="ROC year")),
                (
                    "class_number",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9A-Za-z][0-9A-Za-z.-]{0,19}\\Z", "A class number is of digits and letters."
                            )
                        ],
                        verbose_name="Class number",
                    ),
                ),
                ("serial", models.PositiveIntegerField(verbose_name="Serial of the file in its class")),
                ("name", models.CharField(max_length=300, verbose_name="File title")),
                ("gist", models.TextField(blank=True, verbose_name="Gist of the matter")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open for papers"),
                            ("closed", "Closed"),
                            ("transferred", "Handed over to another archive"),
                            ("destroyed", "Destroyed"),
                        ],
                        default="open",
                        editable=False,
                        max_length=12,
                        verbose_name="State",
                    ),
                ),
                ("begun_on", models.DateField(blank=True, null=True, verbose_name="File opened on")),
                ("closed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="File closed on")),
                ("oldest_on", models.DateField(blank=True, editable=False, null=True, verbose_name="Oldest paper of")),
                (
                    "youngest_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="Youngest paper of"),
                ),
                (
                    "years",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "permanent"),
                            (30, "30年"),
                            (25, "25年"),
                            (20, "20年"),
                            (15, "15年"),
                            (10, "10年"),
                            (5, "5年"),
                            (3, "3年"),
                            (1, "1年"),
                        ],
                        verbose_name="Retention of the file",
                    ),
                ),
                (
                    "years_before",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "permanent"),
                            (30, "30年"),
                            (25, "25年"),
                            (20, "20年"),
                            (15, "15年"),
                            (10, "10年"),
                            (5, "5年"),
                            (3, "3年"),
                            (1, "1年"),
                        ],
                        editable=False,
                        null=True,
                        verbose_name="Retention before the change",
                    ),
                ),
                (
                    "years_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="Reason of the change of retention"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("policy", "Important systems, decisions and plans"),
                            ("law", "Important laws and regulations"),
                            ("organisation", "Organisation and duties of the agency"),
                            ("nation", "Value for building the country or for administration"),
                            ("evidence", "Evidence for administration"),
                            ("property", "Evidence for property"),
                            ("rights", "Rights of persons or of the public"),
                            ("science", "Value for science"),
                            ("history", "Value for history and culture"),
                            ("notable", "Notable or unique cases"),
                            ("ordered", "Kept for ever by law"),
                            ("other", "Other value worth keeping for ever"),
                        ],
                        max_length=20,
                        verbose_name="Ground for keeping for ever",
                    ),
                ),
                (
                    "disposition",
                    models.CharField(
                        choices=[
                            ("national", "National archive"),
                            ("agency", "Kept by the agency"),
                            ("appraise", "Appraised at the end"),
                            ("destroy", "Destroyed by procedure"),
                        ],
                        max_length=10,
                        verbose_name="Disposition",
                    ),
                ),
                (
                    "fonds",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="archives.fonds",
                        verbose_name="fonds",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                        verbose_name="Unit in charge",
                    ),
                ),
            ],
            options={
                "verbose_name": "archive file",
                "verbose_name_plural": "archive files",
                "ordering": ["fonds", "year", "class_number", "serial"],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="file",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="archives.file",
                verbose_name="archive file",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("file__isnull", False)), fields=["file", "volume_number"], name="archives_in_file"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("state__in", ["taken", "filed", "catalogued"])),
                fields=["fonds", "state"],
                name="archives_in_work",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("access_until__isnull", False)), fields=["access_until"], name="archives_restricted"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("access", "open"), ("access_reason", ""), ("access_until", None)),
                    models.Q(
                        models.Q(("access", "open"), _negated=True), models.Q(("access_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="archives_limit_has_reason",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.agency",
                verbose_name="Agency",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="handler",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Handler",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="item",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handover",
                to="archives.item",
                verbose_name="archive item",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="origin_type",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="Kind of its origin",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.unit",
                verbose_name="Unit in charge",
            ),
        ),
        migrations.AddField(
            model_name="lent",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="archives.item",
                verbose_name="archive item",
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.agency",
                verbose_name="Agency",
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="approved_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Loan approved by",
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="borrower",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Borrower",
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.unit",
                verbose_name="Unit of the borrower",
            ),
        ),
        migrations.AddField(
            model_name="lent",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lent", to="archives.loan"
            ),
        ),
        migrations.AddField(
            model_name="schemeclass",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.agency",
                verbose_name="Agency",
            ),
        ),
        migrations.AddField(
            model_name="file",
            name="scheme_class",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="archives.schemeclass",
                verbose_name="class of the scheme",
            ),
        ),
        migrations.AddField(
            model_name="volume",
            name="file",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="volumes",
                to="archives.file",
                verbose_name="archive file",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["agency", "state"], name="archives_ha_agency__46ea90_idx"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["unit", "state"], name="archives_ha_unit_id_640290_idx"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dropped"), _negated=True),
                fields=("origin_type", "origin_id"),
                name="archives_one_handover",
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(fields=["agency", "state"], name="archives_lo_agency__fa78df_idx"),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(condition=models.Q(("state", "out")), fields=["due_on"], name="archives_loans_out"),
        ),
        migrations.AddConstraint(
            model_name="lent",
            constraint=models.UniqueConstraint(fields=("loan", "item"), name="archives_once_in_a_loan"),
        ),
        migrations.AddConstraint(
            model_name="lent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("out", True)), fields=("item",), name="archives_lent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeclass",
            constraint=models.UniqueConstraint(fields=("agency", "code", "since"), name="archives_one_version"),
        ),
        migrations.AddConstraint(
            model_name="schemeclass",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("agency", "code"), name="archives_one_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeclass",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gt", models.F("since")), _connector="OR"),
                name="archives_span",
            ),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(fields=["number"], name="archives_file_text"),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(fields=["fonds", "state", "youngest_on"], name="archives_file_youngest"),
        ),
        migrations.AddConstraint(
            model_name="file",
            constraint=models.UniqueConstraint(
                fields=("fonds", "year", "class_number", "serial"), name="archives_file_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="volume",
            constraint=models.UniqueConstraint(fields=("file", "number"), name="archives_one_volume"),
        ),
    ]
