"""PDF by Typst: tagged for accessibility (PDF/UA-1), every text passed as data."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, assert_never

import typst
from attrs import asdict, frozen

from omsyn.charts import FONTS, TOKENS, WIDE, render_svg, size
from omsyn.documents import wording
from omsyn.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Definitions,
    Document,
    Figure,
    Message,
    Messages,
    Paragraph,
    Section,
    Sources,
    Table,
)
from omsyn.documents.brief import STEPS, VALUE_SIZE, Step, value_width
from omsyn.documents.clean import cleaned
from omsyn.documents.numbering import Numbering, lists_sources, stands_last, tables_at_the_end
from omsyn.errors import DocumentError
from omsyn.language import _, using

SOURCE = Path(__file__).parent / "assets" / "document.typ"
UNKNOWN_CHARACTER = "\u25a1"
Node = dict[str, Any]


def render_pdf(document: Document) -> bytes:
    """The document as PDF. Raises `DocumentError` where a brief cannot be one page."""
    made = dt.datetime.combine(document.made, dt.time(), dt.UTC)
    try:
        pdf = _compiler(document).compile(pdf_standards=["ua-1"], timestamp=made)
    except RuntimeError as fault:
        raise _explained(fault) from fault
    assert isinstance(pdf, bytes)
    return pdf


def fitting_step(document: Document) -> Step:
    """The most generous step at which a brief is one page."""
    try:
        found = _compiler(document).query("<step>", field="value", one=True)
    except RuntimeError as fault:
        raise _explained(fault) from fault
    return STEPS[int(json.loads(found))]


def _explained(fault: RuntimeError) -> Exception:
    if "brief-does-not-fit" in str(fault):
        return DocumentError(
            _("Notatet blir lengre enn én side. Velg færre budskap, figurer eller tabeller.")
        )
    return fault


def _compiler(document: Document) -> typst.Compiler:
    document = cleaned(document)
    with using(document.standard):
        data = json.dumps(_data(document), ensure_ascii=False)
    return typst.Compiler(SOURCE.read_bytes(), font_paths=_fonts(), sys_inputs={"document": data})


def _data(document: Document) -> Node:
    place, *cover = wording.cover_lines(document)
    if document.fictional:
        cover.append(wording.fictional_sentence())
    builder = _Builder(
        Numbering.of(document), document.fictional, document.brief, lists_sources(document)
    )
    texts: Node = {
        "title": document.title,
        "subtitle": document.subtitle,
        "place": place,
        "status": document.data_status,
        "cover": [line for line in cover if line],
        "contents": _("Innhold"),
        "page": _("Side {page} av {pages}"),
        "fictional": wording.fictional_text() if document.fictional else "",
        "nodes": list(builder.document(document)),
    }
    return {
        **_printable(texts),
        "tokens": TOKENS,
        "language": document.standard.value,
        "made": [document.made.year, document.made.month, document.made.day],
        "brief": document.brief,
        "value-width": value_width(document),
        "value-size": VALUE_SIZE,
        "steps": [asdict(step) for step in STEPS],
    }


@frozen
class _Builder:
    """Turns blocks into the nodes that the Typst source draws."""

    numbering: Numbering
    fictional: bool
    brief: bool
    defined_last: bool

    def document(self, document: Document) -> Iterator[Node]:
        for section in document.sections:
            yield from self.section(section, 1)
        last = [] if self.brief else tables_at_the_end(document)
        if last:
            yield {"kind": "heading", "level": 1, "text": _("Tallene bak figurene")}
        for table in last:
            yield self.table(table)

    def section(self, section: Section, level: int) -> Iterator[Node]:
        if section.title:
            yield {"kind": "heading", "level": level, "text": section.title}
        for block in section.blocks:
            yield from self.block(block)
        for each in section.sections:
            yield from self.section(each, level + 1)

    def block(self, block: Block) -> Iterator[Node]:  # noqa: C901 - one case for each kind
        match block:
            case Messages(items=items):
                for message in items:
                    yield self.message(message)
            case Paragraph(text=text):
                yield {"kind": "paragraph", "text": text}
            case Bullets(items=items):
                yield {"kind": "bullets", "items": list(items)}
            case Callout(text=text, title=title, tone=tone):
                yield {"kind": "callout", "text": text, "title": title, "tone": tone.value}
            case Figure():
                yield from self.figure(block)
            case Table():
                yield self.table(block)
            case Definitions(items=terms):
                for term, text in terms:
                    yield {"kind": "term", "term": term + ".", "text": text}
            case Sources(items=sources):
                yield from self.sources(Sources(items=sources))
            case _:
                assert_never(block)

    def message(self, message: Message) -> Node:
        how = wording.how_text(message, self.numbering)
        return {"kind": "message", "value": message.value, "text": message.text, "how": how}

    def figure(self, figure: Figure) -> Iterator[Node]:
        width, height = size(figure.chart, WIDE, fictional=self.fictional)
        last = self.brief or stands_last(figure.table)
        yield {
            "kind": "figure",
            "word": _("Figur"),
            "title": figure.title,
            "subtitle": figure.subtitle,
            "summary": figure.summary,
            "small": self.below(figure) if last else "",
            "alt": wording.alt_text(figure),
            "ratio": height / width,
            "svg": render_svg(figure.chart, WIDE, fictional=self.fictional),
        }
        if not last:
            yield self.table(figure.table, figure.summary)

    def below(self, figure: Figure) -> str:
        """Source, and where the table is, of a figure whose table stands elsewhere."""
        n = self.numbering.tables[figure.table.id]
        source = wording.small_print(figure.provenance, defined_last=self.defined_last)
        return f"{source} {wording.where_the_table_is(n)}".strip()

    def table(self, table: Table, said: str = "") -> Node:
        return {
            "kind": "table",
            "word": _("Tabell"),
            "caption": table.caption,
            "head": [wording.column_label(column) for column in table.columns],
            "rows": wording.row_texts(table),
            "whole": not stands_last(table),
            "right": [wording.is_numeric(column) for column in table.columns],
            "notes": " ".join(wording.notes(table, said)),
            "small": wording.small_print(table.provenance, defined_last=self.defined_last),
        }

    def sources(self, block: Sources) -> Iterator[Node]:
        if self.brief:
            yield {"kind": "small", "text": wording.source_line(block.items)}
            return
        for item in wording.distinct(block.items):
            entry = wording.source_entry(item)
            yield {"kind": "term", "term": entry.name + ".", "text": entry.definition}
            yield {"kind": "small", "text": entry.details}


def _printable(value: Any) -> Any:
    """The same data with characters that the typeface lacks shown as a square."""
    if isinstance(value, str):
        composed = unicodedata.normalize("NFC", value)
        if composed.startswith("<svg "):
            return value
        covered = _covered()
        return "".join(c if c in covered else UNKNOWN_CHARACTER for c in composed)
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_printable(each) for each in value]
    return value


@cache
def _covered() -> frozenset[str]:
    covered = {"\n"}
    for line in (FONTS / "coverage.txt").read_text(encoding="ascii").split():
        first, _dash, last = line.partition("-")
        covered.update(chr(n) for n in range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(covered)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
