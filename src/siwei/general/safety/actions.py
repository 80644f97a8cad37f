"""Every write of safety: plan, change, put off, fill the roster, give notice, hold, file, mend, close, call off."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from siwei.general.safety.models import Attendee, Exercise, FollowUp
from siwei.kernel.access.actor import Actor, Role, holders
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.deadlines.clocks import start_clock
from siwei.kernel.deadlines.models import close_duty, end_of_day, open_duties, open_duty
from siwei.kernel.directory.office import office
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

CLERK = Role("safety.clerk", _("Safety clerk"), _("Plans exercises and files their results."))
Kind, State = Exercise.Kind, Exercise.State


class PlanForm(ActionModelForm):
    """What, where, when and how."""

    class Meta:
        model = Exercise
        fields = (
            "kind", "centre", "subject", "planned_on", "begins_at", "place", "strength", "reorganised", "script",
            "opened_on",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Only a training can be a basic training."""
        cleaned = super().clean() or {}
        if cleaned.get("reorganised") and cleaned.get("kind") == Kind.FIRE_DRILL:
            self.add_error("reorganised", said("A fire drill is no basic training."))
        return cleaned


class PostponeForm(ReasonForm):
    """The new day, and why."""

    planned_on = forms.DateField(label=_("New day"))
    field_order = ("planned_on", "note")


def squads_by_name() -> dict[str, str]:
    """Squads by code and by their names in each language, as people write them; no squad is one too."""
    found = {"": ""}
    for language in ("zh-hant", "en"):
        with override(language):
            for code, label in Attendee._meta.get_field("squad").flatchoices:
                found |= {code: code, str(label): code}
    return found


class RosterForm(ActionForm):
    """People, one a line: name, unit, squad; rows copied from a sheet are read too."""

    people = forms.CharField(
        label=_("People"),
        help_text=_("One person a line: name, unit, squad; rows of a sheet can be pasted. Only the name is needed."),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=100_000,
    )  # fmt: skip

    def clean_people(self) -> list[tuple[str, str, str]]:
        """Rows of name, unit, squad; the error names the line."""
        squads = squads_by_name()
        rows = []
        for number, line in enumerate(self.cleaned_data["people"].splitlines(), start=1):
            cells = [cell.strip() for cell in line.replace("，", ",").replace("\t", ",").split(",")]
            name, unit, squad = [*cells, "", ""][:3]
            if squad not in squads or len(cells) > 3:
                raise ValidationError(
                    said("Line %(number)d: there is no squad “%(squad)s”."),
                    params={"number": number, "squad": ",".join(cells[2:])},
                )
            if len(name) > 60 or len(unit) > 60:
                raise ValidationError(said("Line %(number)d: longer than 60 characters."), params={"number": number})
            if name:
                rows.append((name, unit, squads[squad]))
        return rows


class PeopleForm(ActionForm):
    """People of the record's roster."""

    people = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=Attendee.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Exercise):
            self.fields["people"].queryset = self.record.roster.all()  # type: ignore[attr-defined]  # a model choice field


class NoticeForm(ActionForm):
    """The receipt of the notice to the fire department, or the number of the summons."""

    notified_on = forms.DateField(label=_("Notice given on"))
    notice_number = forms.CharField(label=_("Receipt number of the notice"), max_length=40)
    note = forms.CharField(
        label=_("Reason of a late summons"),
        required=False,
        max_length=300,
        help_text=_("Members are summoned ten days before, save for disasters and other special reasons."),
    )


class HeldForm(ActionForm):
    """How it went; who was absent is ticked on the roster."""

    held_on = forms.DateField(label=_("Held on"))
    hours = forms.DecimalField(label=_("Hours"), min_value=Decimal("0.5"), max_value=24, decimal_places=1)
    absent = forms.ModelMultipleChoiceField(
        label=_("Absent"),
        queryset=Attendee.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody else on the roster attended."),
    )
    result = forms.CharField(label=_("Outcome"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Exercise):
            known = self.record
            self.fields["absent"].queryset = known.roster.all()  # type: ignore[attr-defined]  # a model choice field
            self.initial = {
                "held_on": known.held_on or known.planned_on,
                "hours": known.hours,
                "result": known.result,
                "absent": known.roster.filter(attended=False),
                **self.initial,
            }


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
    _ask_for_notice(exercise)
    return exercise


@action(Exercise, when=[State.PLANNED], role=CLERK, label=_("Change"), form=PlanForm)
def change(exercise: Exercise, /, *, by: Actor, **fields: Any) -> None:
    """Change the plan as long as nobody outside was told of it."""
    for name, value in fields.items():
        setattr(exercise, name, value)
    _ask_for_notice(exercise)


@action(Exercise, when=Exercise.AHEAD, to=State.PLANNED, role=CLERK, label=_("Put off"), form=PostponeForm)
def postpone(exercise: Exercise, *, by: Actor, planned_on: datetime.date, note: str) -> None:
    """Put it off to another day. A notice already given no longer holds: the new day needs its own."""
    exercise.planned_on = planned_on
    exercise.notified_on, exercise.notice_number = None, ""
    close_duty(exercise, "hold", done=False)
    _ask_for_notice(exercise)


def _ask_for_notice(exercise: Exercise) -> None:
    """Make giving notice a duty: members are summoned ten days before, the fire department is told beforehand."""
    close_duty(exercise, "notice", done=False)
    if exercise.kind == Kind.TRAINING:
        start_clock(exercise, "notice", said("Summon the members"), "civil.notice", exercise.planned_on, role=CLERK)
    else:
        due = end_of_day(exercise.planned_on)
        open_duty(exercise, "notice", said("Tell the fire department"), due=due, role=CLERK)


@action(
    Exercise,
    when=[*Exercise.AHEAD, State.HELD],
    role=CLERK,
    label=_("Put on the roster"),
    form=RosterForm,
    icon="users",
)
def enlist(exercise: Exercise, *, by: Actor, people: Sequence[tuple[str, str, str]]) -> None:
    """Put people on the roster; who stands there already is passed over, who is added afterwards attended."""
    present = set(exercise.roster.values_list("name", "unit"))
    attended = True if exercise.state == State.HELD else None
    for name, unit, squad in people:
        if (name, unit) not in present:
            present.add((name, unit))
            Attendee(exercise=exercise, name=name, unit=unit, squad=squad, attended=attended).save()


@action(Exercise, when=Exercise.AHEAD, role=CLERK, label=_("Take off the roster"), form=PeopleForm)
def strike(exercise: Exercise, *, by: Actor, people: Sequence[Attendee]) -> None:
    """Take people off the roster who were put there by mistake or have left."""
    exercise.roster.filter(pk__in=[person.pk for person in people]).delete()


@action(
    Exercise,
    when=[State.PLANNED],
    to=State.NOTIFIED,
    role=CLERK,
    label=_("Give notice"),
    form=NoticeForm,
    style="primary",
)
def give_notice(
    exercise: Exercise, *, by: Actor, notified_on: datetime.date, notice_number: str, note: str = ""
) -> None:
    """The fire department was told (消防法施行細則 art. 15), or the members were summoned (民防團隊辦法 art. 7)."""
    if notified_on > exercise.planned_on:
        raise ValidationError({"notified_on": said("Notice is given before the exercise, not after it.")})
    duty = open_duties(exercise, "notice").get()
    if duty.due and notified_on > timezone.localdate(duty.due) and not note:
        raise ValidationError({"note": said("The last day for the summons was %(day)s.") % {"day": duty.due.date()}})
    exercise.notified_on, exercise.notice_number = notified_on, notice_number
    close_duty(exercise, "notice")
    due = end_of_day(exercise.planned_on)
    open_duty(exercise, "hold", said("Hold the exercise"), due=due, role=CLERK)


def _somebody_came(exercise: Exercise, actor: Actor) -> str | None:
    return None if exercise.roster.exists() else said("Nobody is on the roster yet.")


@action(
    Exercise,
    when=[State.NOTIFIED],
    to=State.HELD,
    role=CLERK,
    label=_("Held"),
    form=HeldForm,
    allowed=_somebody_came,
    style="primary",
)
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
    _put_down(exercise, held_on, hours, result, absent)
    close_duty(exercise, "hold")
    # No term is laid down for filing a result, so the office sets one.
    due = held_on + datetime.timedelta(days=office().setting("safety.days_to_file"))
    open_duty(exercise, "file", said("File the result with the authority"), due=end_of_day(due), role=CLERK)


@action(Exercise, when=[State.HELD], role=CLERK, label=_("Correct the result"), form=HeldForm)
def correct(
    exercise: Exercise,
    *,
    by: Actor,
    held_on: datetime.date,
    hours: Decimal,
    result: str,
    absent: Sequence[Attendee] = (),
) -> None:
    """Correct day, hours, attendance or result, until they are filed."""
    _put_down(exercise, held_on, hours, result, absent)


def _put_down(
    exercise: Exercise, held_on: datetime.date, hours: Decimal, result: str, absent: Sequence[Attendee]
) -> None:
    if exercise.notified_on and held_on < exercise.notified_on:
        raise ValidationError({"held_on": said("It was not held before notice was given.")})
    exercise.held_on, exercise.hours, exercise.result = held_on, hours, result
    missing = [person.pk for person in absent]
    exercise.roster.exclude(pk__in=missing).update(attended=True)
    exercise.roster.filter(pk__in=missing).update(attended=False)


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
    """The result was sent to the authority, which gave a receipt number (備查文號)."""
    if exercise.held_on and reported_on < exercise.held_on:
        raise ValidationError({"reported_on": said("The result is filed after the exercise, not before it.")})
    exercise.reported_on, exercise.report_number = reported_on, report_number
    close_duty(exercise, "file")


@action(Exercise, when=Exercise.HELD[:2], role=CLERK, label=_("Add a follow-up"), form=FollowUpForm, icon="list-check")
def add_follow_up(exercise: Exercise, *, by: Actor, what: str, due: datetime.date) -> None:
    """Note what has to be mended; while one is open the exercise cannot be closed."""
    FollowUp(exercise=exercise, what=what, due=due).save()
    _ask_for_next_follow_up(exercise)


@action(Exercise, when=Exercise.HELD[:2], role=CLERK, label=_("Follow-up done"), form=DoneForm)
def finish_follow_up(exercise: Exercise, *, by: Actor, follow_up: FollowUp, done_on: datetime.date) -> None:
    """A follow-up was mended."""
    follow_up.done_on = done_on
    follow_up.save()
    _ask_for_next_follow_up(exercise)


def _ask_for_next_follow_up(exercise: Exercise) -> None:
    """Only the most pressing follow-up is a duty; the others stand on the page."""
    close_duty(exercise, "follow_up")
    first = exercise.follow_ups.filter(done_on=None).first()
    if first is not None:
        open_duty(exercise, "follow_up", first.what[:120], due=end_of_day(first.due), role=CLERK)


def _all_mended(exercise: Exercise, actor: Actor) -> str | None:
    left = exercise.follow_ups.filter(done_on=None).count()
    return said("%(left)d follow-up(s) are still open.") % {"left": left} if left else None


@action(
    Exercise,
    when=[State.REPORTED],
    to=State.CLOSED,
    role=CLERK,
    label=_("Close the case"),
    allowed=_all_mended,
    style="primary",
)
def close(exercise: Exercise, *, by: Actor, note: str = "") -> None:
    """Everything is filed and mended."""
    close_duty(exercise)


@action(
    Exercise,
    when=Exercise.AHEAD,
    to=State.CANCELLED,
    role=CLERK,
    label=_("Cancel the exercise"),
    form=ReasonForm,
    style="danger",
)
def cancel(exercise: Exercise, *, by: Actor, note: str) -> None:
    """It will not take place; the clerks are told, because the law may still ask for one."""
    _drop(exercise, note)


@action(
    Exercise, when=Exercise.AHEAD, to=State.NOT_HELD, role=CLERK, label=_("Not held"), form=ReasonForm, style="danger"
)
def miss(exercise: Exercise, *, by: Actor, note: str) -> None:
    """Its day passed without it; the clerks are told, because the law may still ask for one."""
    _drop(exercise, note)


def _drop(exercise: Exercise, note: str) -> None:
    close_duty(exercise, done=False)
    subject = said("Did not take place: %(exercise)s") % {"exercise": exercise.title()}
    notify(exercise, to=holders(CLERK), subject=subject, body=note)
