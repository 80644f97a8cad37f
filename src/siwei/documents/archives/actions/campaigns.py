"""The life of a stocktaking: planned, its list read, mended, entered, counted, settled, handed over."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.actions.items import hand_over, withdraw
from siwei.documents.archives.models import Campaign, Finding, Fonds, Item, ListRow
from siwei.documents.archives.roles import ARCHIVIST, LEADER
from siwei.documents.archives.stocktaking import staging
from siwei.documents.archives.stocktaking.entering import enter_chunk, make_boxes
from siwei.documents.archives.stocktaking.lists import NEEDED, Entry, Skipped, heading_line, suggested
from siwei.documents.archives.transfer.actions import demand_sound
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions import sets
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.calendar.roc import roc_year
from siwei.kernel.deadlines.models import close_duty, open_duty
from siwei.kernel.files.models import attach, attachments_of
from siwei.kernel.records.said import Said, said
from siwei.kernel.sheets.reading import SheetUnreadableError, lines

State = Campaign.State
DUTY = "stocktaking"
#: lines shown when columns are named
SHOWN = 5


class PlanForm(ActionModelForm):
    """Which fonds, by when, who and where."""

    class Meta:
        model = Campaign
        fields = ("fonds", "plan", "until", "room", "opened_on")


@creates(Campaign, role=(ARCHIVIST, LEADER), label=_("Plan a stocktaking"), form=PlanForm)
def plan(*, by: Actor, fonds: Fonds, opened_on: datetime.date, **fields: Any) -> Campaign:
    """A fonds is to be counted and handed over."""
    campaign = Campaign(fonds=fonds, opened_on=opened_on, **fields)
    campaign.save()
    open_duty(campaign, DUTY, said("Count and hand over: %(fonds)s") % {"fonds": fonds.name_zh}, role=ARCHIVIST)
    return campaign


@creates(Campaign, role=(ARCHIVIST, LEADER), label=_("Take over a stocktaking of the register"), form=ActionForm)
def take_over(*, by: Actor, fonds: Fonds, opened_on: datetime.date, handed_over_on: datetime.date,
              **fields: Any) -> Campaign:  # fmt: skip
    """One that was done before this program, as the old register has it; its items are entered beside it."""
    campaign = Campaign(
        fonds=fonds, opened_on=opened_on, handed_over_on=handed_over_on, state=State.HANDED_OVER, **fields
    )
    campaign.save()
    return campaign


@action(Campaign, when=[State.PLANNED, State.READING, State.MENDING, State.COUNTING], role=ARCHIVIST,
        label=_("Change the plan"), form=PlanForm, icon="pencil")  # fmt: skip
def replan(campaign: Campaign, /, *, by: Actor, fonds: Fonds, opened_on: datetime.date, **fields: Any) -> None:
    """People, days and place; the fonds stays once its list came."""
    if fonds != campaign.fonds and campaign.list_name:
        raise ValidationError({"fonds": said("The list of this fonds came already.")})
    campaign.fonds, campaign.opened_on = fonds, opened_on
    for name, value in fields.items():
        setattr(campaign, name, value)


class ListForm(ActionForm):
    """The agency's own sheet."""

    file = forms.FileField(label=_("List (CSV, XLSX or ODS)"))


@action(Campaign, when=[State.PLANNED], role=ARCHIVIST, label=_("Take the list in"), form=ListForm,
        style="primary", icon="upload")  # fmt: skip
def take_list(campaign: Campaign, *, by: Actor, file: File[bytes]) -> None:
    """Keeps the list as it came and suggests what its columns are; nothing is read yet."""
    attachment = attach(campaign, file, by=by, kind=staging.LIST)
    campaign.list_name, campaign.list_digest = attachment.name, attachment.sha256
    try:
        with staging.list_file(campaign) as path:
            number, headings = heading_line(lines(path))
            shown = [line for _at, line in zip(range(number + SHOWN), lines(path), strict=False)][number:]
    except SheetUnreadableError as fault:
        raise ValidationError({"file": str(fault)}) from fault
    if not shown:
        raise ValidationError({"file": said("The sheet holds no rows.")})
    width = max(map(len, [headings, *shown]))
    headings += [""] * (width - len(headings))
    campaign.columns = {
        "headings": headings, "heading_line": number, "shown": shown,
        "last_year": roc_year(campaign.opened_on), **_mapping(campaign, headings),
    }  # fmt: skip


def _mapping(campaign: Campaign, headings: list[str]) -> dict[str, Any]:
    """What the clerk said of a list with these headings before; else a suggestion."""
    before = Campaign.objects.filter(fonds__agency=campaign.fonds.agency_id, columns__headings=headings)
    for one in before.exclude(pk=campaign.pk).exclude(lines_read=0).order_by("-pk")[:1]:
        return {"places": one.columns["places"], "carried": one.columns["carried"]}
    return {"places": {str(at): name for at, name in suggested(headings).items()}, "carried": []}


class ColumnsForm(ActionForm):
    """A choice for each column of the list, and which are carried down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from siwei.documents.archives.stocktaking.reasons import fields

        given = self.record.columns if isinstance(self.record, Campaign) else {}
        choices = [("", _("(not read)")), *((name, str(label)) for name, label in fields().items())]
        for at, heading in enumerate(given.get("headings", [])):
            examples = "、".join(dict.fromkeys(line[at] for line in given["shown"] if at < len(line) and line[at]))
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=heading or said("Column %(number)s") % {"number": at + 1}, choices=choices, required=False,
                initial=given["places"].get(str(at), ""), help_text=examples[:80],
            )  # fmt: skip
        self.fields["carried"] = forms.MultipleChoiceField(
            label=_("Stands only in the first of several lines (merged cells)"), choices=choices[1:], required=False,
            initial=given.get("carried", []), widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.fields["last_year"] = forms.IntegerField(
            label=_("Last ROC year that an entry can be of"), min_value=1, max_value=999,
            initial=given.get("last_year"),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Year and subject are somewhere; a number stands in one column."""
        given = super().clean() or self.cleaned_data
        places = {
            name.removeprefix("column_"): value
            for name, value in given.items() if name.startswith("column_") and value
        }  # fmt: skip
        named = set(places.values())
        missing = [name for name in NEEDED if name not in named]
        if "year" in missing and named & {"file_number", "document_day"}:
            missing.remove("year")
        if "subject" in missing and "title" in named:
            missing.remove("subject")
        if missing:
            raise ValidationError(said("No column says the year, or none the subject."))
        return {"places": places, "carried": given.get("carried", []), "last_year": given.get("last_year")}


def _list_came(campaign: Campaign, _actor: Actor) -> Said | None:
    return None if campaign.columns.get("headings") is not None else said("The list has not come yet.")


@action(Campaign, when=[State.PLANNED], to=State.READING, role=ARCHIVIST, label=_("Name the columns and read"),
        form=ColumnsForm, allowed=_list_came, style="primary", icon="list")  # fmt: skip
def name_columns(
    campaign: Campaign, *, by: Actor, places: Mapping[str, str], carried: list[str], last_year: int
) -> None:
    """The mapping is kept and offered for the agency's next list; a worker reads."""
    campaign.columns = {**campaign.columns, "places": dict(places), "carried": list(carried), "last_year": last_year}


@action(Campaign, when=[State.READING], role=SYSTEM, label=_("Read lines of the list"), form=ActionForm)
def read_lines(campaign: Campaign, *, by: Actor, found: Sequence[Entry | Skipped]) -> None:
    """Keeps a chunk and notes how far the reading came, in one transaction."""
    made, other = staging.keep(campaign, found)
    campaign.lines_read = found[-1].line
    campaign.entries += made
    campaign.skipped += other


@action(Campaign, when=[State.READING], to=State.MENDING, role=SYSTEM, label=_("Compare the lines of the list"),
        form=ActionForm)  # fmt: skip
def compared(campaign: Campaign, *, by: Actor) -> None:
    """All lines are read; what stands twice, and what is there already, is found."""
    staging.compare(campaign)


@action(Campaign, when=[State.MENDING], role=ARCHIVIST, label=_("Mend a line"), form=ActionForm)
def mend(campaign: Campaign, *, by: Actor, row: ListRow, texts: dict[str, str], note: str = "") -> None:
    """A line is read anew with what was typed."""
    if row.campaign_id != campaign.pk:
        raise ValidationError(said("This line belongs to another list."))
    staging.mend(campaign, row, texts)
    staging.compare(campaign)


class ExcuseForm(ActionForm):
    """Findings of one kind are let pass; what was not read stays empty."""

    code = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Reason"), max_length=200)


#: without these an item cannot be
NEVER_EXCUSED = ("state_secret",)


@action(Campaign, when=[State.MENDING], role=ARCHIVIST, label=_("Let findings pass"), form=ExcuseForm)
def excuse(campaign: Campaign, *, by: Actor, code: str, note: str, line: int | None = None) -> None:
    """With a reason, of one line or of all lines: the entry is made without what could not be read."""
    rows = Finding.objects.filter(campaign=campaign, code=code, grave=True, settled="")
    rows = rows.exclude(code__in=NEVER_EXCUSED).exclude(field="subject")
    rows = rows if line is None else rows.filter(line=line)
    if not rows.update(settled=note[:200]):
        raise ValidationError(said("There is nothing that could be let pass. A subject is always needed."))
    staging.reckon(campaign)


@action(Campaign, when=[State.MENDING], role=ARCHIVIST, label=_("Leave a line out"), form=ActionForm, style="danger")
def leave_out(campaign: Campaign, *, by: Actor, row: ListRow, note: str) -> None:
    """It is no entry; the list as it came still has it."""
    if row.campaign_id != campaign.pk:
        raise ValidationError(said("This line belongs to another list."))
    _leave_out(campaign, [row.line], note)


@action(Campaign, when=[State.MENDING], role=ARCHIVIST, label=_("Leave lines out"), form=ExcuseForm, style="danger")
def leave_out_kind(campaign: Campaign, *, by: Actor, code: str, note: str) -> None:
    """All lines that findings of one kind keep out, such as entries that stand twice, or state secrets."""
    kept = Finding.objects.filter(campaign=campaign, code=code, grave=True, settled="")
    found = list(kept.values_list("line", flat=True).distinct())
    if not found:
        raise ValidationError(said("No line is kept out by this any more."))
    _leave_out(campaign, found, note)


def _leave_out(campaign: Campaign, numbers: Sequence[int], note: str) -> None:
    Finding.objects.filter(campaign=campaign, line__in=numbers).update(settled=note[:200])
    gone, _kinds = ListRow.objects.filter(campaign=campaign, line__in=numbers).delete()
    campaign.entries -= gone
    campaign.skipped += gone
    staging.compare(campaign)


def _all_settled(campaign: Campaign, _actor: Actor) -> Said | None:
    left = staging.open_lines(campaign)
    return said("%(left)s lines are still to be mended or let pass.") % {"left": f"{left:,}"} if left else None


@action(Campaign, when=[State.MENDING], to=State.ENTERING, role=ARCHIVIST, label=_("Enter the list"), form=ActionForm,
        allowed=_all_settled, style="primary", icon="check")  # fmt: skip
def accept(campaign: Campaign, *, by: Actor) -> None:
    """Boxes are made; a worker makes the items."""
    make_boxes(campaign, by)


@action(Campaign, when=[State.ENTERING], to=(State.ENTERING, State.COUNTING), role=SYSTEM,
        label=_("Make the items of the list"), form=ActionForm)  # fmt: skip
def enter_some(campaign: Campaign, *, by: Actor) -> int:
    """A set of them; after the last the boxes can be checked. Gives how many."""
    made = enter_chunk(campaign, by)
    if not made:
        campaign.state = State.COUNTING
    return made


@action(Campaign, when=[State.PLANNED, State.READING, State.MENDING], to=State.PLANNED, role=ARCHIVIST,
        label=_("Put the list aside"), form=ReasonForm, allowed=_list_came, style="danger", icon="trash")  # fmt: skip
def put_list_aside(campaign: Campaign, *, by: Actor, note: str) -> None:
    """Nothing of it was made; another can come. The file stays with the stocktaking, because it came."""
    staging.drop(campaign)
    campaign.columns, campaign.list_name, campaign.list_digest = {}, "", ""
    campaign.lines_read = campaign.entries = campaign.skipped = 0


@action(Campaign, when=[State.ENTERING, State.COUNTING, State.SETTLED], to=State.PLANNED, role=ARCHIVIST,
        label=_("Withdraw all entries"), form=ReasonForm, style="danger", icon="arrow-back-up")  # fmt: skip
def undo_entering(campaign: Campaign, *, by: Actor, note: str) -> None:
    """No item of this list is in a list, a search or a figure from then on; the list can be read again."""
    items = Item.objects.filter(campaign=campaign).exclude(state=Item.State.WITHDRAWN)
    sets.move(withdraw, items, {}, by=by, note=note)
    staging.drop(campaign)
    campaign.lines_read = campaign.entries = campaign.skipped = 0


def _nothing_unchecked(campaign: Campaign, _actor: Actor) -> Said | None:
    left = Item.objects.filter(campaign=campaign, state=Item.State.LISTED).count()
    return said("%(left)s items have not been checked yet.") % {"left": f"{left:,}"} if left else None


class SettleForm(ActionForm):
    """What is to be said of items that are missing, damaged or surplus."""

    note = forms.CharField(label=_("What becomes of the differences"), widget=forms.Textarea(attrs={"rows": 4}))


@action(Campaign, when=[State.COUNTING], to=State.SETTLED, role=ARCHIVIST, label=_("Settle the differences"),
        form=SettleForm, allowed=_nothing_unchecked, style="primary", icon="check")  # fmt: skip
def settle(campaign: Campaign, *, by: Actor, note: str) -> None:
    """Both sides agree on what is there and what is not."""


class HandOverForm(ActionForm):
    """The day, and who signed for each side."""

    handed_over_on = forms.DateField(label=_("Handed over on"), initial=timezone.localdate)
    note = forms.CharField(label=_("Signed by (for each side)"), max_length=200)


@action(Campaign, when=[State.SETTLED], to=State.HANDED_OVER, role=ARCHIVIST, label=_("Hand the files over"),
        form=HandOverForm, style="primary", icon="archive")  # fmt: skip
def hand_files_over(campaign: Campaign, *, by: Actor, handed_over_on: datetime.date, note: str) -> None:
    """Everything that was found is handed over; both sides signed the receipt."""
    if handed_over_on < campaign.opened_on:
        raise ValidationError({"handed_over_on": said("It began on %(day)s.") % {"day": campaign.opened_on}})
    demand_sound(campaign)
    items = Item.objects.filter(campaign=campaign, state__in=Item.FOUND)
    sets.move(hand_over, items, {"handed_over_on": handed_over_on}, by=Actor.system("archives"), note=campaign.number)
    campaign.handed_over_on = handed_over_on
    close_duty(campaign, DUTY)


@action(Campaign, when=[State.PLANNED], to=State.STOPPED, role=(ARCHIVIST, LEADER), label=_("Stop the stocktaking"),
        form=ReasonForm, style="danger", icon="x")  # fmt: skip
def stop(campaign: Campaign, *, by: Actor, note: str) -> None:
    """Nothing came of it, or its entries were withdrawn and its list put aside before."""
    close_duty(campaign, DUTY, done=False)


def digest_of_list(campaign: Campaign) -> str:
    """SHA-256 of the list as it lies here; equal to `list_digest` as long as nobody changed it."""
    attachment = attachments_of(campaign).filter(kind=staging.LIST).latest("pk")
    with attachment.file.storage.open(attachment.file.name) as file:
        return hashlib.sha256(file.read()).hexdigest()
