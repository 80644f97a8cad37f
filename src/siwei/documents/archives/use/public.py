"""Public pages of the archives: the catalogue, a file of it, the basket, the application, and how far it is.

Of an item the public sees number, title, gist, date and agency, and finds it by number and gist alone: who wrote or
was written to may be a person. A case is opened by number and code; the session then remembers it.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from siwei.documents.archives.models import Item, UseRequest
from siwei.documents.archives.use import applying, reading, table
from siwei.documents.archives.use.forms import CorrectionForm, PublicApplicationForm
from siwei.documents.archives.use.notice import notice
from siwei.documents.archives.use.rules import by_agency
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.codes import new_code
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.registry import label_of
from siwei.kernel.directory.office import office
from siwei.kernel.events.models import history_of
from siwei.kernel.screens.acts import add_errors
from siwei.kernel.screens.searching import facets, link, narrowed
from siwei.kernel.search.asking import asked
from siwei.kernel.search.finding import find, source
from siwei.kernel.search.suggest import continuations
from siwei.kernel.search.words import marked

BASKET, CASES, CODE = "archives_basket", "archives_use_opened", "archives_use_code"
VERBS: dict[str, Action[Any, Any]] = {
    one.verb: one for one in (applying.correct, reading.book, reading.give_up_visit, applying.withdraw)
}
#: acts whose note is meant for the applicant
TOLD = {"refer", "withdraw", "stop"}
CITIZEN_FORMS: dict[str, Any] = {"correct": CorrectionForm}  # whoever corrects here corrects today


def _published() -> Any:
    return Item.objects.public().select_related("fonds__agency")


@never_cache
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Search the catalogue, from one character on."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    wanted = asked(words)
    sources = [source(_published())] if wanted else []
    found = find(words, sources, narrow=narrowed(request), after=request.GET.get("after", ""), titles=True)
    basket = _keys(request)
    context = {
        "page_title": said("Search the archives"),
        "search_words": words,
        "wanted": bool(wanted),
        "found": found,
        "lines": [(one, list(marked(one.title(), wanted.words)), one.pk in basket) for one in found.records],
        "facets": [(label, choices) for label, choices in (facets(request, found, {}) if wanted else [])],
        "hidden": [(name, request.GET[name]) for name in ("agency", "year") if request.GET.get(name)],
        "next": f"{link(request)}&after={found.next}" if found.next else "",
        "suggestions": continuations(wanted, (one.title() for one in found.records)),
        "basket": len(basket),
    }
    return render(request, "archives/public/catalogue.html", context)


@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item; its address stays and can be cited."""
    found: Item = get_object_or_404(_published(), pk=pk)
    address = request.build_absolute_uri(reverse("archives.public_item", args=[found.pk]))
    context = {
        "page_title": found.subject[:120],
        "page_subtitle": found.number,
        "item": found,
        "address": address,
        "linked": json.dumps(linked_data(found, address), ensure_ascii=False).replace("<", "\\u003c"),
        "in_basket": found.pk in _keys(request),
        "basket": len(_keys(request)),
    }
    return render(request, "archives/public/item.html", context)


def linked_data(found: Item, address: str) -> dict[str, Any]:
    """The item in the words of schema.org."""
    told = {
        "@context": "https://schema.org", "@type": "ArchiveComponent", "@id": address, "url": address,
        "identifier": found.number, "name": found.subject, "isPartOf": found.file_title or None,
        "holdingArchive": {"@type": "ArchiveOrganization", "name": found.fonds.agency.name_zh},
        "dateCreated": str(found.document_year + 1911) if found.document_year is not None else None,
        "inLanguage": "zh-Hant",
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


# -- the basket -----------------------------------------------------------------------------------------------------


def _keys(request: HttpRequest) -> list[int]:
    kept: list[int] = request.session.get(BASKET, [])
    return kept


def _items(request: HttpRequest) -> list[Item]:
    """What lies in the basket and is still public, in the order in which it came."""
    found = _published().in_bulk(_keys(request))
    return [found[key] for key in _keys(request) if key in found]


@never_cache
@require_GET
def basket(request: HttpRequest) -> HttpResponse:
    """What was chosen."""
    context = {"page_title": said("Files chosen"), "items": _items(request)}
    return render(request, "archives/public/basket.html", context)


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item into the basket, or take it out."""
    keys = _keys(request)
    most = int(office().setting("archives.basket_items"))
    if "remove" in request.POST:
        request.session[BASKET] = [key for key in keys if key != pk]
        messages.success(request, said("Taken out of the files chosen."))
        return redirect("archives.public_basket")
    found: Item = get_object_or_404(_published(), pk=pk)
    if len(keys) >= most and pk not in keys:
        messages.error(request, said("At most %(most)d files are chosen at once.") % {"most": most})
    elif pk not in keys:
        request.session[BASKET] = [*keys, pk]
        messages.success(request, said("Chosen: %(item)s") % {"item": found.title()[:80]})
    back = request.POST.get("back", "")
    return redirect(f"{reverse('archives.public')}?{back}" if back else reverse("archives.public_basket"))


# -- the application ------------------------------------------------------------------------------------------------


@never_cache
def apply(request: HttpRequest) -> HttpResponse:
    """The application; files of several agencies make an application to each, under one code."""
    chosen = _items(request)
    form = PublicApplicationForm(request.POST or None, request.FILES or None, actor=Actor.citizen("", ""))
    if request.method == "POST" and form.is_valid():
        numbers = _applied(request, form, chosen)
        if numbers:
            return redirect("archives.public_case", numbers[0])
    context = {"page_title": said("Apply for the use of files"), "form": form, "items": chosen}
    return render(request, "archives/public/apply.html", context, status=_status(form))


def _status(form: forms.BaseForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _applied(request: HttpRequest, form: PublicApplicationForm, chosen: list[Item]) -> list[str]:
    """Write an application for each agency, all or none; then the basket is empty and the session knows the cases."""
    try:
        with transaction.atomic():
            made = _written(form.cleaned_data, chosen)
    except ValidationError as error:
        add_errors(form, error)
        return []
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return []
    request.session[BASKET] = []
    _remember(request, made)
    request.session[CODE] = {**request.session.get(CODE, {}), **{one.number: one.plain_code for one in made}}
    return [one.number for one in made]


def _written(values: dict[str, Any], chosen: list[Item]) -> list[UseRequest]:
    """One application for each agency, under one code; what was described goes with the first."""
    items = {one.pk: one for one in chosen}
    parts = by_agency({one.pk: one.fonds.agency_id for one in chosen}) or {0: []}
    by, code = applicant(values["mail"]), new_code()
    made: list[UseRequest] = []
    for keys in parts.values():
        own = {"items": [items[key] for key in keys], "code": code, "described": [] if made else values["described"]}
        made.append(applying.apply_public.run_new(by, {**values, **own}))
    return made


class LookUpForm(forms.Form):
    """Number and code, as the confirmation showed them."""

    number = forms.CharField(label=_("Number"), max_length=20, help_text="AU106-00001")
    code = forms.CharField(
        label=_("Look-up code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    found: UseRequest | None = None

    def clean(self) -> dict[str, Any]:
        """One sentence for a wrong number and a wrong code, so that numbers cannot be tried out."""
        values = super().clean() or {}
        if not self.errors:
            self.found = UseRequest.objects.all().found_by(values["number"], values["code"])
            if self.found is None:
                raise ValidationError(said("There is no application with this number and code."))
        return values


@never_cache
def look_up(request: HttpRequest) -> HttpResponse:
    """Number and code lead to the case."""
    form = LookUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.found is not None:
        request.session.cycle_key()
        _remember(request, [form.found])
        request.session.pop(CODE, None)
        return redirect("archives.public_case", form.found.number)
    context = {"page_title": said("How far is my application?"), "form": form}
    return render(request, "archives/public/look_up.html", context, status=_status(form))


def _remember(request: HttpRequest, cases: list[UseRequest]) -> None:
    """This visitor has shown the code of these cases."""
    kept = [one for one in request.session.get(CASES, []) if one[0] not in {case.pk for case in cases}]
    request.session[CASES] = [*kept, *([case.pk, case.code_digest] for case in cases)][-20:]


def _opened(request: HttpRequest) -> Any:
    """The cases whose code this visitor has shown; a code that was replaced since opens nothing more."""
    shown = Q(pk__in=[])
    for key, digest in request.session.get(CASES, []):
        shown |= Q(pk=key, code_digest=digest)
    return UseRequest.objects.filter(shown).exclude(code_digest="")


def _own(request: HttpRequest, number: str) -> tuple[UseRequest, Actor]:
    """The case whose code this visitor has shown, and who applied."""
    if not number.isprintable():
        raise Http404
    found: UseRequest = get_object_or_404(_opened(request).select_related("agency"), number=number)
    return found, applicant(found.mail)


def applicant(mail: str) -> Actor:
    """Who acts, without a name: the history keeps it for ever, and who applied is to be forgotten."""
    return Actor.citizen("申請人", mail)


@never_cache
def case(request: HttpRequest, number: str) -> HttpResponse:
    """How far it is, and what the applicant can do."""
    found, actor = _own(request, number)
    fees = [(table.KINDS.get(fee.kind, fee.kind), fee) for fee in found.fees.all()]
    context = {
        "page_title": found.number,
        "page_subtitle": found.agency.name,
        "found": found,
        "code": request.session.get(CODE, {}).get(found.number, ""),
        "pieces": found.pieces.select_related("item"),
        "visits": found.visits.filter(given_up=False),
        "fees": fees,
        "to_pay": sum(fee.amount for _label, fee in fees if fee.paid_on is None),
        "verbs": [action for action in VERBS.values() if action.possible(found, actor)],
        "others": _opened(request).exclude(pk=found.pk),
        "acts": [
            (label_of(event.act), event.at, event.note if event.act.rsplit(".", 1)[1] in TOLD else "")
            for event in history_of(found)
        ],
    }
    return render(request, "archives/public/case.html", context)


@never_cache
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Correct, book, give up or withdraw, through the same actions as the archive's."""
    found, actor = _own(request, number)
    action = VERBS.get(verb)
    if action is None or not action.possible(found, actor):
        raise Http404
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CITIZEN_FORMS.get(verb, action.form)(*data, actor=actor, record=found)
    if request.method == "POST" and _done(action, form, found, actor):
        messages.success(request, said("%(action)s: done.") % {"action": action.label})
        return redirect("archives.public_case", number)
    context = {"page_title": action.label, "page_subtitle": number, "found": found, "action": action, "form": form}
    return render(request, "archives/public/act.html", context, status=_status(form))


def _done(action: Action[Any, Any], form: forms.BaseForm, found: UseRequest, actor: Actor) -> bool:
    if not form.is_valid():
        return False
    try:
        action.run(found, actor, form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


@never_cache
@require_GET
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The notice of the decision."""
    found, _actor = _own(request, number)
    if found.decided_on is None:
        raise Http404
    return HttpResponse(notice(found), content_type="application/pdf")


def leave(request: HttpRequest) -> HttpResponse:
    """Forget basket and cases, for whoever sits at this computer next."""
    if request.method == "POST":
        for name in (BASKET, CASES, CODE):
            request.session.pop(name, None)
    return redirect("archives.public")
