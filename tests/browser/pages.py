"""Every address that people open: of the house, of the public site, and drawn from each registered screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.urls import URLPattern

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import actions_for
from siwei.kernel.module import Module
from siwei.kernel.module import modules as every_module
from siwei.kernel.screens.screen import Screen

HOUSE = (
    "/",
    "/inbox/",
    "/notices/",
    "/search/?q=%E5%BF%97%E5%B7%A5",
    "/search/?q=nothing-of-the-kind",
    "/help/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/logout/",
    "/no/such/page/",
)
OPEN = ("/public/", "/accounts/login/", "/accounts/password/reset/", "/help/")
#: `SIWEI_BROWSER=all` walks every module's pages, which takes a quarter of an hour; else the showroom's stand for all
WALK_ALL = os.environ.get("SIWEI_BROWSER") == "all"
STATES_SHOWN = 8  # records shown of one screen, each in another state


def installed() -> list[Module]:
    """The modules whose pages are walked."""
    return [module for module in every_module() if WALK_ALL or module.name == "showroom"]


def of_house() -> list[str]:
    """Pages of no module, for people who are signed in."""
    return list(HOUSE)


def of_public() -> list[str]:
    """Pages for anybody: the door, sign-in, and the modules' public pages that need nothing in their address."""
    return [
        *OPEN,
        *(address for module in installed() for address in _plain(module.public_urls, f"/public/{module.name}/")),
    ]


def _plain(urls: str, stem: str) -> Iterator[str]:
    if not urls:
        return
    for pattern in import_module(urls).urlpatterns:
        if isinstance(pattern, URLPattern) and "<" not in str(pattern.pattern):
            yield f"{stem}{pattern.pattern}"


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


def of_modules(actor: Actor) -> list[str]:
    """Pages drawn from the screens, and the modules' own pages that need nothing in their address."""
    open_ones = [(module, screen) for module in installed() for screen in module.screens if screen.open_to(actor)]
    drawn = [address for module, screen in open_ones for address in of_screen(module, screen, actor)]
    return drawn + [address for module in installed() for address in _plain(module.urls, f"/{module.name}/")]
