"""How people meet the classification scheme and the files."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.archives.actions.files import open_file
from siwei.documents.archives.disposal.listing import to_appraise
from siwei.documents.archives.disposal.screens import WHEN_DISPOSED
from siwei.documents.archives.models import File, SchemeClass
from siwei.documents.archives.scheme.actions import add_class
from siwei.kernel.access.actor import Actor
from siwei.kernel.screens.screen import Filter, FilterKind, Rows, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind


def in_force(rows: Rows, actor: Actor) -> Rows:
    """Classes in force today."""
    today = timezone.localdate()
    return rows.filter(since__lte=today).filter(Q(until=None) | Q(until__gt=today))


def versions(one: SchemeClass) -> Rows:
    """Every version of a class, the newest first."""
    return SchemeClass.objects.filter(agency=one.agency_id, code=one.code).order_by("-since")


CLASSES = Screen(
    record=SchemeClass,
    slug="scheme",
    title=_("Classification scheme"),
    icon="list-details",
    columns=("code", "name", Column("years", _("Retention")), "disposition", "since",
             Column("until", pgettext_lazy("class of the scheme", "Until"), kind=Kind.DATE), "ground", "parent",
             Column("agency", _("Agency"), "agency__name", sort="agency__code")),
    views=(
        View("in_force", _("In force"), in_force),
        View("planned", _("Planned ahead"), lambda rows, actor: rows.filter(since__gt=timezone.localdate())),
        View("ended", _("Ended"), lambda rows, actor: rows.filter(until__lte=timezone.localdate())),
    ),
    filters=(
        Filter("years"), Filter("disposition"), Filter("since"),
        Filter("code", kind=FilterKind.TEXT, narrow=lambda rows, text: rows.filter(code__startswith=text.strip())),
    ),
    order=("agency", "code"),
    related=("agency",),
    create=(add_class,),
    sections=(
        Section(_("Class"), (Column("agency", _("Agency"), "agency__name"), "code", "name", "parent", "note")),
        Section(_("What becomes of its files"), ("years", "ground", "disposition", "since", "until"), side=True),
        Section(
            _("Versions of the class"),
            (Column("since", _("In force from"), kind=Kind.DATE),
             Column("until", _("In force until (the first day without)"), kind=Kind.DATE),
             Column("years", _("Retention of the class")), Column("disposition", _("Disposition"))),
            rows=versions,
        ),
    ),
)  # fmt: skip

State = File.State
FILES = Screen(
    record=File,
    slug="files",
    title=_("Archive files"),
    icon="folder",
    columns=("number", "name", Column("fonds", _("fonds"), "fonds__name_zh", sort=""), "years", "begun_on", "closed_on",
             "youngest_on", Column("state", _("State"), lambda file: file.get_state_display())),
    views=(
        View("open", _("Open for papers"), lambda rows, actor: rows.filter(state=State.OPEN)),
        View("closed", _("Closed files"), lambda rows, actor: rows.filter(state=State.CLOSED)),
        View("appraise", _("Files to be appraised"), lambda rows, actor: to_appraise(rows, timezone.localdate())),
        View("gone", _("Files no longer held"), lambda rows, actor: rows.exclude(state__in=File.HELD)),
    ),
    filters=(
        Filter("fonds"), Filter("year"), Filter("years"), Filter("disposition"),
        Filter("number", kind=FilterKind.TEXT, narrow=lambda rows, text: rows.filter(number=text.strip())),
    ),
    order=("fonds", "year", "class_number", "serial"),
    related=("fonds",),
    create=(open_file,),
    tones={State.OPEN: "active", State.CLOSED: "good", State.COPIED: "active", State.TRANSFERRED: "quiet",
           State.DESTROYED: "quiet"},
    sections=(
        Section(_("File of papers"),
                ("number", Column("fonds", _("fonds"), "fonds__name_zh"), "name", "gist",
                 Column("scheme_class", _("class of the scheme"), "scheme_class"),
                 Column("unit", _("Unit in charge"), "unit__name"))),
        Section(_("What becomes of it"),
                ("years", "years_before", "years_reason", "ground", "disposition", "copied_on", "copied_to",
                 "original_years", "prolonged", "disposed_on", "disposal_number"), side=True),
        WHEN_DISPOSED,
        Section(_("Dates of the file"), ("begun_on", "closed_on", "oldest_on", "youngest_on"), side=True),
        Section(
            _("Volumes"),
            (Column("number", _("Number of the volume"), kind=Kind.NUMBER), Column("name", _("Name of the volume")),
             Column("closed_on", _("Volume closed on"), kind=Kind.DATE)),
            rows="volumes",
        ),
        Section(
            _("Items of the file, the first hundred"),
            (Column("item", _("archive item"), lambda item: item, kind=Kind.RECORD),
             Column("state", _("State"), lambda item: item.get_state_display())),
            rows=lambda file: file.items.filter(secrecy="").order_by("volume_number", "pk")[:100],
            empty=_("No paper is in it yet."),
        ),
    ),
)  # fmt: skip
