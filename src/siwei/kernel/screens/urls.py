"""Addresses: the pages of no module, then for each module its own pages, then those drawn from its screens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from siwei.kernel.module import Module, modules
from siwei.kernel.screens import acts, calendar_page, columns, exports, home, imports, linking, lists, pages, searching
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.screen import Screen

Page = Callable[..., HttpResponseBase]


def _guarded(page: Page, module: Module, screen: Screen) -> Page:
    """A page of a screen: for people who are signed in and hold one of the screen's roles."""

    @login_required
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not screen.open_to(actor_of(request)):
            raise PermissionDenied
        return page(request, module, screen, **kwargs)

    return update_wrapper(shown, page)


def screen_urls(module: Module, screen: Screen) -> list[URLPattern]:
    """The addresses of one screen."""
    page = partial(_guarded, module=module, screen=screen)
    stem = f"{module.name}/{screen.slug}"
    found = [
        path(f"{stem}/", page(lists.list_page), name=f"{screen.name}.list"),
        path(f"{stem}/export.<slug:fmt>", page(exports.export_page), name=f"{screen.name}.export"),
        path(f"{stem}/columns/", page(columns.columns_page), name=f"{screen.name}.columns"),
        path(f"{stem}/new/<slug:verb>/", page(acts.new_page), name=f"{screen.name}.new"),
        path(f"{stem}/import/<slug:verb>/", page(imports.import_page), name=f"{screen.name}.import"),
        path(f"{stem}/import/<slug:verb>/faults/", page(imports.faults), name=f"{screen.name}.faults"),
        path(f"{stem}/import/<slug:verb>/template.<slug:fmt>", page(imports.template), name=f"{screen.name}.template"),
        path(f"{stem}/<int:pk>/", page(pages.record_page), name=f"{screen.name}.record"),
        path(f"{stem}/<int:pk>/history/", page(pages.history_page), name=f"{screen.name}.history"),
        path(f"{stem}/<int:pk>/<slug:verb>/", page(acts.act_page), name=f"{screen.name}.act"),
    ]
    if screen.calendar is not None:
        found.insert(1, path(f"{stem}/calendar/", page(calendar_page.calendar_page), name=f"{screen.name}.calendar"))
    return found


def module_urls(module: Module) -> list[URLPattern | URLResolver]:
    """The addresses of one module: its own pages first, so that it can replace a drawn one."""
    found: list[URLPattern | URLResolver] = []
    if module.public_urls:
        found.append(path(f"public/{module.name}/", include(module.public_urls)))
    if module.urls:
        found.append(path(f"{module.name}/", include(module.urls)))
    for screen in module.screens:
        found += screen_urls(module, screen)
    for log in module.logs:
        found += [url for url in screen_urls(module, log) if url.name in _of_log(log)]
    return found


def _of_log(log: Screen) -> tuple[str, ...]:
    return (f"{log.name}.list", f"{log.name}.export", f"{log.name}.columns")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.start, name="start"),
    path("inbox/", home.inbox, name="inbox"),
    path("notices/", home.notices, name="notices"),
    path("notices/read/", home.read_notices, name="read_notices"),
    path("notices/<int:pk>/", home.notice, name="notice"),
    path("link/", linking.link_page, name="link"),
    path("search/", searching.search, name="search"),
    path("help/", home.help_page, name="help"),
    path("public/", home.public, name="public"),
    path("files/<int:pk>/", pages.attachment, name="attachment"),
    path("language/", home.choose_language, name="set_language"),
    *(pattern for module in modules() for pattern in module_urls(module)),
]
