"""Every address that people open: of the house, of the public site, and drawn from each registered screen."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.urls import URLPattern

from siwei.kernel.access.actor import KERNEL_ROLES, Actor
from siwei.kernel.actions.action import actions_for
from siwei.kernel.module import Module, modules
from siwei.kernel.screens.screen import Screen

NOT_THERE = "/no/such/page/"
HOUSE = (
    "/",
    "/inbox/",
    "/notices/",
    "/search/?q=%E5%BF%97%E5%B7%A5",
    "/search/?q=nothing-of-the-kind",
    "/help/",
    "/house/people/columns/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/logout/",
    NOT_THERE,
)
OF_ONE_PERSON = {"/", "/inbox/"}
OPEN = ("/public/", "/accounts/login/", "/accounts/password/reset/", "/help/")
NO_PAGES = {"brochure.pdf", "book/changes/", "desk/preview/", "oai/"}  # files and what programs read
#: public pages that show something only when they are asked for it
ASKED = {"archives": ("?q=%E6%A1%88", "?q=nothing-of-the-kind")}
STATES_SHOWN = 8  # records shown of one screen, each in another state


def of_house() -> list[str]:
    """Pages of no module, for people who are signed in."""
    return list(HOUSE)


def of_public(part: str) -> list[str]:
    """Pages for anybody: of no module the door and sign-in, of a module those that need nothing in their address."""
    if not part:
        return list(OPEN)
    stems = [(module.public_urls, f"/public/{module.name}/") for module in _named(part)]
    asked = [f"/public/{part}/{query}" for query in ASKED.get(part, ())]
    return [address for urls, stem in stems for address in _plain(urls, stem)] + asked


def _named(part: str) -> list[Module]:
    return [module for module in modules() if module.name == part]


def _plain(urls: str, stem: str) -> Iterator[str]:
    if not urls:
        return
    for pattern in import_module(urls).urlpatterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLPattern) and "<" not in route and route not in NO_PAGES:
            yield f"{stem}{route}"


def _one_in_each_state(screen: Screen, actor: Actor) -> list[Any]:
    rows = screen.rows(actor).order_by("-pk")
    if not screen.states:
        return list(rows[:1])
    found = [rows.filter(state=state).first() for state in screen.states]
    return [record for record in found if record is not None][:STATES_SHOWN]


def of_screen(module: Module, screen: Screen, actor: Actor) -> list[str]:
    """List, calendar views, forms that make records, and records in each state with the forms of their acts."""
    found = [screen.url]
    if screen.views:
        found.append(f"{screen.url}?view=all")
    if screen.calendar is not None:
        views = ("day", "week", "month") + (("timeline",) if screen.calendar.resources else ())
        found += [f"{screen.url}calendar/?view={view}" for view in views]
    found += [screen.url_of_action(a) for a in screen.create if a.refusal(None, actor) is None]
    found += [f"{screen.url}import/{i.action.verb}/" for i in module.intakes if i.action.record is screen.record]
    verbs: set[str] = set()
    for at, record in enumerate(_one_in_each_state(screen, actor)):
        found.append(screen.url_of(record))
        if at == 0:
            found.append(f"{screen.url_of(record)}history/")
        for action in actions_for(record, actor):
            if action.verb not in verbs:
                verbs.add(action.verb)
                found.append(screen.url_of_action(action, record))
    return found


def of_module(module: Module, actor: Actor) -> list[str]:
    """Pages drawn from its screens and logs, and its own pages that need nothing in their address."""
    drawn = [
        address for screen in module.screens if screen.open_to(actor) for address in of_screen(module, screen, actor)
    ]
    logs = [address for log in module.logs if log.open_to(actor) for address in _of_log(log, actor)]
    return [*drawn, *logs, *_plain(module.urls, f"/{module.name}/")]


def _of_log(log: Screen, actor: Actor) -> list[str]:
    row = log.rows(actor).first()
    return [log.url, log.opens(row)] if row is not None and log.opens else [log.url]


def of_person(actor: Actor, part: str) -> list[str]:
    """What somebody with a role in the business opens; what administrators and auditors open is the house's own."""
    if not part:
        return [] if actor.holds_any(KERNEL_ROLES) else of_house()
    if actor.holds_any(KERNEL_ROLES) and part != "house":
        return []
    return [address for module in _named(part) for address in of_module(module, actor)]
