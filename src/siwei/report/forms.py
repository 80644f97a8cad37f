"""Forms of the report's actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.office_files import office_name
from siwei.report.bilingual import current
from siwei.report.checks.finding import Finding
from siwei.report.models import EnteredFigure, Report


class ReportForm(ActionForm):
    """Which year."""

    year = forms.IntegerField(label=_("ROC year"), min_value=90, max_value=999, localize=False)

    def clean_year(self) -> int:
        """One report a year."""
        year: int = self.cleaned_data["year"]
        if Report.objects.filter(year=year).exists():
            raise forms.ValidationError(_("The report of this year is open already."))
        return year


def figure_choices() -> list[tuple[str, str]]:
    """The figures that are entered, in print order, by their names."""
    from siwei.report.year import catalogue

    language = current()
    rows = [row for row in catalogue(office_name()).rows if row.kind == "entered"]
    return [(row.id, f"{row.section} {row.label[language]}") for row in rows]


class EntryForm(ActionForm):
    """A value with the place where it was read."""

    value = forms.DecimalField(label=_("Value"), max_digits=20, decimal_places=4, localize=True)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Where the value was read: document, table, page, date."),
    )
    file = forms.FileField(label=_("File"), required=False, help_text=_("The document itself, if there is one."))


class NewEntryForm(EntryForm):
    """A value for a figure that has none yet."""

    year = forms.IntegerField(label=_("ROC year"), min_value=90, max_value=999, localize=False)
    figure = forms.ChoiceField(label=_("Figure"), choices=figure_choices)

    field_order = ("year", "figure", "value", "source", "file")

    def clean(self) -> dict[str, Any]:
        """One value for a figure and a year; the next one is a correction."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        year, figure = cleaned.get("year"), cleaned.get("figure")
        if year and figure and EnteredFigure.objects.filter(year=year, figure=figure).exists():
            self.add_error("figure", _("This figure has a value for this year; correct that one."))
        return cleaned


class CorrectionForm(EntryForm):
    """Another value, and why."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, EnteredFigure):
            self.fields["value"].initial = self.record.value.normalize()
            self.fields["source"].initial = self.record.source


class ExcuseForm(ActionForm):
    """A finding of the report as it is now, and the reason why it may stand."""

    finding = forms.ChoiceField(
        label=_("Finding"),
        error_messages={"invalid_choice": _("There is no such finding; it may have been mended.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands beside the finding and in the data package."),
    )

    def __init__(self, *args: Any, findings: Iterable[Finding] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if findings is None and isinstance(self.record, Report):
            from siwei.report.year import draft

            findings = draft(self.record.year).findings()
        language = current()
        field = self.fields["finding"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(f.id, f.sentence[language]) for f in findings or () if f.severity.blocks]
