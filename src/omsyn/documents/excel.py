"""Excel: a front sheet that explains, and a sheet of real numbers for each table."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from attrs import frozen
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from omsyn.charts import TOKENS
from omsyn.documents import wording
from omsyn.documents.blocks import (
    Cell,
    Column,
    ColumnKind,
    Document,
    Figure,
    Messages,
    Table,
)
from omsyn.documents.clean import cleaned
from omsyn.documents.numbering import Numbering, blocks, tables
from omsyn.facts import Status
from omsyn.language import _, using
from omsyn.language.numbers import MINUS

FIRST_COLUMN_WIDTH = 34
WIDEST = 60
TEXT_COLUMNS = 8
"""Texts below a table run over at least so many columns."""
LINE_LETTERS = 95
LONGEST_TEXT = 32_767
"""What one cell of Excel can hold."""


def render_excel(document: Document) -> bytes:
    """The document's tables as .xlsx; nothing is hidden, no text is a formula."""
    document = cleaned(document)
    stream = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False,
        "strings_to_urls": False, "nan_inf_to_errors": False,
    }  # fmt: skip
    with using(document.standard), Workbook(stream, options) as book:
        made = dt.datetime.combine(document.made, dt.time())
        book.set_properties(
            {"title": document.title, "subject": document.place, "author": "Omsyn",
             "comments": document.data_status, "created": made}
        )  # fmt: skip
        writer = _Writer(book, _Formats(book), document, Numbering.of(document))
        writer.front()
        for table in tables(document):
            writer.sheet(table)
    return stream.getvalue()


def sheet_name(n: int) -> str:
    """The name of a table's sheet: short, and never made of what a user wrote."""
    return _("Tabell {n}").format(n=n)


def number_format(column: Column) -> str:
    """Excel's pattern for what `wording.cell_text` writes."""
    decimals = "." + "0" * column.decimals if column.decimals else ""
    match column.kind:
        case ColumnKind.YEAR:
            return "0"
        case ColumnKind.PERCENT:
            return f'#,##0{decimals}" %"'
        case ColumnKind.CHANGE:
            sign = '" %"' if column.unit == "%" else ""
            return f'+#,##0{decimals}{sign};"{MINUS}"#,##0{decimals}{sign};0{decimals}{sign}'
        case _:
            return f"#,##0{decimals}"


class _Formats:
    """The few looks of the workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._numbers: dict[str, CellFormat] = {}
        self.text = self._made()
        self.wrapped = self._made(text_wrap=True, valign="top")
        self.title = self._made(bold=True, font_size=18)
        self.heading = self._made(bold=True, font_size=12)
        self.small = self._made(font_color=TOKENS["stone"], text_wrap=True, valign="top")
        self.banner = self._made(bold=True, font_color=TOKENS["lingon"])
        self.link = self._made(font_color=TOKENS["fjord"], underline=1)
        self.head = self._made(bold=True, bottom=1, text_wrap=True, valign="bottom")
        self.head_right = self._made(
            bold=True, bottom=1, text_wrap=True, valign="bottom", align="right"
        )
        self.absent = self._made(font_color=TOKENS["stone"], align="right")

    def number(self, column: Column) -> CellFormat:
        pattern = number_format(column)
        if pattern not in self._numbers:
            align = "left" if column.kind is ColumnKind.YEAR else "right"
            self._numbers[pattern] = self._made(num_format=pattern, align=align)
        return self._numbers[pattern]

    def _made(self, **properties: Any) -> CellFormat:
        return self._book.add_format({"font_name": "Calibri", "font_size": 11, **properties})


@frozen
class _Writer:
    book: Workbook
    formats: _Formats
    document: Document
    numbering: Numbering

    def front(self) -> None:
        """What this is, what matters, and a link to each table."""
        sheet = self._new(_("Om tallene"))
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 100)
        row = self._banner(sheet)
        sheet.write_string(row, 0, self._text(self.document.title), self.formats.title)
        sheet.set_row(row, 28)
        for line in (self.document.subtitle, *wording.cover_lines(self.document)):
            row += 1
            sheet.write_string(row, 0, self._text(line), self.formats.text)
        row = self._messages(sheet, row + 2)
        row = self._contents(sheet, row)
        for line in self._explanations():
            sheet.write_string(row, 1, self._text(line), self.formats.small)
            sheet.set_row(row, self._height(line, LINE_LETTERS))
            row += 1

    def _messages(self, sheet: Worksheet, row: int) -> int:
        items = [
            message
            for block in blocks(self.document)
            if isinstance(block, Messages)
            for message in block.items
        ]
        if not items:
            return row
        sheet.write_string(row, 0, _("Det viktigste"), self.formats.heading)
        for message in items:
            row += 1
            sheet.write_string(row, 0, self._text(message.value), self.formats.wrapped)
            sheet.write_string(row, 1, self._text(message.text), self.formats.wrapped)
            sheet.set_row(row, self._height(message.text, LINE_LETTERS))
        return row + 2

    def _contents(self, sheet: Worksheet, row: int) -> int:
        sheet.write_string(row, 0, _("Innhold"), self.formats.heading)
        for table in tables(self.document):
            row += 1
            name = sheet_name(self.numbering.tables[table.id])
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self.formats.link, name)
            sheet.write_string(row, 1, self._text(table.caption), self.formats.wrapped)
        return row + 2

    def _explanations(self) -> list[str]:
        return [
            _("Hver tabell har sitt eget ark. Tallene kan regnes med videre."),
            _("Framskrevne tall vises avrundet, men har desimaler i cellene."),
            _("Symbolene står der et tall ikke finnes: «.» kan ikke forekomme, «..» mangler, "
              "«:» er skjult av hensyn til personvernet, «–» betyr null."),
            _("Kilde, definisjon og forbehold står under hver tabell."),
        ]  # fmt: skip

    def sheet(self, table: Table) -> None:
        """One table: caption, head, numbers, notes, source."""
        name = sheet_name(self.numbering.tables[table.id])
        sheet = self._new(name)
        self._widths(sheet, table)
        top = self._banner(sheet)
        caption = wording.caption(_("Tabell"), self.numbering.tables[table.id], table.caption)
        sheet.write_string(top, 0, self._text(caption), self.formats.heading)
        sheet.write_url(
            top + 1, 0, f"internal:'{_('Om tallene')}'!A1", self.formats.link, _("Til forsiden")
        )
        head = top + 3
        for i, column in enumerate(table.columns):
            look = self.formats.head_right if wording.is_numeric(column) else self.formats.head
            sheet.write_string(head, i, self._text(wording.column_label(column)), look)
        for r, row in enumerate(table.rows, start=head + 1):
            for c, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                self._cell(sheet, r, c, cell, column)
        sheet.freeze_panes(head + 1, 1)
        sheet.repeat_rows(head)
        self._below(sheet, head + len(table.rows) + 2, table)

    def _cell(self, sheet: Worksheet, row: int, at: int, cell: Cell, column: Column) -> None:
        if isinstance(cell, Status) or cell is None:
            sheet.write_string(row, at, wording.cell_text(cell, column), self.formats.absent)
        elif isinstance(cell, str):
            sheet.write_string(row, at, self._text(cell), self.formats.text)
        else:
            sheet.write_number(row, at, cell, self.formats.number(column))

    def _below(self, sheet: Worksheet, row: int, table: Table) -> None:
        figure = self._figure_of(table)
        lines = [figure.title, figure.subtitle, figure.summary] if figure else []
        lines += [*wording.notes(table), wording.source_line(table.provenance)]
        last = max(len(table.columns), TEXT_COLUMNS) - 1
        for item in wording.distinct(table.provenance):
            lines += ["", *(f"{term}: {text}" for term, text in wording.about_terms(item))]
        for at, line in enumerate(lines, start=row):
            if line:
                sheet.merge_range(at, 0, at, last, "", self.formats.small)
                sheet.write_string(at, 0, self._text(line), self.formats.small)
                sheet.set_row(at, self._height(line, LINE_LETTERS))

    def _height(self, text: str, letters: int) -> float:
        """Points for a wrapped text; Excel does not measure merged cells itself."""
        return 15.0 * min(max(-(-len(text) // letters), 1), 20)

    def _figure_of(self, table: Table) -> Figure | None:
        figures = (block for block in blocks(self.document) if isinstance(block, Figure))
        return next((figure for figure in figures if figure.table is table), None)

    def _new(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if self.document.fictional:
            sheet.set_header(f"&R{wording.fictional_text()}")
        return sheet

    def _banner(self, sheet: Worksheet) -> int:
        """The first row below the banner, which stands on every sheet of invented figures."""
        if not self.document.fictional:
            return 0
        text = f"{wording.fictional_text()}. {wording.fictional_sentence()}"
        sheet.write_string(0, 0, text, self.formats.banner)
        return 1

    def _widths(self, sheet: Worksheet, table: Table) -> None:
        for i, column in enumerate(table.columns):
            cells = [len(wording.cell_text(row[i], column)) for row in table.rows]
            least = max((len(word) for word in wording.column_label(column).split()), default=8)
            widest = max([least, *cells, 8]) + 2
            sheet.set_column(i, i, min(widest, FIRST_COLUMN_WIDTH if i == 0 else WIDEST))

    def _text(self, text: str) -> str:
        return text[:LONGEST_TEXT]
