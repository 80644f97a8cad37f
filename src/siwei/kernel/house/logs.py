"""Read-only lists of what happened: every act on every record, sign-ins, refused sign-ins, and runs of jobs."""

from __future__ import annotations

from typing import Any

from axes.models import AccessFailureLog, AccessLog
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import ADMINISTRATOR, AUDITOR, Actor
from siwei.kernel.access.models import oversees
from siwei.kernel.actions.registry import every_action, label_of
from siwei.kernel.events.models import Event
from siwei.kernel.house.actions import job_choices
from siwei.kernel.jobs.models import Run
from siwei.kernel.jobs.runner import all_jobs
from siwei.kernel.module import module_of, record_types
from siwei.kernel.records.models import Record, type_of
from siwei.kernel.screens.screen import Filter, FilterKind, Rows, Screen
from siwei.kernel.sheets.column import Column, Kind


def _events(actor: Actor) -> Rows:
    """All acts, for auditors; `visible_to` of the records is not asked: who audits sees what was done."""
    return Event.objects.all() if actor.holds(AUDITOR) else Event.objects.none()


def _acts(_actor: Actor) -> list[tuple[str, str]]:
    named = [(a.name, f"{a.record._meta.verbose_name}：{a.label}") for a in every_action()]
    return sorted(named, key=lambda pair: pair[1])


def _types(_actor: Actor) -> list[tuple[str, str]]:
    return [(str(type_of(t).pk), f"{module_of(t).label}：{t._meta.verbose_name}") for t in record_types()]


def _who(event: Any) -> str:
    """Name, post held at that moment, and on whose behalf."""
    said = f"{event.actor_name}（{event.actor_post}）" if event.actor_post else str(event.actor_name)
    if event.behalf is None:
        return said
    return str(_("%(deputy)s for %(person)s") % {"deputy": said, "person": event.behalf})


def _title(event: Any) -> str:
    return str(event.record.title()) if event.record is not None else f"#{event.object_id}"


def _type_name(event: Any) -> str:
    model = event.content_type.model_class()
    return str(model._meta.verbose_name) if model else str(event.content_type)


def tells(event: Any, actor: Actor) -> bool:
    """Whether the actor may read what the act changed and noted."""
    return not isinstance(event.record, Record) or event.record.tells(actor)


def _fields(event: Any) -> str:
    """Names of the changed fields as the record's forms call them."""
    model = event.content_type.model_class()
    known = {field.name: field for field in model._meta.get_fields()} if model else {}
    return "、".join(str(getattr(known.get(name), "verbose_name", name)) for name in event.changes)


AUDIT = Screen(
    record=Event,  # type: ignore[arg-type]  # a log's type is no record
    slug="audit",
    title=_("All acts"),
    icon="history",
    roles=(AUDITOR,),
    source=_events,
    opens=lambda event: reverse("house_event", args=[event.pk]),
    columns=(
        Column("at", _("When"), kind=Kind.DATETIME),
        Column("who", _("Who"), _who, sort="actor_name"),
        Column("act", _("Act"), lambda event: label_of(event.act), sort="act"),
        Column("type", _("Type"), _type_name),
        Column("record", _("Record"), _title),
        Column("business_date", _("Business date"), kind=Kind.DATE),
        Column("changes", _("Changes"), _fields),
        Column("note", _("Note"), lambda event: event.note if tells(event, Actor.nobody()) else ""),
    ),
    filters=(
        Filter("at", _("When")),
        Filter("person", _("Who")),
        Filter("actor_name", _("Name of who acted")),
        Filter("act", _("Act"), FilterKind.CHOICE, choices=_acts),
        Filter("content_type", _("Type"), FilterKind.CHOICE, choices=_types),
        Filter("business_date", _("Business date")),
        Filter("note", _("Note")),
    ),
    order=("-at",),
    related=("content_type", "behalf"),
    prefetch=("record",),
    help=_("Every act on every record, newest first. Filters and order hold for the export, too."),
)

WHEN = Column("attempt_time", _("When"), kind=Kind.DATETIME)
USER = Column("username", _("User name"))
ADDRESS = Column("ip_address", _("Network address"))
BROWSER = Column("user_agent", _("Program"), wide=True)
ASKED = (Filter("attempt_time", _("When")), Filter("username", _("User name")), Filter("ip_address", ADDRESS.label))


def _log(rows: Any) -> Any:
    return lambda actor: rows.all() if oversees(actor) else rows.none()


SIGN_INS = Screen(
    record=AccessLog,
    slug="sign-ins",
    title=_("Sign-ins"),
    icon="login",
    roles=(ADMINISTRATOR, AUDITOR),
    source=_log(AccessLog.objects),
    columns=(WHEN, USER, ADDRESS, Column("logout_time", _("Signed out"), kind=Kind.DATETIME), BROWSER),
    filters=ASKED,
    order=("-attempt_time",),
)

FAILURES = Screen(
    record=AccessFailureLog,
    slug="failures",
    title=_("Refused sign-ins"),
    icon="shield-lock",
    roles=(ADMINISTRATOR, AUDITOR),
    source=_log(AccessFailureLog.objects),
    columns=(WHEN, USER, ADDRESS, Column("locked_out", _("Locked"), kind=Kind.BOOL), BROWSER),
    filters=(*ASKED, Filter("locked_out", _("Locked"))),
    order=("-attempt_time",),
)


def _job_name(run: Any) -> str:
    known = all_jobs().get(run.job)
    return str(known.label) if known else str(run.job)


def _seconds(run: Any) -> str:
    return f"{run.duration.total_seconds():.1f}" if run.duration is not None else ""


RUNS = Screen(
    record=Run,  # type: ignore[arg-type]  # a log's type is no record
    slug="runs",
    title=_("Runs of jobs"),
    icon="history",
    roles=(ADMINISTRATOR, AUDITOR),
    source=_log(Run.objects),
    columns=(
        Column("job", _("Job"), _job_name, sort="job"),
        Column("began_at", _("Began"), kind=Kind.DATETIME),
        Column("seconds", _("Seconds"), _seconds),
        Column("outcome", _("How it ended")),
        Column("said", _("What it did, or why it failed"), wide=True),
    ),
    filters=(
        Filter("job", _("Job"), FilterKind.CHOICE, choices=lambda _actor: job_choices()),
        Filter("outcome", _("How it ended")),
        Filter("began_at", _("Began")),
    ),
    order=("-began_at",),
    help=_("The latest hundred runs of each job, newest first."),
)
