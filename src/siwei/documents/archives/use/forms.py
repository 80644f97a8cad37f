"""What an application for use asks for (檔案法施行細則 art. 18), and what its decision names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Fonds, Limit, UsePiece, UseRequest, UseVisit
from siwei.documents.archives.use import table
from siwei.kernel.actions.forms import ActionForm, ActionModelForm
from siwei.kernel.directory.models import Agency

Decision = UsePiece.Decision


class ApplicationForm(ActionModelForm):
    """The application as the archive enters it; `items` came out of the public catalogue's basket."""

    described = forms.CharField(
        label=_("Files asked for"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("File number, document number, title or gist; one a line, at most fifty."),
    )  # fmt: skip
    mandate = forms.FileField(
        label=_("Mandate of the agent"), required=False, help_text=_("A signed letter as PDF or picture.")
    )

    class Meta:
        model = UseRequest
        fields = (
            "agency", "law", *UseRequest.PERSONAL, "purpose", "purpose_words", "study", "reading", "by_hand", "copies",
            "originals", "originals_why", "opened_on",
        )  # fmt: skip

    field_order = ("agency", "law", "described")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Fonds.objects.filter(agency=OuterRef("pk"))
        if "agency" in self.fields:
            self.fields["agency"].queryset = Agency.objects.filter(Exists(held))  # type: ignore[attr-defined]
        if "opened_on" in self.fields:
            self.fields["opened_on"].initial = timezone.localdate
        for name in ("name", "id_number", "phone", "address"):
            self.fields[name].required = True

    def clean_described(self) -> list[str]:
        """One piece a line."""
        lines = [line.strip()[:300] for line in self.cleaned_data["described"].splitlines() if line.strip()]
        if len(lines) > 50:
            raise ValidationError(said("At most fifty pieces are asked for at once."))
        return list(dict.fromkeys(lines))

    def clean(self) -> dict[str, Any]:
        """A way of use; a reason for originals; an agent with his mandate; a body with its representative."""
        given = super().clean() or self.cleaned_data
        if not any(given.get(way) for way in ("reading", "by_hand", "copies")):
            self.add_error("reading", said("Choose at least one way of use."))
        if given.get("originals") and not given.get("originals_why"):
            self.add_error("originals_why", said("Say why copies do not serve the purpose (細則 art. 17)."))
        if given.get("agent_name") and not given.get("agent_relation"):
            self.add_error("agent_relation", said("Say how the agent stands to the applicant."))
        if given.get("agent_name") and not given.get("mandate") and not self._has_mandate():
            self.add_error("mandate", said("An agent adds the mandate (細則 art. 18)."))
        if given.get("body_name") and not given.get("representative"):
            self.add_error("representative", said("A body names who represents it."))
        return given

    def _has_mandate(self) -> bool:
        return False

    def _post_clean(self) -> None:
        """What was described is no field of the model; the action makes pieces of it."""


class PublicApplicationForm(ApplicationForm):
    """The same from the public page: by mail, so that the citizen is told; `website` is seen by machines only."""

    website = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta(ApplicationForm.Meta):
        fields = tuple(name for name in ApplicationForm.Meta.fields if name != "opened_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].required = False
        self.fields["agency"].help_text = _("Only for files that were not chosen from the catalogue.")
        self.fields["mail"].required = True

    def clean_website(self) -> str:
        """Only a machine fills in what people do not see."""
        if self.cleaned_data["website"]:
            raise ValidationError(said("This application was not taken."))
        return ""


class CorrectionForm(ApplicationForm):
    """The application corrected; what was asked for stays and may be added to."""

    class Meta(ApplicationForm.Meta):
        fields = tuple(name for name in ApplicationForm.Meta.fields if name not in ("agency", "opened_on"))

    def _has_mandate(self) -> bool:
        return bool(self.instance.agent_name)


class FaultForm(ActionForm):
    """What is missing or wrong, in words for the applicant."""

    asked_on = forms.DateField(label=_("Asked on"), initial=timezone.localdate)
    fault = forms.CharField(
        label=_("What is to be corrected"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PieceForm(ActionForm):
    """Of which pieces what is decided, and on which ground."""

    pieces = forms.ModelMultipleChoiceField(
        label=_("Pieces asked for"), queryset=UsePiece.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    decision = forms.ChoiceField(label=_("Decision on the piece"), choices=Decision.choices)
    ground = forms.ChoiceField(
        label=_("Ground of the refusal (art. 18)"), choices=[("", "—"), *Limit.choices], required=False
    )
    reason = forms.CharField(label=_("Reason of the decision"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, UseRequest):
            rows = self.record.pieces.all()
            self.fields["pieces"].queryset = rows  # type: ignore[attr-defined]  # a model choice field
            self.initial.setdefault("pieces", list(rows.filter(decision="")))

    def clean(self) -> dict[str, Any]:
        """A refusal, in whole or in part, names one of the seven grounds and its reason (檔案法 art. 18, 19)."""
        given = super().clean() or self.cleaned_data
        if given.get("decision") == Decision.FULL:
            return {**given, "ground": "", "reason": ""}
        for name in ("ground", "reason"):
            if not given.get(name):
                self.add_error(name, said("What is not granted in full names its ground and reason (art. 18, 19)."))
        return given


class DecisionForm(ActionForm):
    """The day, and what the notice tells besides (細則 art. 20)."""

    decided_on = forms.DateField(label=_("Decided on"), initial=timezone.localdate)
    cautions = forms.CharField(
        label=_("Place, cautions and papers to bring"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        initial=_("Bring this notice and your identity card. Files are not written on, altered or removed."),
    )  # fmt: skip


class VisitForm(ActionForm):
    """Half a day in the reading room."""

    day = forms.DateField(label=_("Day of the visit"))
    session = forms.ChoiceField(label=_("Session of the visit"), choices=UseVisit.Session.choices)


class OfRequestForm(ActionForm):
    """A form whose choices are parts of the application."""

    def offer(self, name: str, rows: Any) -> None:
        """Offer these rows in a field, the first of them, or all, already chosen."""
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a model choice field
        many = isinstance(self.fields[name], forms.ModelMultipleChoiceField)
        self.initial.setdefault(name, list(rows) if many else rows.first())


class HandOutForm(OfRequestForm):
    """Which pieces go to the reader, on which day."""

    pieces = forms.ModelMultipleChoiceField(
        label=_("Pieces handed out"), queryset=UsePiece.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    out_on = forms.DateField(label=_("Handed out on"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, UseRequest):
            self.offer("pieces", self.record.pieces.exclude(decision=Decision.REFUSED).filter(out_on=None))


class TakeInForm(OfRequestForm):
    """What came back, after how many hours, and how."""

    pieces = forms.ModelMultipleChoiceField(
        label=_("Pieces taken back"), queryset=UsePiece.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    back_on = forms.DateField(label=_("Taken back on"), initial=timezone.localdate)
    hours = forms.DecimalField(label=_("Hours used"), min_value=0, max_value=24, decimal_places=1, max_digits=4)
    condition = forms.CharField(label=_("State it came back in"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, UseRequest):
            self.offer("pieces", self.record.pieces.exclude(out_on=None).filter(back_on=None))


class ChargeForm(ActionForm):
    """What was copied, by the fee table of the day."""

    on = forms.DateField(label=_("Date of the fee"), initial=timezone.localdate)
    kind = forms.ChoiceField(label=_("Kind of fee"), choices=[(k, v) for k, v in table.KINDS.items() if k != "reading"])
    count = forms.IntegerField(
        label=_("Number of units"), min_value=1, max_value=100_000,
        help_text=_("Pages or pictures; of postage the NT$ that were paid."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The table of that day must name the kind."""
        given = super().clean() or self.cleaned_data
        kind, on = given.get("kind"), given.get("on")
        if kind and on and kind != "postage" and kind not in table.kinds(on):
            self.add_error("kind", said("The fee table of that day does not name this."))
        return given


class PaidForm(ActionForm):
    """The receipt."""

    paid_on = forms.DateField(label=_("Paid on"), initial=timezone.localdate)
    receipt = forms.CharField(label=_("Number of the receipt"), max_length=30)


class GiveUpVisitForm(OfRequestForm):
    """Which visit is given up."""

    visit = forms.ModelChoiceField(label=_("Visits to the reading room"), queryset=UseVisit.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, UseRequest):
            self.offer("visit", self.record.visits.filter(given_up=False, day__gte=timezone.localdate()))


class EndForm(ActionForm):
    """The day on which the use ended."""

    closed_on = forms.DateField(label=_("Use ended on"), initial=timezone.localdate)
