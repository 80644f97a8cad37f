"""Every write of safety: plan, change, put on the roster, give notice, hold, file, mend, close, cancel."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.safety.models import Attendee, Exercise, FollowUp
from siwei.kernel.access.actor import Actor, Role, holders
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.deadlines.models import close_duty, end_of_day, open_duty
from siwei.kernel.notices.models import notify

CLERK = Role("safety.clerk", _("Safety clerk"), _("Plans exercises and files their results."))
State = Exercise.State
NOT_YET_HELD = (State.PLANNED, State.NOTIFIED)
DAYS_TO_FILE = datetime.timedelta(days=30)  # ours: no term is laid down for filing a result; see docs/modules/safety.md


class PlanForm(ActionModelForm):
    """What, where, when and how."""

    class Meta:
        model = Exercise
        fields = ("kind", "centre", "title_text", "planned_on", "opened_on", "script")


class RosterForm(ActionForm):
    """People, one a line: name, unit, squad."""

    people = forms.CharField(
        label=_("People"),
        help_text=_("One person a line: name, unit, squad. Unit and squad may be left out."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_people(self) -> list[tuple[str, str, str]]:
        """Rows of name, unit, squad; the error names the line."""
        squads = {str(label): code for code, label in Attendee._meta.get_field("squad").flatchoices}
        squads |= {code: code for code in list(squads.values())}
        rows = []
        for number, line in enumerate(self.cleaned_data["people"].splitlines(), start=1):
            name, unit, squad = [*(part.strip() for part in line.replace("，", ",").split(",")), "", ""][:3]
            if not name:
                continue
            if squad and squad not in squads:
                raise ValidationError(
                    said("Line %(number)d: there is no squad “%(squad)s”.") % {"number": number, "squad": squad}
                )
            rows.append((name[:60], unit[:60], squads.get(squad, "")))
        return rows


class NoticeForm(ActionForm):
    """The receipt of the notice: to the fire department, or the summons of the members."""

    notified_on = forms.DateField(label=_("Notice given on"))
    notice_number = forms.CharField(label=_("Receipt number of the notice"), max_length=40)


class HeldForm(ActionForm):
    """How it went; who attended is ticked on the roster."""

    held_on = forms.DateField(label=_("Held on"))
    hours = forms.DecimalField(label=_("Hours"), min_value=Decimal("0.5"), max_value=24, decimal_places=1)
    absent = forms.ModelMultipleChoiceField(
        label=_("Absent"),
        queryset=Attendee.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody else on the roster attended."),
    )
    result = forms.CharField(label=_("Result"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Exercise):
            self.fields["absent"].queryset = self.record.roster.all()  # type: ignore[attr-defined]  # a model choice field


class FileForm(ActionForm):
    """The receipt of the report."""

    reported_on = forms.DateField(label=_("Filed on"))
    report_number = forms.CharField(label=_("Receipt number of the report"), max_length=40)


class FollowUpForm(ActionForm):
    """What has to be mended, until when."""

    what = forms.CharField(label=_("What"), max_length=200)
    due = forms.DateField(label=_("Until"))


class DoneForm(ActionForm):
    """Which follow-up was mended, and when."""

    follow_up = forms.ModelChoiceField(label=_("What"), queryset=FollowUp.objects.none())
    done_on = forms.DateField(label=_("Done on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Exercise):
            open_ones = self.record.follow_ups.filter(done_on=None)
            self.fields["follow_up"].queryset = open_ones  # type: ignore[attr-defined]  # a model choice field


@creates(Exercise, role=CLERK, label=_("Plan an exercise"), form=PlanForm)
def plan(*, by: Actor, **fields: Any) -> Exercise:
    """Plan a training or drill; giving notice becomes a duty."""
    exercise = Exercise(**fields)
    exercise.save()
    label = said("Give notice of the exercise")
    open_duty(exercise, "notice", label, due=end_of_day(exercise.planned_on), role=CLERK)
    return exercise


@action(Exercise, when=NOT_YET_HELD, role=CLERK, label=_("Change"), form=PlanForm)
def change(exercise: Exercise, /, *, by: Actor, **fields: Any) -> None:
    """Change the plan, the day included; a notice already given stays in the history."""
    for name, value in fields.items():
        setattr(exercise, name, value)


@action(Exercise, when=NOT_YET_HELD, role=CLERK, label=_("Put on the roster"), form=RosterForm, icon="users")
def enlist(exercise: Exercise, *, by: Actor, people: Sequence[tuple[str, str, str]]) -> None:
    """Put people on the roster; who stands there already is passed over."""
    present = set(exercise.roster.values_list("name", "unit"))
    for name, unit, squad in people:
        if (name, unit) not in present:
            present.add((name, unit))
            Attendee(exercise=exercise, name=name, unit=unit, squad=squad).save()


@action(
    Exercise,
    when=[State.PLANNED],
    to=State.NOTIFIED,
    role=CLERK,
    label=_("Give notice"),
    form=NoticeForm,
    style="primary",
)
def give_notice(exercise: Exercise, *, by: Actor, notified_on: datetime.date, notice_number: str) -> None:
    """The fire department was told beforehand (消防法施行細則), or the members were summoned."""
    if notified_on > exercise.planned_on:
        raise ActionRefused(said("Notice is given before the exercise, not after it."))
    exercise.notified_on, exercise.notice_number = notified_on, notice_number
    close_duty(exercise, "notice")
    open_duty(exercise, "hold", said("Hold the exercise"), due=end_of_day(exercise.planned_on), role=CLERK)


@action(Exercise, when=[State.NOTIFIED], to=State.HELD, role=CLERK, label=_("Held"), form=HeldForm, style="primary")
def hold(
    exercise: Exercise,
    *,
    by: Actor,
    held_on: datetime.date,
    hours: Decimal,
    result: str,
    absent: Sequence[Attendee] = (),
) -> None:
    """It took place. Filing the result with the authority becomes a duty."""
    exercise.held_on, exercise.hours, exercise.result = held_on, hours, result
    missing = [person.pk for person in absent]
    exercise.roster.exclude(pk__in=missing).update(attended=True)
    exercise.roster.filter(pk__in=missing).update(attended=False)
    close_duty(exercise, "hold")
    due = end_of_day(held_on + DAYS_TO_FILE)
    open_duty(exercise, "file", said("File the result with the authority"), due=due, role=CLERK)


@action(
    Exercise,
    when=[State.HELD],
    to=State.REPORTED,
    role=CLERK,
    label=_("File the result"),
    form=FileForm,
    style="primary",
)
def file_result(exercise: Exercise, *, by: Actor, reported_on: datetime.date, report_number: str) -> None:
    """The result was sent to the authority, which gave a receipt number."""
    if exercise.held_on and reported_on < exercise.held_on:
        raise ActionRefused(said("The result is filed after the exercise, not before it."))
    exercise.reported_on, exercise.report_number = reported_on, report_number
    close_duty(exercise, "file")


@action(Exercise, when=Exercise.HELD[:2], role=CLERK, label=_("Add a follow-up"), form=FollowUpForm, icon="list-check")
def add_follow_up(exercise: Exercise, *, by: Actor, what: str, due: datetime.date) -> None:
    """Note what has to be mended; while one is open the exercise cannot be closed."""
    FollowUp(exercise=exercise, what=what, due=due).save()
    _renew_follow_up_duty(exercise)


@action(Exercise, when=Exercise.HELD[:2], role=CLERK, label=_("Follow-up done"), form=DoneForm)
def finish_follow_up(exercise: Exercise, *, by: Actor, follow_up: FollowUp, done_on: datetime.date) -> None:
    """A follow-up was mended."""
    follow_up.done_on = done_on
    follow_up.save()
    _renew_follow_up_duty(exercise)


def _renew_follow_up_duty(exercise: Exercise) -> None:
    close_duty(exercise, "follow_up")
    first = exercise.follow_ups.filter(done_on=None).first()
    if first is not None:
        open_duty(exercise, "follow_up", first.what[:120], due=end_of_day(first.due), role=CLERK)


def _mended(exercise: Exercise, actor: Actor) -> str | None:
    left = exercise.follow_ups.filter(done_on=None).count()
    return said("%(left)d follow-up(s) are still open.") % {"left": left} if left else None


@action(
    Exercise, when=[State.REPORTED], to=State.CLOSED, role=CLERK, label=_("Close"), allowed=_mended, style="primary"
)
def close(exercise: Exercise, *, by: Actor, note: str = "") -> None:
    """Everything is filed and mended."""
    close_duty(exercise)


@action(Exercise, when=NOT_YET_HELD, to=State.CANCELLED, role=CLERK, label=_("Cancel"), form=ReasonForm, style="danger")
def cancel(exercise: Exercise, *, by: Actor, note: str) -> None:
    """It will not take place; the clerks are told, because the half-year still needs one."""
    close_duty(exercise, done=False)
    subject = said("Cancelled: %(exercise)s") % {"exercise": exercise.title()}
    notify(exercise, to=holders(CLERK), subject=subject, body=note)
