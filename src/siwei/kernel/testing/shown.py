"""How a record is shown: list, page, forms, calendar, sheets, search and API, to those who may see it."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.client import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import actions_for
from siwei.kernel.records.models import Record
from siwei.kernel.screens.lists import Listing, sort_path
from siwei.kernel.search.index import searchable
from siwei.kernel.sheets.intake import preview, template
from siwei.kernel.sheets.reading import lines
from siwei.kernel.testing.subject import Subject
from siwei.kernel.testing.values import GARBAGE
from siwei.kernel.testing.walk import Walk

FEW, MORE = 4, 12
TEXTS = [GARBAGE[what] for what in ("nul byte", "markup", "huge number", "last day of all", "first day of all")]


def read(answer: Any) -> bytes:
    """The whole of a page or of a streamed file."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


class Shown(Subject):
    """Tests of pages, sheets, search and API."""

    def test_without_signing_in_its_pages_lead_to_the_door(self, one: Record, client: Client) -> None:
        for address in (self.screen.url, one.get_absolute_url(), f"{self.screen.url}export.csv"):
            assert client.get(address).status_code == 302

    def test_who_may_not_see_it_finds_it_nowhere(
        self, one: Record, web: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(type(self.record.objects.all()), "visible_to", lambda rows, actor: rows.none())
        page = one.get_absolute_url()
        gone = [page, f"{page}history/", *(f"{page}{action.verb}/" for action in self.drawn), self.api(one)]
        for address in gone:
            assert web.get(address).status_code in (403, 404, 405), address
        for action in self.drawn:
            assert web.post(f"{page}{action.verb}/", {}).status_code == 404, action.name
        for action in self.acts:
            answer = web.post(self.api(one, action.verb), "{}", content_type="application/json")
            assert answer.status_code in (404, 422), action.name
        assert web.get(self.api()).json()["count"] == 0
        assert not self.rows_of(web, "csv")
        assert f'href="{page}"' not in web.get(f"{self.screen.url}?view=all").content.decode()
        assert f'href="{page}"' not in web.get(reverse("search"), {"q": one.title()}).content.decode()

    @pytest.mark.parametrize("language", ["zh-hant", "en"])
    def test_list_record_and_history_open_in_both_languages(self, one: Record, web: Client, language: str) -> None:
        web.cookies["siwei_language"] = language
        page = one.get_absolute_url()
        shown = web.get(f"{self.screen.url}?view=all")
        assert shown.status_code == 200
        assert page in shown.content.decode()
        assert web.get(page).status_code == 200
        assert web.get(f"{page}history/").status_code == 200

    def test_every_form_that_is_offered_opens(self, one: Record, clerk: Actor, colleague: Actor, web: Client) -> None:
        def open_all(record: Record) -> None:
            for action in actions_for(record, clerk):
                assert web.get(self.screen.url_of_action(action, record)).status_code == 200, action.name
            assert web.get(record.get_absolute_url()).status_code == 200

        Walk((clerk, colleague), self.given, stop=open_all).run(one)
        for action in self.creating:
            if action.refusal(None, clerk) is None:
                assert web.get(self.screen.url_of_action(action)).status_code == 200, action.name

    def test_what_is_not_offered_does_not_open(self, one: Record, clerk: Actor, web: Client) -> None:
        offered = {action.verb for action in actions_for(one, clerk)}
        for action in self.drawn:
            if action.verb not in offered:
                answer = web.get(self.screen.url_of_action(action, one))
                assert (answer.status_code, answer["Location"]) == (302, one.get_absolute_url()), action.name

    def test_what_does_not_exist_is_not_found(self, web: Client) -> None:
        for address in ("0/", "999999999/", "999999999/history/", "new/no_such_verb/", "export.exe"):
            assert web.get(f"{self.screen.url}{address}").status_code == 404, address

    def test_every_sorting_filter_and_tab_answers(self, one: Record, clerk: Actor, web: Client) -> None:
        columns = [c.name for c in self.screen.shown_columns if sort_path(self.screen, c)]
        filters = Listing(self.screen, clerk, QueryDict()).panel.form.fields
        ways = itertools.cycle(("", "-"))
        asked: list[dict[str, Any]] = [
            *({"sort": f"{next(ways)}{name}"} for name in columns),
            *({"view": view.name} for view in self.screen.views),
            *(dict.fromkeys(filters, guess) for guess in ("1", "2017-05-17", *TEXTS)),
            *(dict.fromkeys(("q", "sort", "view", "page"), text) for text in TEXTS),
        ]
        for query in asked:
            assert web.get(self.screen.url, query).status_code == 200, query

    def test_its_calendar_opens(self, one: Record, web: Client) -> None:
        if self.screen.calendar is None:
            return
        for view in ("day", "week", "month", "timeline", "garbage\0"):
            for day in ("2017-05-17", "9999-12-31", "0001-01-01", "x"):
                answer = web.get(f"{self.screen.url}calendar/", {"view": view, "day": day, "resource": day})
                assert answer.status_code < 500, (view, day)

    def test_a_longer_list_asks_no_more_queries(self, clerk: Actor, web: Client) -> None:
        addresses = (f"{self.screen.url}?view=all", f"{self.screen.url}export.csv?view=all", f"{self.api()}?view=all")
        for nth in range(FEW):
            self.make(clerk, nth)
        few = [self._queries(web, address) for address in addresses]
        for nth in range(FEW, MORE):
            self.make(clerk, nth)
        assert [self._queries(web, address) for address in addresses] == few

    def _queries(self, web: Client, address: str) -> int:
        read(web.get(address))  # what is remembered from page to page is read now
        with CaptureQueriesContext(connection) as asked:
            read(web.get(address))
        return len(asked)

    @pytest.mark.parametrize("fmt", ["csv", "xlsx", "ods"])
    def test_its_list_is_exported(self, one: Record, web: Client, fmt: str) -> None:
        heads, *rows = self.sheet(web, fmt)
        with override("zh-hant"):
            assert heads == [str(column.label) for column in self.screen.shown_columns]
        assert len(rows) == self.record.objects.count()
        assert all(len(row) <= len(heads) for row in rows)

    def sheet(self, web: Client, fmt: str) -> list[list[str]]:
        """The lines of the exported list."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"sheet.{fmt}"
            path.write_bytes(read(web.get(f"{self.screen.url}export.{fmt}?view=all")))
            return list(lines(path))

    def rows_of(self, web: Client, fmt: str) -> list[list[str]]:
        """The exported lines without the headings."""
        return self.sheet(web, fmt)[1:]

    def test_it_is_found_by_its_words(self, one: Record, web: Client) -> None:
        if not self.record.searched:
            return
        words = next(line for line in searchable(one).splitlines() if line.strip())
        page = one.get_absolute_url()
        assert page in web.get(self.screen.url, {"q": words, "view": "all"}).content.decode()
        assert page in web.get(reverse("search"), {"q": words}).content.decode()

    def test_the_api_describes_and_answers(self, one: Record, web: Client) -> None:
        paths = web.get("/api/v1/openapi.json").json()["paths"]
        described = {path.removeprefix(self.api()): path for path in paths if path.startswith(self.api())}
        wanted = {"", "{pk}", "{pk}/history"}
        wanted |= {a.verb if a.creates else f"{{pk}}/{a.verb}" for a in self.forms}
        assert set(described) == wanted
        listed = web.get(self.api(), {"view": "all"}).json()
        assert one.pk in [row["id"] for row in listed["results"]]
        whole = web.get(self.api(one)).json()
        assert (whole["id"], whole["title"]) == (one.pk, one.title())
        assert set(whole["columns"]) == {column.name for column in self.screen.shown_columns}
        assert len(web.get(self.api(one, "history")).json()) == one.version

    def test_the_api_tells_strangers_nothing(self, one: Record, client: Client) -> None:
        assert client.get(self.api()).status_code == 401
        assert client.get(self.api(one)).status_code == 401
        for action in self.forms:
            address = f"{self.api()}{action.verb}" if action.creates else self.api(one, action.verb)
            assert client.post(address, "{}", content_type="application/json").status_code == 401

    def test_the_api_answers_garbage_in_words(self, one: Record, web: Client) -> None:
        bodies = [
            "",
            "{",
            "[]",
            "null",
            '{"seen": 99999999999999999999}',
            '{"note": "a\\u0000b"}',
            '{"note": "\\ud800"}',
        ]
        for action in self.forms:
            address = f"{self.api()}{action.verb}" if action.creates else self.api(one, action.verb)
            for body in bodies:
                status = web.post(address, body, content_type="application/json").status_code
                assert status < 500, f"{action.name}: {body}"

    def test_the_template_of_each_sheet_is_taken_in_as_it_is(self, one: Record, tmp_path: Path) -> None:
        """Headings and examples are right: the sheet that people fill in has no fault of its own."""
        for intake in self.module.intakes:
            if intake.action.record is self.record:
                path = tmp_path / "template.csv"
                path.write_text("\n".join(",".join(line) for line in template(intake)), encoding="utf-8")
                assert preview(intake, path).faults == []
