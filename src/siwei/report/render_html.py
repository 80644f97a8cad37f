"""The web edition: each figure is a link to its evidence, and counted figures show their months beside the text.

`body` is the part that site pages embed; `page` is a whole file that opens without a server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape
from importlib import resources

from siwei.report.bilingual import TAGS
from siwei.report.coverage import coverage
from siwei.report.document import Block, Document, Entry, Printed
from siwei.report.figures import FigureValue
from siwei.report.plot import bars
from siwei.report.print_rows import kind_said, placed, provenance
from siwei.report.wording import coverage_sentences, say

Links = Callable[[str], Mapping[str, str]]  # a figure's id to the attributes of its link


LANGUAGE_NAMES = {"en": "English", "zh-Hant-TW": "中文"}


def to_annex(figure: str) -> dict[str, str]:
    """The link of the file edition: the figure's entry in the annex of the same page."""
    return {"href": f"#figure-{figure}"}


def page(document: Document, other: str, downloads: Mapping[str, str]) -> str:
    """A whole file. `other` is the address of the other language's edition, `downloads` name to address."""
    css = (resources.files("siwei.report") / "static" / "report" / "report.css").read_text(encoding="utf-8")
    own, theirs = ("zh-Hant-TW", "en") if document.language == "zh" else ("en", "zh-Hant-TW")
    links = "".join(f'<a href="{escape(href)}">{escape(name)}</a>' for name, href in downloads.items())
    turn = f'<a href="{escape(other)}" lang="{theirs}" hreflang="{theirs}">{LANGUAGE_NAMES[theirs]}</a>'
    office = escape(document.edition.office[document.language])
    return (
        f'<!doctype html>\n<html lang="{own}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(document.title)}</title><style>{css}</style></head><body class="report-file">'
        f'<header class="report-bar"><span>{office}</span><nav>{links}{turn}</nav></header>'
        f"<main>{body(document)}</main></body></html>\n"
    )


def body(document: Document, links: Links = to_annex, *, annex: bool = True, cover: bool = True) -> str:
    """The report as an article: cover, contents, chapters, annex of figures."""
    parts = [_cover(document)] if cover else []
    parts += [_contents(document), *_chapters(document, links)]
    if annex:
        parts.append(_annex(document))
    return f'<article class="report" lang="{TAGS[document.language]}">{"".join(parts)}</article>'


def _cover(document: Document) -> str:
    language, edition, found = document.language, document.edition, coverage(document)
    said = coverage_sentences(found, language)
    notice = f'<p class="report-notice">{escape(edition.notice[language])}</p>' if edition.notice[language] else ""
    return (
        f'<header class="report-cover"><h1>{escape(document.title)}</h1>'
        f'<p class="report-status">{escape(edition.status[language])}</p>{notice}'
        f'<p class="report-coverage">{escape(said)}</p></header>'
    )


def _contents(document: Document) -> str:
    lines = "".join(
        f'<li class="level-{entry.level}"><a href="#{entry.id}">{_title(entry, document)}</a></li>'
        for entry in document.entries
    )
    name = escape(say("contents", document.language))
    return f'<nav class="report-contents" id="contents" aria-label="{name}"><h2>{name}</h2><ol>{lines}</ol></nav>'


def _title(entry: Entry, document: Document) -> str:
    gap = "" if document.language == "zh" else " "
    return f"{escape(entry.number)}{gap}{escape(entry.title)}"


def _chapters(document: Document, links: Links) -> Iterator[str]:
    """Chapters as sections; headings keep one step between levels although the outline skips some."""
    opened = second = False
    columns = f'<div class="report-columns" aria-hidden="true"><span>{escape(say("left", document.language))}</span>'
    columns += f"<span>{escape(say('right', document.language))}</span></div>"
    for entry in document.entries:
        title = _title(entry, document)
        if entry.level == 1:
            yield (
                "</section>" if opened else ""
            ) + f'<section class="report-chapter" id="{entry.id}"><h2>{title}</h2>{columns}'
            opened, second = True, False
            continue
        second = second or entry.level == 2
        heading = "h4" if entry.level == 3 and second else "h3"
        yield (
            f'<section class="report-item level-{entry.level}" id="{entry.id}"><{heading}>{title}</{heading}>'
            f'<div class="report-text">{"".join(_text(entry, document, links))}</div></section>'
        )
    yield "</section>" if opened else ""


def _text(entry: Entry, document: Document, links: Links) -> Iterator[str]:
    for block, under in placed(entry.blocks):
        yield _paragraph(block, document, links, "under" if under else f"depth-{block.level}")
        yield _months(block, document)


def _paragraph(block: Block, document: Document, links: Links, place: str) -> str:
    runs = "".join(
        _reference(run, document, links) if isinstance(run, Printed) else escape(run.text) for run in block.runs
    )
    number = f'<span class="number">{block.number}</span> ' if block.number else ""
    text = f"<strong>{runs}</strong>" if block.heading else runs
    return f'<p class="{place}">{number}<span>{text}</span></p>'


def _reference(run: Printed, document: Document, links: Links) -> str:
    figure = document.figure(run.figure)
    attributes = "".join(f' {name}="{escape(value, quote=True)}"' for name, value in links(run.figure).items())
    title = escape(figure.label[document.language], quote=True)
    return f'<a class="figure figure-{figure.kind}"{attributes} title="{title}">{escape(run.text)}</a>'


def _months(block: Block, document: Document) -> str:
    """Plots of the figures of a paragraph that have months worth a picture (more than four records).

    Not of those that Siwei adds: the parts of a sum would crowd the text. Their own pages show them.
    """
    figures = [document.figure(name) for name in dict.fromkeys(block.figures())]
    plots = [_plot(figure, document) for figure in figures if worth_plotting(figure) and not figure.added]
    return f'<div class="report-plots">{"".join(plots)}</div>' if plots else ""


def worth_plotting(figure: FigureValue) -> bool:
    """Twelve months with something to see in them."""
    return len(figure.monthly) == 12 and sum(1 for value in figure.monthly if value) > 2


def _plot(figure: FigureValue, document: Document) -> str:
    label = figure.label[document.language]
    caption = escape(say("by_month", document.language, label=label))
    return f"<figure>{bars(figure.monthly, label, document.language)}<figcaption>{caption}</figcaption></figure>"


def _annex(document: Document) -> str:
    language = document.language
    heading = escape(say("annex", language))
    figures = "".join(_figure(figure, document) for figure in document.figures)
    return (
        f'<section class="report-annex" id="figures"><h2>{heading}</h2><p>{escape(say("annex_intro", language))}</p>'
        f'{figures}<p><a href="#contents">{escape(say("to_top", language))}</a></p></section>'
    )


def _figure(figure: FigureValue, document: Document) -> str:
    language = document.language
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in facts(figure, document)
    )
    plot = _plot(figure, document) if worth_plotting(figure) else ""
    return (
        f'<section class="report-figure" id="figure-{figure.id}" tabindex="-1">'
        f"<h3><span>{escape(figure.label[language])}</span><strong>{escape(figure.with_unit(language))}</strong></h3><dl>{rows}</dl>{plot}</section>"
    )


def facts(figure: FigureValue, document: Document) -> Iterator[tuple[str, str]]:
    """What a reader may ask of a figure: name and answer, unanswered ones left out."""
    language = document.language
    origin = {"computed": "evidence", "derived": "formula"}.get(figure.kind, "source")
    pairs = (
        ("section", figure.section),
        ("kind", kind_said(figure, language)),
        ("definition", figure.definition[language]),
        (origin, provenance(figure, document)),
        ("previous", "" if figure.previous is None else f"{figure.previous:,f}"),
        ("owner", figure.owner[language]),
        ("id", figure.id),
    )
    return ((say(key, language), text) for key, text in pairs if text)
