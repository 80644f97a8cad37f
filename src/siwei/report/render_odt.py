"""The editable edition: an OpenDocument text (CNS 15251), the government's document standard.

Written as XML here and not through a library: the layout needs a generated contents list with page references, repeated
table heads and page fields, and the bytes must be the same each time the same report is written.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from html import escape
from importlib import resources

from siwei.report.coverage import coverage
from siwei.report.document import Block, Document, Printed
from siwei.report.figures import FigureValue
from siwei.report.print_rows import Chapter, Row, chapters, kind_said, placed, provenance
from siwei.report.render_pdf import SUBJECT
from siwei.report.wording import coverage_sentences, say

NAMES = ("office", "style", "text", "table", "fo:xsl-fo-compatible", "svg:svg-compatible", "meta")
NAMESPACES = (
    " ".join(
        f'xmlns:{name.partition(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{name.rpartition(":")[2]}:1.0"'
        for name in NAMES
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
MIME = "application/vnd.oasis.opendocument.text"
STAMP = (1980, 1, 1, 0, 0, 0)


def render_odt(document: Document, made: datetime.datetime, cover: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The ODT as bytes; the same document and moment give the same bytes."""
    files = {
        "content.xml": _content(document, cover),
        "styles.xml": _styles(document),
        "meta.xml": _meta(document, made),
        "META-INF/manifest.xml": _manifest(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", STAMP), MIME, zipfile.ZIP_STORED)
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _content(document: Document, cover: tuple[tuple[str, str], ...]) -> str:
    parts = [
        *_cover(document, cover),
        _contents(document),
        *(_chapter(chapter, document) for chapter in chapters(document.entries)),
        *_annex(document),
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.3">'
        f"<office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(parts)}</office:text></office:body></office:document-content>"
    )


def _column(name: str, width: str) -> str:
    properties = f'<style:table-column-properties style:column-width="{width}"/>'
    return f'<style:style style:name="{name}" style:family="table-column">{properties}</style:style>'


def _cell_style(name: str, *borders: str) -> str:
    edges = " ".join(borders)
    properties = f'<style:table-cell-properties fo:padding="0.2cm" {edges}/>'
    return f'<style:style style:name="{name}" style:family="table-cell">{properties}</style:style>'


RULE = "0.5pt solid #c3cfdb"
AUTOMATIC = "".join(
    (
        '<style:style style:name="Columns" style:family="table">'
        '<style:table-properties style:width="17cm" table:align="margins"/></style:style>',
        _column("Left", "4.2cm"),
        _column("Right", "12.8cm"),
        *(_column(f"Annex{n}", w) for n, w in enumerate(("1.8cm", "4.2cm", "2.9cm", "1.6cm", "6.5cm"))),
        _cell_style(
            "Head",
            'fo:background-color="#eef3f8"',
            'fo:border-top="1pt solid #1d4f7c"',
            'fo:border-bottom="1pt solid #1d4f7c"',
        ),
        _cell_style("LeftCell", f'fo:border-bottom="{RULE}"', f'fo:border-right="{RULE}"'),
        _cell_style("RightCell", f'fo:border-bottom="{RULE}"'),
    )
)


def _p(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def _cover(document: Document, cover: tuple[tuple[str, str], ...]) -> Iterator[str]:
    language, edition = document.language, document.edition
    years = {"year": edition.year, "western": edition.year + 1911}
    found = coverage(document)
    yield _p("Cover_20_year", escape(say("year", language, **years)))
    yield _p("Office", escape(edition.office[language]))
    yield _p("Title", escape(SUBJECT[language].format(**years)))
    yield _p("Cover_20_first", escape(edition.status[language]))
    for name, value in cover:
        yield _p("Cover_20_line", escape(f"{name}　{value}"))
    yield _p("Cover_20_line", escape(coverage_sentences(found, language)))
    if edition.notice[language]:
        yield _p("Notice", escape(edition.notice[language]))


def _contents(document: Document) -> str:
    """A contents list as a word processor makes it; its page numbers are references that are computed on opening."""
    levels = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="Contents_20_{level}">'
        "<text:index-entry-link-start/><text:index-entry-text/><text:index-entry-link-end/>"
        '<text:index-entry-tab-stop style:type="right" style:leader-char="."/><text:index-entry-page-number/>'
        "</text:table-of-content-entry-template>"
        for level in (1, 2, 3)
    )
    title = escape(say("contents", document.language))
    lines = "".join(_line(*line) for line in _lines(document))
    return (
        '<text:table-of-content text:name="contents"><text:table-of-content-source text:outline-level="3">'
        f'<text:index-title-template text:style-name="Contents_20_Heading">{title}</text:index-title-template>{levels}'
        f'</text:table-of-content-source><text:index-body><text:index-title text:name="contents-title">'
        f"{_p('Contents_20_Heading', title)}</text:index-title>{lines}</text:index-body></text:table-of-content>"
    )


def _lines(document: Document) -> Iterator[tuple[int, str, str]]:
    for chapter in chapters(document.entries):
        yield 1, chapter.id, chapter.title
        for row in chapter.rows:
            yield from ((heading.depth, heading.id, heading.title) for heading in row.left)
    yield 1, "figures", say("annex", document.language)


def _line(level: int, target: str, title: str) -> str:
    page = f'<text:bookmark-ref text:reference-format="page" text:ref-name="{target}">·</text:bookmark-ref>'
    return _p(
        f"Contents_20_{level}",
        f'<text:a xlink:type="simple" xlink:href="#{target}">{escape(title)}<text:tab/>{page}</text:a>',
    )


def _heading(level: int, target: str, title: str) -> str:
    return (
        f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">'
        f'<text:bookmark text:name="{target}"/>{escape(title)}</text:h>'
    )


def _cell(style: str, content: str) -> str:
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{content}</table:table-cell>'


def _table(name: str, columns: tuple[str, ...], heads: tuple[str, ...], rows: Iterator[str]) -> str:
    widths = "".join(f'<table:table-column table:style-name="{column}"/>' for column in columns)
    head = "".join(_cell("Head", _p("Table_20_Heading", escape(text))) for text in heads)
    return (
        f'<table:table table:name="{escape(name)}" table:style-name="Columns">{widths}'
        f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>{''.join(rows)}</table:table>"
    )


def _chapter(chapter: Chapter, document: Document) -> str:
    heads = (say("left", document.language), say("right", document.language))
    table = _table(chapter.id, ("Left", "Right"), heads, (_row(row) for row in chapter.rows))
    return _heading(1, chapter.id, chapter.title) + table


def _row(row: Row) -> str:
    left = "".join(_heading(heading.depth, heading.id, heading.title) for heading in row.left)
    right = "".join(_paragraph(block, under=under) for block, under in placed(row.blocks))
    return f"<table:table-row>{_cell('LeftCell', left)}{_cell('RightCell', right)}</table:table-row>"


def _paragraph(block: Block, *, under: bool) -> str:
    runs = "".join(_reference(run) if isinstance(run, Printed) else escape(run.text) for run in block.runs)
    text = f"{block.number}<text:tab/>{runs}" if block.number else runs
    if block.heading:
        text = f'<text:span text:style-name="Strong">{text}</text:span>'
    return _p("Item_20_under" if under else f"Item_20_{block.level}", text)


def _reference(run: Printed) -> str:
    inside = f'<text:span text:style-name="Figure">{escape(run.text)}</text:span>'
    return f'<text:a xlink:type="simple" xlink:href="#figure-{run.figure}">{inside}</text:a>'


def _annex(document: Document) -> Iterator[str]:
    language = document.language
    yield _heading(1, "figures", say("annex", language))
    yield _p("Text_20_body", escape(say("annex_intro", language)))
    heads = tuple(say(key, language) for key in ("section", "figure", "value", "kind", "source"))
    rows = (_figure(figure, document) for figure in document.figures)
    yield _table("figures", tuple(f"Annex{n}" for n in range(5)), heads, rows)


def _figure(figure: FigureValue, document: Document) -> str:
    language = document.language
    mark = f'<text:bookmark text:name="figure-{figure.id}"/>'
    source = provenance(figure, document)
    cells = (
        _p("Annex", escape(figure.section)),
        _p("Annex", mark + escape(figure.label[language])),
        _p("Annex_20_value", escape(figure.with_unit(language))),
        _p("Annex", escape(kind_said(figure, language))),
        _p("Annex", escape(figure.definition[language])) + (_p("Annex_20_source", escape(source)) if source else ""),
    )
    return f"<table:table-row>{''.join(_cell('RightCell', cell) for cell in cells)}</table:table-row>"


def _styles(document: Document) -> str:
    """The style sheet with the language, the running head and the page line filled in."""
    language = document.language
    fields = {"page": "<text:page-number/>", "pages": "<text:page-count/>"}
    template = (resources.files("siwei.report") / "odt" / "styles.xml").read_text(encoding="utf-8")
    places = {
        "@LANGUAGE@": "zh" if language == "zh" else "en",
        "@COUNTRY@": "TW" if language == "zh" else "GB",
        "@TITLE@": escape(document.title),
        "@NOTICE@": escape(document.edition.notice[language]),
        "@PAGE@": say("page", language, **fields),
    }
    for place, text in places.items():
        template = template.replace(place, text)
    return template


def _meta(document: Document, made: datetime.datetime) -> str:
    language = "zh-TW" if document.language == "zh" else "en-GB"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-meta {NAMESPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(document.title)}</dc:title><dc:creator>{escape(document.edition.office[document.language])}</dc:creator>"
        f"<dc:date>{made.isoformat(timespec='seconds')}</dc:date><dc:language>{language}</dc:language>"
        "<meta:generator>Siwei</meta:generator></office:meta></office:document-meta>"
    )


def _manifest() -> str:
    kinds = {"/": MIME, "content.xml": "text/xml", "styles.xml": "text/xml", "meta.xml": "text/xml"}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in kinds.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f"{entries}</manifest:manifest>"
    )
