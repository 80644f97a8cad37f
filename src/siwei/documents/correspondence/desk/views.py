"""The writing desk: drafting and rewriting with rows of sections and recipients, and a preview made by the server."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from siwei.documents.content.model import Content
from siwei.documents.content.types import GATHERINGS, HEADINGS, UPWARD
from siwei.documents.correspondence.actions.drafting import draft, redraft
from siwei.documents.correspondence.actions.reading import read_letter
from siwei.documents.correspondence.desk.attaching import attached_to
from siwei.documents.correspondence.desk.fields import KINDS, TEXTS, WITH, Desk, Typed, contacts_of, shown
from siwei.documents.correspondence.forms import DraftForm, RedraftForm
from siwei.documents.correspondence.models import Letter, RecipientGroup, Template, units_of
from siwei.documents.correspondence.models.choices import COPIES, WAYS
from siwei.documents.correspondence.screens import LETTERS
from siwei.documents.layout import sheet
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import ActionRefused, Stale
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.module import module_of
from siwei.kernel.screens.acts import add_errors
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.history import Reader
from siwei.kernel.screens.pages import frame, may_see

#: fields of the form in the order of the desk; those of the content that rows replace are left out
HEAD = ("unit", "kind", "subject")
AFTER = ("attachment_note", "speed", "secrecy", "secret_until", "readers", "enclosures", "named_due", "method")
REST = ("agency", "opened_on", "word", "delegation", "category", "split", "answers", "how", "note")


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A new document, empty or out of a template (`?template=`), or an answer (`?answers=`)."""
    actor = actor_of(request)
    refusal = draft.refusal(None, actor)
    if refusal or not LETTERS.open_to(actor):
        messages.error(request, refusal or _("This is not for you."))
        return redirect(LETTERS.url)
    template = _template(request, actor)
    before = Content.from_json(template.content) if template and template.content else None
    kind = template.kind if template else request.GET.get("kind", "函")
    desk = _desk(request.POST, actor, before)
    if request.method != "POST":
        initial = {"kind": kind, "answers": request.GET.getlist("answers")}
        initial |= {"subject": before.subject, "speed": before.speed or "普通件"} if before else {}
        form = draft.bound(actor=actor, initial=initial)
        typed = Typed.of(before) if before else Typed.usual(kind)
        extra = (shown(before) if before else {}) | {"contacts": "\n".join(contacts_of(_usual_unit(actor), actor))}
        return _page(request, draft, form, typed, extra, desk, {"templates": _templates(actor)})
    if request.POST.get("add"):
        return _one_more(request, draft, desk)
    form, content = _bound(request, draft, desk)
    record = _run(form, lambda: draft.run_new(actor, form.cleaned_data)) if content else None
    if isinstance(record, Letter):
        messages.success(request, _("%(record)s: done.") % {"record": record.title()})
        return redirect(LETTERS.url_of(record) if may_see(record, actor) else LETTERS.url)
    return _page(request, draft, form, Typed.posted(request.POST), request.POST, desk, {}, status=422)


@login_required
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same document said otherwise: a new version."""
    actor = actor_of(request)
    letter = get_object_or_404(LETTERS.rows(actor), pk=pk)
    if not redraft.possible(letter, actor) and request.method != "POST":
        messages.error(request, redraft.refusal(letter, actor) or _("It cannot be rewritten now."))
        return redirect(LETTERS.url_of(letter))
    before = read_letter(letter, actor)
    desk = Desk(actor, letter.unit, letter.agency, before, attached_to(letter))
    if request.method != "POST":
        form = redraft.bound(actor=actor, record=letter)
        return _page(request, redraft, form, Typed.of(before), shown(before), desk, {}, letter)
    if request.POST.get("add"):
        return _one_more(request, redraft, desk, letter)
    form, content = _bound(request, redraft, desk, letter)
    stale: Stale | None = None
    seen = request.POST.get("seen", "")
    if content:
        try:
            done = _run(
                form, lambda: redraft.run(letter, actor, form.cleaned_data, seen=_number(seen) or None) or letter
            )
        except Stale as other:
            stale, done = other, None
        if done:
            messages.success(request, _("%(action)s: done.") % {"action": redraft.label})
            return redirect(LETTERS.url_of(letter))
    letter.refresh_from_db()
    more = {"stale": Reader(Letter).acts(stale.events) if stale else [], "still_possible": True}
    typed = Typed.posted(request.POST)
    return _page(request, redraft, form, typed, request.POST, desk, more, letter, status=409 if stale else 422)


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The page as it would print, out of what is typed now; keeps nothing."""
    actor = actor_of(request)
    if not LETTERS.open_to(actor):
        raise PermissionDenied
    letter = LETTERS.rows(actor).filter(pk=_number(request.POST.get("letter"))).first()
    before = read_letter(letter, actor) if letter is not None else None
    desk = _desk(request.POST, actor, before)
    if letter is not None:
        desk = Desk(actor, letter.unit, letter.agency, before, attached_to(letter))
    try:
        page, problem = sheet(desk.content(request.POST)), ""
    except ValidationError as error:
        page, problem = None, " ".join(error.messages)
    return render(request, "correspondence/preview.html", {"sheet": page, "problem": problem})


def _desk(data: QueryDict, actor: Actor, before: Content | None) -> Desk:
    units = Unit.objects.select_related("agency")
    unit = units.filter(pk=_number(data.get("unit")), pk__in=units_of(actor)).first() or _usual_unit(actor)
    return Desk(actor, unit, Agency.objects.filter(pk=_number(data.get("agency"))).first(), before)


def _usual_unit(actor: Actor) -> Unit | None:
    return Unit.objects.select_related("agency").filter(pk__in=units_of(actor)).order_by("code").first()


def _number(text: str | None) -> int:
    """The key that a field names; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _template(request: HttpRequest, actor: Actor) -> Template | None:
    asked = _number(request.GET.get("template"))
    if not asked:
        return None
    found: Template | None = Template.objects.visible_to(actor).filter(pk=asked, active=True).first()
    if found is None:
        raise Http404
    return found


def _templates(actor: Actor) -> list[Template]:
    """Those of the actor's units first, then those of the whole agency."""
    mine = units_of(actor)
    rows = Template.objects.visible_to(actor).filter(active=True)
    known = [one for one in rows if one.unit_id in (None, *mine)]
    return sorted(known, key=lambda one: (one.unit_id is None, one.name))


def _bound(
    request: HttpRequest, action: Action[Any, Any], desk: Desk, letter: Letter | None = None
) -> tuple[forms.BaseForm, Content | None]:
    """The action's form with the content of the rows in it, and that content when all is well."""
    data = request.POST.copy()
    problem: ValidationError | None = None
    try:
        content = desk.content(data)
        data["content"] = json.dumps(content.to_json())
    except ValidationError as error:
        problem, content = error, None
    form = action.bound(data, request.FILES, actor=desk.actor, record=letter)
    valid = form.is_valid()
    if problem is not None:
        add_errors(form, problem)
    return form, content if valid else None


def _run(form: forms.BaseForm, act: Any) -> Any:
    try:
        return act()
    except Stale:
        raise
    except ValidationError as error:
        add_errors(form, error)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def _one_more(request: HttpRequest, action: Action[Any, Any], desk: Desk, letter: Letter | None = None) -> HttpResponse:
    """The same page with a row more; works without scripts, and the new row has the focus."""
    asked = request.POST["add"]
    typed = Typed.posted(request.POST).with_one_more(asked, request.POST.get("kind", "函"))
    form = action.bound(actor=desk.actor, record=letter, initial=_kept(request.POST, action))
    return _page(request, action, form, typed, request.POST, desk, {"added": asked}, letter)


def _kept(data: QueryDict, action: Action[Any, Any]) -> dict[str, Any]:
    """What was typed, as first values of a form that is not judged yet."""
    fields = action.form.base_fields  # type: ignore[attr-defined]
    many = (forms.ModelMultipleChoiceField, forms.MultipleChoiceField)
    return {name: data.getlist(name) if isinstance(field, many) else data.get(name) for name, field in fields.items()}


def _page(
    request: HttpRequest,
    action: Action[Any, Any],
    form: forms.BaseForm,
    typed: Typed,
    values: Any,
    desk: Desk,
    more: dict[str, Any],
    letter: Letter | None = None,
    status: int = 200,
) -> HttpResponse:
    assert isinstance(form, DraftForm | RedraftForm)
    kind = str(form["kind"].value() or "函")
    module = module_of(Letter)
    groups = RecipientGroup.objects.visible_to(desk.actor).filter(active=True)
    posted = request.method == "POST"
    before = [one.sha256 for one in desk.before.attachments] if desk.before else []
    chosen = request.POST.getlist("attached") if posted else before
    context = {
        **(frame(module, LETTERS, letter) if letter else {"screen": LETTERS}),
        "page_title": action.label,
        "crumbs": [(module.label, ""), (LETTERS.title, LETTERS.url)]
        + ([(letter.title(), LETTERS.url_of(letter))] if letter else []),
        "action": action,
        "form": form,
        "head": [form[name] for name in HEAD if name in form.fields],
        "after": [form[name] for name in AFTER if name in form.fields],
        "rest": [form[name] for name in REST if name in form.fields],
        "gathering": [form["meets_at"], form["place"]] if kind in GATHERINGS else [],
        "is_upward": kind in UPWARD,
        "typed": typed,
        "values": {name: values.get(name, "") for name in TEXTS},
        "headings": HEADINGS,
        "names": [*groups.values_list("name", flat=True), *Agency.objects.values_list("name_zh", flat=True)],
        "copies": COPIES,
        "ways": WAYS,
        "kinds": KINDS,
        "with": WITH,
        "files": [(one, one.sha256 in chosen) for one in desk.files],
        "letter": letter,
        "sheet": _first_sheet(desk, request.POST) if posted else (sheet(desk.before) if desk.before else None),
        "back": LETTERS.url_of(letter) if letter else LETTERS.url,
        **more,
    }
    return render(request, "correspondence/desk.html", context, status=status)


def _first_sheet(desk: Desk, data: QueryDict) -> Any:
    try:
        return sheet(desk.content(data))
    except ValidationError:
        return None
