"""What every page knows: the office, the navigation by wing, the counts beside inbox and notices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siwei.kernel.access.actor import Actor
from siwei.kernel.approvals.models import Deputy
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.directory.models import Person
from siwei.kernel.module import Module, modules
from siwei.kernel.notices.models import unread
from siwei.kernel.office_files import OfficeDataError, office_toml
from siwei.kernel.office_files import office_name as office_folder
from siwei.kernel.screens.cells import in_chinese

Text = str | Promise

#: the chapters of the annual report, which are the wings of the house
WINGS: tuple[tuple[str, str, Text], ...] = (
    ("general", "壹", gettext_lazy("General administration")),
    ("documents", "貳", gettext_lazy("Documents")),
    ("international", "參", gettext_lazy("International affairs")),
    ("chancery", "肆", gettext_lazy("Chancery")),
    ("report", "★", gettext_lazy("Annual report")),
    ("house", "設", gettext_lazy("House")),
)


#: where a session keeps the appointment by which its person acts for somebody
PLACE = "siwei_place"


@dataclass(frozen=True)
class Item:
    """A line of the navigation."""

    label: Text
    url: str
    icon: str
    current: bool


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in a request; read once."""
    known = getattr(request, "siwei_actor", None)
    if known is None:
        user = request.user
        known = _in_place(request, user) if user.is_authenticated else Actor.nobody()
        request.siwei_actor = known  # type: ignore[attr-defined]  # ours, for this request
    return cast(Actor, known)


def _in_place(request: HttpRequest, person: Any) -> Actor:
    """The person, acting for whom the session says as long as the appointment holds."""
    taken = request.session.get(PLACE) if hasattr(request, "session") else None
    if taken is None:
        return Actor.of(person)
    found = Deputy.objects.today().filter(pk=taken, deputy=person).select_related("person").first()
    if found is None:
        del request.session[PLACE]
        return Actor.of(person)
    request.siwei_deputy = found  # type: ignore[attr-defined]  # ours, for this request
    return Actor.of(person, behalf=found.person)


def places_of(actor: Actor) -> list[Deputy]:
    """Places that the person may take today, the first asked first."""
    if actor.person is None:
        return []
    rows = Deputy.objects.today().filter(deputy=actor.person).select_related("person")
    return list(rows.order_by("rank", "since", "pk"))


@cache
def _office(folder: str) -> dict[str, Any]:
    return office_toml("office.toml", folder)


def office_name(*, brief: bool = False) -> str:
    """What the office is called in the language of the page; `brief` leaves the city out where the name is long."""
    try:
        said = _office(office_folder())
    except OfficeDataError:
        return _("Secretariat")  # an office folder in the making; every other part of it says what is missing
    language = "zh" if in_chinese() else "en"
    today = timezone.localdate()
    now = [name for name in said["names"] if name.get("since", today) <= today][-1]
    city = said["city"][f"name_{language}"]
    if in_chinese():
        return f"{city}{now['zh']}"
    return str(now["en"]) if brief else f"{now['en']}, {city}"


def _items(module: Module, actor: Actor, path: str) -> list[Item]:
    return [
        Item(screen.title, screen.url, screen.icon, path.startswith(screen.url))
        for screen in (*module.screens, *module.logs)
        if screen.in_menu and screen.open_to(actor)
    ]


def navigation(actor: Actor, path: str) -> dict[str, Any]:
    """Start, inbox and the modules under their wings, as far as the actor may open them."""
    fixed = [
        Item(_("Start"), reverse("start"), "layout-dashboard", path == reverse("start")),
        Item(_("Inbox"), reverse("inbox"), "inbox", path.startswith(reverse("inbox"))),
    ]
    wings = []
    for code, numeral, label in WINGS:
        rooms = [
            {"label": module.label, "items": items}
            for module in sorted(modules(), key=lambda m: m.order)
            if module.wing == code and (items := _items(module, actor, path))
        ]
        if rooms:
            wings.append({"code": code, "numeral": numeral, "label": label, "modules": rooms, "open": True})
    return {"fixed": fixed if actor.is_staff else [], "wings": wings if actor.is_staff else []}


def house(request: HttpRequest) -> dict[str, Any]:
    """Context processor of every page."""
    actor = actor_of(request) if hasattr(request, "user") else Actor.nobody()
    person = actor.person
    return {
        "places": SimpleLazyObject(lambda: places_of(actor)),
        "taken_place": getattr(request, "siwei_deputy", None),
        "actor": actor,
        "office_name": office_name(),
        "office_brand": office_name(brief=True),
        "navigation": SimpleLazyObject(lambda: navigation(actor, request.path)),
        "duty_count": SimpleLazyObject(lambda: Duty.objects.open().of(actor).count()),
        "notice_count": SimpleLazyObject(lambda: unread(person).count() if person else 0),
        "sample_data": SimpleLazyObject(lambda: Person.objects.filter(invented=True).exists()),
    }
