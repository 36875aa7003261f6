"""Word: real headings, captions and table heads, in our look or the organisation's template."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import assert_never

from attrs import Factory, frozen
from docx.oxml import parse_xml
from markupsafe import Markup

from omsyn.charts import TOKENS, WIDE, render_png, size
from omsyn.documents import word_template, wording
from omsyn.documents import word_xml as xml
from omsyn.documents.archive import read_parts, write_parts
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
from omsyn.documents.brief import VALUE_SIZE, Step
from omsyn.documents.clean import cleaned
from omsyn.documents.numbering import (
    Numbering,
    lists_sources,
    sections,
    stands_last,
    tables_at_the_end,
)
from omsyn.documents.pdf import fitting_step
from omsyn.documents.word_styles import TABLE_STYLE, prepare
from omsyn.documents.word_template import Base
from omsyn.facts import Provenance
from omsyn.language import _, using

WIDEST_CM = 16.0
DEEPEST_HEADING = 3


def render_word(document: Document, template: Path | None = None) -> bytes:
    """The document as .docx. Raises `DocumentError` for a template that cannot be used."""
    document = cleaned(document)
    with using(document.standard):
        base = word_template.open_base(document, template)
        step = fitting_step(document) if document.brief else None
        writer = _Writer.of(base, document, step)
        _write(base, writer.brief(document, step) if step else writer.document(document))
        stream = io.BytesIO()
        base.word.save(stream)
    return write_parts(read_parts(stream.getvalue(), "docx"))


def _write(base: Base, content: Markup) -> None:
    holder = parse_xml(xml.root("w:body", content))
    word_template.place(base, list(holder))


@frozen
class _Writer:
    """Turns blocks into markup; pictures go into the file as they are met."""

    base: Base
    styles: dict[str, str]
    numbering: Numbering
    width_cm: float
    fictional: bool
    defined_last: bool
    bookmarks: count[int] = Factory(lambda: count(1))

    @classmethod
    def of(cls, base: Base, document: Document, step: Step | None) -> _Writer:
        styles = prepare(base, document, step)
        width = min(WIDEST_CM, word_template.text_width_cm(base))
        return cls(
            base, styles, Numbering.of(document), width, document.fictional, lists_sources(document)
        )

    def document(self, document: Document) -> Markup:
        titles = self._titles(document)
        cover = Markup() if self.base.has_title else self._cover(document)
        return (
            cover
            + self._contents(document, titles)
            + _join(self._section(each, 1, titles) for each in document.sections)
            + self._tables_at_the_end(document)
        )

    def brief(self, document: Document, step: Step) -> Markup:
        """The one page: no contents, no tables behind the figures."""
        place, *lines = wording.cover_lines(document)
        if document.fictional:
            lines.append(wording.fictional_sentence())
        head = (
            Markup()
            if self.base.has_title
            else (
                self.paragraph("Omsyn sted", place)
                + self.paragraph("Title", document.title)
                + self.paragraph("Subtitle", document.subtitle)
            )
        )
        return (
            head
            + self.paragraph("Omsyn forside", " · ".join(line for line in lines if line))
            + _join(self._brief_section(each, 1, step) for each in document.sections)
        )

    def _brief_section(self, section: Section, level: int, step: Step) -> Markup:
        heading = self._heading(section.title, level, f"omsyn_{section.id}"[:40])
        return (
            (heading if section.title else Markup())
            + _join(self._brief_block(block, step) for block in section.blocks)
            + _join(self._brief_section(each, level + 1, step) for each in section.sections)
        )

    def _brief_block(self, block: Block, step: Step) -> Markup:
        match block:
            case Messages(items=items):
                return _join(self._brief_message(each, step) for each in items)
            case Figure():
                return self._brief_figure(block, step)
            case Sources(items=items):
                return self.paragraph("Omsyn kilde", wording.source_line(items))
            case _:
                return self.block(block)

    def _brief_message(self, message: Message, step: Step) -> Markup:
        value = xml.styled_run(message.value, size=step.size * VALUE_SIZE, colour=TOKENS["fjord"])
        text = xml.paragraph(self.styles["Omsyn budskap"], value, xml.tab(), xml.run(message.text))
        how = wording.how_text(message, self.numbering) if step.how else ""
        return text + self.paragraph("Omsyn forklaring", how)

    def _brief_figure(self, figure: Figure, step: Step) -> Markup:
        title = self.paragraph("Caption", figure.title)
        if not step.picture:
            return title + self.paragraph("Normal", figure.summary)
        n = self.numbering.figures[figure.id]
        relation, width, height = self._picture(figure)
        shrink = min(1.0, step.picture / height)
        alt = xml.Alt(figure.title, wording.alt_text(figure))
        drawn = xml.picture(relation, n, width * shrink, height * shrink, alt)
        return (
            title
            + self.paragraph("Omsyn undertittel", figure.subtitle)
            + xml.paragraph(self.styles["Omsyn figur"], drawn)
        )

    def _titles(self, document: Document) -> dict[str, str]:
        """The bookmark of each section's heading, by the section's id."""
        return {s.id: f"_Toc{i:06d}" for i, s in enumerate(sections(document.sections), start=1)}

    def _cover(self, document: Document) -> Markup:
        place, *lines = wording.cover_lines(document)
        if document.fictional:
            lines.append(wording.fictional_sentence())
        return (
            self.paragraph("Omsyn sted", place)
            + self.paragraph("Title", document.title)
            + self.paragraph("Subtitle", document.subtitle)
            + _join(self.paragraph("Omsyn forside", line) for line in lines)
        )

    def _contents(self, document: Document, titles: dict[str, str]) -> Markup:
        entries = []
        for section in document.sections:
            entries.append((self.styles["toc 1"], titles[section.id], section.title))
            entries += [(self.styles["toc 2"], titles[s.id], s.title) for s in section.sections]
        if tables_at_the_end(document):
            entries.append((self.styles["toc 1"], "_Toc000000", _("Tallene bak figurene")))
        if not entries:
            return Markup()
        heading = self.paragraph("Omsyn overskrift", _("Innhold"))
        return heading + xml.contents(entries) + xml.page_break()

    def _section(self, section: Section, level: int, titles: dict[str, str]) -> Markup:
        return (
            self._heading(section.title, level, titles[section.id])
            + _join(self.block(block) for block in section.blocks)
            + _join(self._section(each, level + 1, titles) for each in section.sections)
        )

    def _heading(self, text: str, level: int, bookmark: str) -> Markup:
        style = self.styles[f"Heading {min(level, DEEPEST_HEADING)}"]
        return xml.paragraph(style, xml.bookmarked(bookmark, next(self.bookmarks), xml.run(text)))

    def block(self, block: Block) -> Markup:  # noqa: PLR0911 - one line for each kind
        match block:
            case Messages(items=items):
                return _join(self._message(each) for each in items)
            case Paragraph(text=text):
                return self.paragraph("Normal", text)
            case Bullets(items=items):
                return _join(self.paragraph("List Bullet", item) for item in items)
            case Callout():
                return self._callout(block)
            case Figure():
                return self._figure(block)
            case Table():
                return self._table(block) + self._sources_of(block.provenance)
            case Definitions(items=items):
                return _join(self._term(term, text) for term, text in items)
            case Sources(items=items):
                return _join(self._source(each) for each in wording.distinct(items))
            case _:
                assert_never(block)

    def paragraph(self, style: str, text: str) -> Markup:
        return xml.paragraph(self.styles[style], xml.run(text)) if text else Markup()

    def _message(self, message: Message) -> Markup:
        return (
            self.paragraph("Omsyn verdi", message.value)
            + self.paragraph("Omsyn budskap", message.text)
            + self.paragraph("Omsyn forklaring", wording.how_text(message, self.numbering))
        )

    def _callout(self, block: Callout) -> Markup:
        title = xml.styled_run(block.title + " ") if block.title else Markup()
        return xml.paragraph(self.styles["Omsyn merknad"], title, xml.run(block.text))

    def _figure(self, figure: Figure) -> Markup:
        n = self.numbering.figures[figure.id]
        relation, width, height = self._picture(figure)
        alt = xml.Alt(figure.title, wording.alt_text(figure))
        return (
            self._caption(_("Figur"), "Figur", n, figure.title)
            + self.paragraph("Omsyn undertittel", figure.subtitle)
            + xml.paragraph(
                self.styles["Omsyn figur"], xml.picture(relation, n, width, height, alt)
            )
            + self.paragraph("Omsyn figurtekst", figure.summary)
            + self._below(figure)
        )

    def _picture(self, figure: Figure) -> tuple[str, float, float]:
        png = render_png(figure.chart, WIDE, fictional=self.fictional)
        relation, _image = self.base.word.part.get_or_add_image(io.BytesIO(png))
        width, height = size(figure.chart, WIDE, fictional=self.fictional)
        return relation, self.width_cm, self.width_cm * height / width

    def _below(self, figure: Figure) -> Markup:
        """The table, or where it stands, and the source."""
        if not stands_last(figure.table):
            return self._table(figure.table, figure.summary) + self._sources_of(figure.provenance)
        where = wording.where_the_table_is(self.numbering.tables[figure.table.id])
        source = wording.small_print(figure.provenance, defined_last=self.defined_last)
        return self.paragraph("Omsyn kilde", f"{source} {where}".strip())

    def _table(self, table: Table, said: str = "") -> Markup:
        notes = " ".join(wording.notes(table, said))
        grid = xml.Grid(
            tuple(wording.column_label(column) for column in table.columns),
            tuple(map(tuple, wording.row_texts(table))),
            tuple(wording.is_numeric(column) for column in table.columns),
            whole=not stands_last(table),
        )
        alt = xml.Alt(table.caption, notes)
        return (
            self._caption(_("Tabell"), "Tabell", self.numbering.tables[table.id], table.caption)
            + xml.table(
                grid, self.styles[TABLE_STYLE], self.styles["Omsyn celle"], alt, self.width_cm
            )
            + (self.paragraph("Omsyn kilde", notes) or self.paragraph("Omsyn kilde", "\u00a0"))
        )

    def _caption(self, word: str, sequence: str, n: int, text: str) -> Markup:
        return xml.paragraph(
            self.styles["Caption"],
            xml.run(f"{word} "),
            xml.field(f"SEQ {sequence} \\* ARABIC", str(n)),
            xml.run(f". {text}"),
        )

    def _sources_of(self, items: tuple[Provenance, ...]) -> Markup:
        return self.paragraph(
            "Omsyn kilde", wording.small_print(items, defined_last=self.defined_last)
        )

    def _term(self, term: str, text: str) -> Markup:
        return xml.paragraph(self.styles["Normal"], xml.styled_run(term + ". "), xml.run(text))

    def _source(self, item: Provenance) -> Markup:
        entry = wording.source_entry(item)
        return self._term(entry.name, entry.definition) + self.paragraph(
            "Omsyn kilde", entry.details
        )

    def _tables_at_the_end(self, document: Document) -> Markup:
        tables = tables_at_the_end(document)
        if not tables:
            return Markup()
        return self._heading(_("Tallene bak figurene"), 1, "_Toc000000") + _join(
            self._table(table) + self._sources_of(table.provenance) for table in tables
        )


def _join(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)
