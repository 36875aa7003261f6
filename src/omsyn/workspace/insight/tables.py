"""One table as a file: CSV for everything, Excel through the documents."""

from __future__ import annotations

import csv
import io

from omsyn.documents.blocks import Cell, Column, ColumnKind, Table
from omsyn.facts import Status

# What a spreadsheet would take for the beginning of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def table_csv(table: Table) -> bytes:
    """The table as Norwegian Excel opens it: semicolons, decimal commas, UTF-8 with its mark."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_safe(_heading(column)) for column in table.columns])
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        writer.writerow([_cell(column, cell) for column, cell in cells])
    for line in (table.caption, *table.notes, *_sources(table)):
        writer.writerow([_safe(line)])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _heading(column: Column) -> str:
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _sources(table: Table) -> tuple[str, ...]:
    lines = (
        ", ".join(part for part in (each.source, each.table, each.periods, each.licence) if part)
        for each in table.provenance
    )
    return tuple(dict.fromkeys(lines))


def _cell(column: Column, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Status):
        return cell.value
    if isinstance(cell, str):
        return _safe(cell)
    if column.kind is ColumnKind.YEAR:
        return str(int(cell))
    return f"{cell:.10g}".replace(".", ",")


def _safe(text: str) -> str:
    """Text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
