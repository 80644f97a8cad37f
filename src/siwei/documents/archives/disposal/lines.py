"""Lines of destruction and the files and items under them: single acts of units and archivists, and those of sets."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal.rules import least_years, may_be_shortened
from siwei.documents.archives.models import Destruction, DestructionLine, File, Hold, Item, keeps_for
from siwei.documents.archives.roles import ARCHIVIST, REVIEWER
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.records.said import said

Line = DestructionLine.State
Plan = Destruction.State
#: states of items whose paper, or copy, is there or looked for
STANDING = tuple(
    state for state in Item.State.values
    if state not in (Item.State.WITHDRAWN, Item.State.DESTROYED, Item.State.TRANSFERRED)
)  # fmt: skip


@creates(DestructionLine, role=SYSTEM, label=_("List a file for destruction"), form=ActionForm)
def list_file(*, by: Actor, **fields: Any) -> DestructionLine:
    """Its period is over by the day of the plan; made by sets (`listing.py`)."""
    line = DestructionLine(**fields)
    line.save()
    return line


@action(DestructionLine, when=[Line.PROPOSED, Line.GRANTED, Line.HELD], to=Line.HELD, role=SYSTEM,
        label=_("Stopped by a hold"))  # fmt: skip
def stop(line: DestructionLine, *, by: Actor, hold: Hold, note: str = "") -> None:
    """It is not destroyed while the hold lasts."""
    line.hold = hold


@action(DestructionLine, when=[Line.HELD], to=Line.GRANTED, role=SYSTEM, label=_("Goes on, as it was approved"))
def go_on_granted(line: DestructionLine, *, by: Actor, note: str = "") -> None:
    """The hold ended, and the authority approved it before."""
    line.hold = None


@action(DestructionLine, when=[Line.HELD], to=Line.PROPOSED, role=SYSTEM, label=_("Goes on with its plan"))
def go_on_proposed(line: DestructionLine, *, by: Actor, note: str = "") -> None:
    """The hold ended before the plan left the agency."""
    line.hold = None


@action(DestructionLine, when=[Line.PROPOSED, Line.HELD], to=Line.LEFT_OUT, role=SYSTEM, label=_("Falls out"))
def fall_out(line: DestructionLine, *, by: Actor, reason: str, note: str = "") -> None:
    """Its plan goes on without it; it comes again with the next list."""
    line.reason = reason


@action(DestructionLine, when=[Line.PROPOSED], to=Line.GRANTED, role=SYSTEM, label=_("The authority approves"))
def grant(
    line: DestructionLine, *, by: Actor, approval_number: str, approval_on: datetime.date, note: str = ""
) -> None:
    """Each line keeps number and date (銷毀辦法 art. 17)."""
    line.approval_number, line.approval_on = approval_number, approval_on


@action(DestructionLine, when=[Line.PROPOSED], to=Line.REFUSED, role=SYSTEM, label=_("The authority does not approve"))
def refuse(line: DestructionLine, *, by: Actor, reason: str, note: str = "") -> None:
    """It is kept; what the authority says of it stands as the reason."""
    line.reason = reason


@action(DestructionLine, when=[Line.GRANTED], to=Line.DESTROYED, role=SYSTEM, label=_("Marked as destroyed"))
def mark_destroyed(line: DestructionLine, *, by: Actor, destroyed_on: datetime.date, note: str = "") -> None:
    """Two persons were present."""
    line.destroyed_on = destroyed_on


def _reviews(line: DestructionLine, actor: Actor) -> str | None:
    """The unit, and the archivist for what has no unit, while the plan has not gone to the head."""
    if line.plan.state not in (Plan.DRAFT, Plan.UNITS, Plan.ANSWERED):
        return said("The plan has left the units.")
    if keeps_for(actor, line.plan.agency_id) or (line.unit is not None and actor.holds(REVIEWER, line.unit)):
        return None
    return said("This is for the unit in charge.")


class ProlongForm(ReasonForm):
    """How many years longer, and why."""

    years = forms.IntegerField(label=_("Prolong by (years)"), min_value=1, max_value=30)
    note = forms.CharField(label=_("Reason"), max_length=200)
    field_order = ("years", "note")


@action(DestructionLine, when=[Line.PROPOSED], to=Line.PROLONGED, role=(REVIEWER, ARCHIVIST),
        label=_("Prolong the retention"), form=ProlongForm, allowed=_reviews, icon="clock")  # fmt: skip
def prolong(line: DestructionLine, *, by: Actor, years: int, note: str) -> None:
    """The unit still needs it: the file is kept longer, and comes again when that is over."""
    line.prolonged, line.reason = years, note[:200]
    keep_longer(line.file, by=Actor.system("archives"), years=years, note=note)


@action(DestructionLine, when=[Line.PROLONGED], to=Line.PROPOSED, role=(REVIEWER, ARCHIVIST),
        label=_("Do not prolong it after all"), form=ReasonForm, allowed=_reviews, icon="arrow-back-up")  # fmt: skip
def unprolong(line: DestructionLine, *, by: Actor, note: str) -> None:
    """The file's period is as it was."""
    if DestructionLine.objects.filter(file=line.file_id, state__in=DestructionLine.OPEN).exists():
        raise ValidationError(said("It stands on another list."))
    keep_longer(line.file, by=Actor.system("archives"), years=-line.prolonged, note=note)
    line.prolonged, line.reason = 0, ""


def _keeps(line: DestructionLine, actor: Actor) -> str | None:
    if line.plan.state in (Plan.HEAD, Plan.SENT, Plan.AUTHORITY):
        return said("The plan is with somebody else.")
    if line.plan.state not in Destruction.STOPPABLE or line.plan.state == Plan.EXECUTING:
        return said("The plan is carried out.")
    if keeps_for(actor, line.plan.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": line.plan.agency}


@action(DestructionLine, when=DestructionLine.OPEN, to=Line.LEFT_OUT, role=ARCHIVIST, label=_("Leave it out"),
        form=ReasonForm, allowed=_keeps, style="danger", icon="x")  # fmt: skip
def leave_out(line: DestructionLine, *, by: Actor, note: str) -> None:
    """This file is not destroyed with this plan."""
    line.reason = note[:200]


class CopyForm(ActionForm):
    """When and on what it was copied, and how long the originals are still kept."""

    copied_on = forms.DateField(label=_("Copied on"), initial=timezone.localdate)
    copied_to = forms.CharField(label=_("Copied to (medium)"), max_length=60)
    original_years = forms.IntegerField(
        label=_("Shortened retention of the originals"), min_value=1, max_value=20, required=False,
        help_text=_("Empty means half the period, rounded up; never less (art. 7)."),
    )  # fmt: skip

    def clean_original_years(self) -> int | None:
        """Not less than half, not more than the whole."""
        years = self.cleaned_data["original_years"]
        if isinstance(self.record, File) and years is not None:
            least = least_years(self.record.years)
            if not least <= years <= self.record.years:
                text = said("Originals of this file are kept for %(least)d to %(most)d years.")
                raise ValidationError(text % {"least": least, "most": self.record.years})
        return years if years is None else int(years)


def _copies(file: File, actor: Actor) -> str | None:
    if not may_be_shortened(file.years, file.disposition):
        return said("Only what is kept for at most 20 years and destroyed by procedure is shortened (art. 7).")
    if keeps_for(actor, file.fonds.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": file.fonds.agency}


@action(File, when=[File.State.CLOSED], role=ARCHIVIST, label=_("Note its copy and shorten the originals"),
        form=CopyForm, allowed=_copies, icon="copy")  # fmt: skip
def note_copy(
    file: File, *, by: Actor, copied_on: datetime.date, copied_to: str, original_years: int | None = None
) -> None:
    """The originals may go earlier; the copy stays until the whole period is over (art. 7)."""
    if file.closed_on is not None and copied_on < file.closed_on:
        raise ValidationError({"copied_on": said("It was closed on %(day)s.") % {"day": file.closed_on}})
    file.copied_on, file.copied_to = copied_on, copied_to
    file.original_years = original_years or least_years(file.years)


@action(File, when=[File.State.CLOSED, File.State.COPIED], role=SYSTEM, label=_("The unit prolongs its retention"))
def keep_longer(file: File, *, by: Actor, years: int, note: str = "") -> None:
    """By so many years; taken back with as many less."""
    file.prolonged += years


@action(File, when=[File.State.CLOSED, File.State.COPIED], to=File.State.DESTROYED, role=SYSTEM,
        label=_("Destroyed with its plan"))  # fmt: skip
def destroy_file(file: File, *, by: Actor, disposed_on: datetime.date, disposal_number: str, note: str = "") -> None:
    """Its entry in the catalogue stays."""
    file.disposed_on, file.disposal_number = disposed_on, disposal_number


@action(File, when=[File.State.CLOSED], to=File.State.COPIED, role=SYSTEM, label=_("Its originals are destroyed"))
def destroy_originals(file: File, *, by: Actor, disposal_number: str, note: str = "") -> None:
    """The copy is kept until the whole period is over."""
    file.disposal_number = disposal_number


@action(Item, when=STANDING, to=Item.State.DESTROYED, role=SYSTEM, label=_("Destroyed with its file"), form=ActionForm)
def destroy_item(item: Item, *, by: Actor, note: str) -> None:
    """Its entry in the catalogue stays; what was attached to it is deleted."""


@action(Item, when=STANDING, to=Item.State.COPY, role=SYSTEM, label=_("Its original is destroyed"), form=ActionForm)
def destroy_original(item: Item, *, by: Actor, note: str) -> None:
    """The copy is kept."""


@action(File, when=[File.State.CLOSED], to=File.State.TRANSFERRED, role=SYSTEM,
        label=_("Gone to the national archives with its list"))  # fmt: skip
def give_file(file: File, *, by: Actor, disposed_on: datetime.date, disposal_number: str, note: str = "") -> None:
    """Its entry in the catalogue stays."""
    file.disposed_on, file.disposal_number = disposed_on, disposal_number


@action(
    Item, when=STANDING, to=Item.State.TRANSFERRED, role=SYSTEM, label=_("Given away with its file"), form=ActionForm
)
def give_item(item: Item, *, by: Actor, note: str) -> None:
    """Its entry in the catalogue stays."""
