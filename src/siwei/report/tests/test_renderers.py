"""The three renderers: nothing of the text is lost, nothing becomes markup, the same report gives the same bytes."""

import datetime
import io
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from lxml import etree
from pypdf import PdfReader

from siwei.report.bilingual import Text
from siwei.report.document import as_json, from_json
from siwei.report.editions import fonts
from siwei.report.render_html import page
from siwei.report.render_odt import render_odt
from siwei.report.render_pdf import FontsMissingError, render_pdf

MADE = datetime.datetime(2018, 1, 31, 9, tzinfo=datetime.UTC)
needs_fonts = pytest.mark.skipif(not fonts().is_dir(), reason=f"no printing fonts in {settings.NODE_MODULES}")
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


class Reader(HTMLParser):
    """Collects words, ids, links and the tags that stay open."""

    def __init__(self, text):
        super().__init__()
        self.words, self.ids, self.links, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.open += [tag] if tag not in ("meta", "rect", "br") else []

    def handle_endtag(self, tag):
        if tag != "rect":
            assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(params=["zh", "en"])
def document(request, facts):
    return facts.documents[request.param]


def test_html_is_balanced_and_every_link_has_its_place(document):
    found = Reader(page(document, "other.html", {"PDF": "report.pdf"}))
    assert found.open == []
    assert len(set(found.ids)) == len(found.ids)
    for link in found.links:
        assert not link.startswith("#") or link[1:] in found.ids
    assert {f"figure-{figure.id}" for figure in document.figures} <= set(found.ids)


def test_html_holds_every_paragraph(document):
    words = "".join(Reader(page(document, "other.html", {})).words)
    for _entry, block in document.blocks():
        assert block.text in words


def test_html_draws_the_months_of_what_is_counted(document):
    text = page(document, "other.html", {})
    assert text.count("<svg") >= 8  # four venues and repairs beside the text, and again in the annex
    assert "style=" not in text


def test_markup_in_a_text_stays_text(document):
    nasty = replace(document, title="<script>alert(1)</script> & “#x”")
    assert "<script>" not in page(nasty, "x", {})
    content = zipfile.ZipFile(io.BytesIO(render_odt(nasty, MADE))).read("styles.xml")
    assert b"<script>" not in content


@needs_fonts
def test_pdf_is_tagged_titled_and_numbered(document):
    reader = PdfReader(io.BytesIO(render_pdf(document, fonts(), MADE)))
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("zh" if document.language == "zh" else "en")
    last = (
        f"第 {len(reader.pages)} 頁／共 {len(reader.pages)} 頁"
        if document.language == "zh"
        else f"Page {len(reader.pages)} of {len(reader.pages)}"
    )
    assert last.replace(" ", "") in reader.pages[-1].extract_text().replace(" ", "")


@needs_fonts
def test_pdf_holds_every_figure(document):
    reader = PdfReader(io.BytesIO(render_pdf(document, fonts(), MADE)))
    words = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for _entry, block in document.blocks():
        for name in block.figures():
            assert "".join(document.figure(name).printed(document.language).split()) in words


@needs_fonts
def test_pdf_of_the_same_report_has_the_same_bytes(document):
    assert render_pdf(document, fonts(), MADE) == render_pdf(document, fonts(), MADE)


def test_without_fonts_the_printer_says_where_it_looked(document):
    with pytest.raises(FontsMissingError, match="nowhere"):
        render_pdf(document, Path("/nowhere"), MADE)


def test_odt_is_a_text_with_two_columns_contents_and_fields(document):
    archive = zipfile.ZipFile(io.BytesIO(render_odt(document, MADE)))
    assert archive.infolist()[0].filename == "mimetype"
    assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
    content = etree.fromstring(archive.read("content.xml"))
    styles = etree.fromstring(archive.read("styles.xml"))
    tables = list(content.iter(f"{TABLE}table"))
    assert len(tables) == 5  # four chapters and the annex
    assert all(len(list(table.iter(f"{TABLE}table-header-rows"))) == 1 for table in tables)
    assert list(content.iter(f"{TEXT}table-of-content"))
    assert list(styles.iter(f"{TEXT}page-number"))
    assert list(styles.iter(f"{TEXT}page-count"))
    words = "".join(map(str, content.itertext()))
    for _entry, block in document.blocks():
        assert block.text in words


def test_odt_links_lead_to_bookmarks(document):
    content = etree.fromstring(zipfile.ZipFile(io.BytesIO(render_odt(document, MADE))).read("content.xml"))
    marks = {mark.get(f"{TEXT}name") for mark in content.iter(f"{TEXT}bookmark")}
    href = "{http://www.w3.org/1999/xlink}href"
    assert {str(link.get(href))[1:] for link in content.iter(f"{TEXT}a")} <= marks


def test_odt_of_the_same_report_has_the_same_bytes(document):
    assert render_odt(document, MADE) == render_odt(document, MADE)


def test_a_document_comes_back_from_json(document):
    back = from_json(as_json(document), document.figures, document.prices, Text("草稿", "Draft"))
    assert back == document
