"""The rows of a list: every value escaped, the first cell leads to the record, a record in it is only named."""

from types import SimpleNamespace

import pytest
from django.test.html import parse_html

from siwei.kernel.access.models import Grant
from siwei.kernel.screens.table import table_rows
from siwei.kernel.sheets.column import Column, Kind

SCREEN = SimpleNamespace(url_of=lambda row: f"/x/{row.pk}/", states=())
NO_PAGES = SimpleNamespace(url_of=lambda row: "", states=())
EVIL = "<b>&\"'"


class Thing(SimpleNamespace):
    def title(self):
        return f"thing {self.what}"


def written(*columns, screen=SCREEN, choosable=False, **values):
    row = Thing(pk=1003, **{"what": EVIL, "empty": "", "count": 1003, **values})
    html = str(table_rows(columns, [row], screen, choosable=choosable))
    parse_html(html)  # every tag that opens closes
    return html


def test_values_and_labels_are_escaped():
    html = written(Column("what", EVIL), Column("what", EVIL), choosable=True)
    assert "<b>" not in html
    assert html.count("&lt;b&gt;&amp;&quot;&#x27;") == 5


def test_the_first_cell_leads_to_the_record_and_is_never_without_words():
    assert '<a class="row-link" href="/x/1003/">1,003</a>' in written(Column("count", "n", kind=Kind.NUMBER))
    assert ">thing ink</a>" in written(Column("empty", "e"), what="ink")


def test_rows_without_a_page_have_no_link():
    assert "<a" not in written(Column("what", "w"), screen=NO_PAGES)


def test_a_record_in_the_first_cell_is_named_and_not_linked_twice(monkeypatch):
    pump = Grant()
    monkeypatch.setattr(Grant, "title", lambda self: "pump <3>")
    html = written(Column("pump", "p", kind=Kind.RECORD), pump=pump)
    assert html.count("<a ") == 1
    assert ">pump &lt;3&gt;</a>" in html


@pytest.mark.parametrize(("kind", "style"), [(Kind.MONEY, "text-end cell-nowrap"), (Kind.DATE, "cell-nowrap")])
def test_numbers_stand_right_and_dates_unbroken(kind, style):
    assert f'class="{style}"' in written(Column("what", "w"), Column("empty", "e", kind=kind))


def test_no_columns_no_rows():
    assert written() == ""
