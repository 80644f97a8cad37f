"""The editable copy: an OpenDocument text (CNS 15251) with the same lines as the page image.

Written as XML here, like the report's: the bytes must be the same each time the same sheet is written.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html import escape

from siwei.documents.layout.pdf import slip_line
from siwei.documents.layout.sheet import Line, Paragraph, Sheet

MIME = "application/vnd.oasis.opendocument.text"
STAMP = (1980, 1, 1, 0, 0, 0)
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = " ".join(
    [f'xmlns:{name}="{_OASIS}{name}:1.0"' for name in ("office", "style", "text", "table", "meta", "manifest")]
    + [f'xmlns:{name}="{_OASIS}{full}-compatible:1.0"' for name, full in (("fo", "xsl-fo"), ("svg", "svg"))]
    + ['xmlns:dc="http://purl.org/dc/elements/1.1/"']
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
#: Kai by its usual names; a word processor takes the first that it has
FACE = "'標楷體', 'DFKai-SB', 'TW-Kai', 'BiauKai'"


def odt(sheet: Sheet) -> bytes:
    """The ODT as bytes; the same sheet gives the same bytes."""
    files = {
        "content.xml": _content(sheet),
        "styles.xml": _styles(sheet),
        "meta.xml": (
            f'{HEAD}<office:document-meta {NAMESPACES} office:version="1.3"><office:meta>'
            f"<dc:title>{_clean(sheet.title)}</dc:title><dc:creator>{_clean(sheet.sender)}</dc:creator>"
            "<dc:language>zh-TW</dc:language></office:meta></office:document-meta>"
        ),
        "META-INF/manifest.xml": _manifest(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", STAMP), MIME, zipfile.ZIP_STORED)
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _content(sheet: Sheet) -> str:
    parts = "".join(_parts(sheet))
    return (
        f'{HEAD}<office:document-content {NAMESPACES} office:version="1.3"><office:automatic-styles>{TABLE}'
        f"</office:automatic-styles><office:body><office:text>{parts}</office:text></office:body>"
        "</office:document-content>"
    )


def _parts(sheet: Sheet) -> Iterator[str]:
    yield from (_line("Corner", one) for one in sheet.corner)
    yield from (_line("Received", one) for one in sheet.received)
    between = f"{sheet.kind} 於　{sheet.sender}" if sheet.respectfully else f"{sheet.sender}　{sheet.kind}"
    yield f'<text:h text:style-name="Title" text:outline-level="1">{_clean(between)}</text:h>'
    yield from (_p("Contact", one) for one in sheet.contacts)
    yield from (_line("Large" if one.large else "Small", one) for one in sheet.head)
    yield from (_paragraph(one) for one in sheet.body)
    if sheet.respectfully:
        yield _p("Body0", "敬陳")
        yield from (_p("Body1", one) for one in sheet.respectfully)
    yield from (_line("Small", one) for one in sheet.foot)
    yield from (_p("Signature", one) for one in sheet.signature)
    if sheet.slip:
        yield _slip(sheet)


def _paragraph(one: Paragraph) -> str:
    if one.depth:
        return _p(f"Body{one.depth}", one.mark + one.text)
    return _p("Body0", f"{one.mark}：{one.text}" if one.mark else one.text)


def _slip(sheet: Sheet) -> str:
    rows = [("層級", "核章", "時間", "意見")]
    rows += [(row["place"], row["who"], row["when"], row["opinion"]) for row in map(slip_line, sheet.slip)]
    first, *others = (
        "<table:table-row>"
        + "".join(f'<table:table-cell table:style-name="Cell">{_p("Cell", text)}</table:table-cell>' for text in row)
        + "</table:table-row>"
        for row in rows
    )
    columns = '<table:table-column table:number-columns-repeated="4"/>'
    head = f"<table:table-header-rows>{first}</table:table-header-rows>"
    return f'<table:table table:name="Slip">{columns}{head}{"".join(others)}</table:table>'


def _line(style: str, line: Line) -> str:
    return _p(style, f"{line.label}：{line.value}")


def _p(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{_clean(text)}</text:p>'


def _clean(text: str) -> str:
    """Text for XML: escaped, without the control characters that XML cannot hold."""
    return escape("".join(one for one in text if one >= " "))


def _style(name: str, size: int, paragraph: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph">'
        f"<style:paragraph-properties {paragraph}/>"
        f'<style:text-properties fo:font-size="{size}pt" style:font-size-asian="{size}pt"/></style:style>'
    )


def _hanging(left: float, hang: float) -> str:
    return f'fo:margin-left="{left + hang:.2f}cm" fo:text-indent="-{hang:.2f}cm"'


TABLE = (
    '<style:style style:name="Cell" style:family="table-cell">'
    '<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>'
)


def _styles(sheet: Sheet) -> str:
    em = 16 * 0.0353  # one character of 16 pt in centimetres
    styles = "".join(
        (
            _style("Corner", 10, 'fo:margin-left="10.5cm"'),
            _style("Received", 10, 'fo:border="0.8pt solid #b3261e" fo:padding="0.1cm" fo:margin-right="8cm"'),
            _style("Title", 20, 'fo:text-align="center" fo:keep-with-next="always"'),
            _style("Contact", 10, 'fo:margin-left="7.8cm"'),
            _style("Large", 16),
            _style("Small", 12, _hanging(0, 1.27)),
            _style("Body0", 16, _hanging(0, 3 * em)),
            *(_style(f"Body{depth}", 16, _hanging(depth * em, 2 * em)) for depth in range(1, 9)),
            _style("Signature", 20, 'fo:padding-top="0.5cm"'),
            _style("Cell", 10),
            _style("Mark", 11),
            _style("Foot", 10, 'fo:text-align="center"'),
        )
    )
    marks = "　".join(filter(None, ("稿本（未發文）" if sheet.draft else sheet.copy, sheet.secret)))
    page = "<text:page-number>1</text:page-number>頁　共<text:page-count>1</text:page-count>頁"
    return (
        f'{HEAD}<office:document-styles {NAMESPACES} office:version="1.3"><office:font-face-decls>'
        f'<style:font-face style:name="Kai" svg:font-family="{FACE}"/></office:font-face-decls><office:styles>'
        '<style:default-style style:family="paragraph"><style:paragraph-properties '
        'fo:margin-top="0.08cm" fo:margin-bottom="0.08cm"/><style:text-properties style:font-name="Kai" '
        'style:font-name-asian="Kai" fo:language="zh" fo:country="TW" style:language-asian="zh" '
        f'style:country-asian="TW"/></style:default-style>{styles}</office:styles><office:automatic-styles>'
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" fo:margin-left="2.6cm" fo:margin-right="2.2cm" fo:margin-top="1.5cm" '
        'fo:margin-bottom="1.5cm"/></style:page-layout></office:automatic-styles><office:master-styles>'
        f'<style:master-page style:name="Standard" style:page-layout-name="A4"><style:header>{_p("Mark", marks)}'
        f'</style:header><style:footer><text:p text:style-name="Foot">第{page}</text:p></style:footer>'
        "</style:master-page></office:master-styles></office:document-styles>"
    )


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", MIME), *((name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml")))
    )
    name = f'manifest:manifest xmlns:manifest="{_OASIS}manifest:1.0" manifest:version="1.3"'
    return f"{HEAD}<{name}>{entries}</manifest:manifest>"
