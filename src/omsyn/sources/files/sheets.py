"""A file's cells as a grid, with what the reader of a spreadsheet does not see."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import field, frozen

from omsyn.errors import UnreadableFile
from omsyn.language import _, number
from omsyn.sources.files.guards import Kind, check_file
from omsyn.sources.text import damaged_line, decode

SECONDS = 30
MAX_ROWS = 200_000
Cell = str | float | bool | None
_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


@frozen(kw_only=True, eq=False)
class Grid:
    """The cells of one sheet, from its first row and column."""

    file: str
    sheet: str
    """Empty for a text file."""
    rows: list[list[Cell]]
    lines: list[int]
    """The row's number in the sheet, or its line in a text file."""
    sheets: tuple[str, ...] = ()
    """The sheets that can be seen."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncalculated: frozenset[tuple[int, int]] = field(default=frozenset())
    """Row and column (both from 0) of formulas without a value."""
    errors: frozenset[tuple[int, int]] = field(default=frozenset())
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First row and column, last row and column, all from 0."""

    def where(self, row: int, column: int) -> str:
        """Where a cell stands, for people: sheet, row and column."""
        if self.sheet:
            return _("arket «{sheet}», celle {cell}").format(
                sheet=self.sheet, cell=f"{column_letters(column)}{self.lines[row]}"
            )
        return _("linje {line}, kolonne {column}").format(
            line=self.lines[row], column=number(column + 1)
        )


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_grid(path: Path, sheet: str = "") -> Grid:
    """The cells of a text file, or of one sheet of a workbook. Raises `UnreadableFile`."""
    match check_file(path):
        case Kind.CSV:
            return _read_text(path)
        case Kind.XLSX:
            return _read_workbook(path, sheet)


def _read_text(path: Path) -> Grid:
    return grid_of_text(decode(path.read_bytes(), path.name), path.name)


def grid_of_text(text: str, name: str) -> Grid:
    """The cells of text parted by tab, semicolon or comma, as it is in a file or was pasted.

    Raises `UnreadableFile`, where `name` stands for the file.
    """
    if damaged := damaged_line(text):
        raise UnreadableFile(
            _(
                "Linje {line} i {file} har ødelagte bokstaver: Filen er lagret med feil tegnsett. "
                "Lagre den som CSV UTF-8."
            ).format(line=number(damaged), file=name)
        )
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=_delimiter(lines))
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    try:
        for row in reader:
            rows.append([cell.strip() or None for cell in row])
            numbers.append(reader.line_num)
    except csv.Error:
        raise UnreadableFile(
            _("Linje {line} i {file} kan ikke leses. Rett den, og lagre filen på nytt.").format(
                line=number(reader.line_num), file=name
            )
        ) from None
    _check_rows(len(rows), name)
    return Grid(file=name, sheet="", rows=rows, lines=numbers)


def _delimiter(lines: list[str]) -> str:
    """The sign that the first lines have most of; a comma may also stand inside numbers."""
    first = [line for line in lines[:20] if line.strip()]
    for sign in "\t;":
        if sum(sign in line for line in first) * 2 > len(first):
            return sign
    return ","


def _read_workbook(path: Path, sheet: str) -> Grid:
    answer = _ask_child(path, sheet)
    match answer.get("fault"):
        case "sheet":
            raise UnreadableFile(
                _("Filen {file} har ikke arket «{sheet}». Den har: {sheets}.").format(
                    file=path.name, sheet=sheet, sheets=", ".join(answer["sheets"]) or "–"
                )
            )
        case "rows":
            _check_rows(answer["rows"], path.name)
        case "memory":
            raise _too_large(path)
        case "damaged":
            raise UnreadableFile(
                _(
                    "Filen {file} er skadet ({reason}). Åpne den i Excel og lagre den på nytt."
                ).format(file=path.name, reason=answer.get("reason", ""))
            )
    rows = answer["rows"]
    return Grid(
        file=path.name,
        sheet=answer["sheet"],
        rows=rows,
        lines=list(range(1, len(rows) + 1)),
        sheets=tuple(answer["sheets"]),
        hidden_rows=frozenset(row - 1 for row in answer["hidden_rows"]),
        hidden_columns=frozenset(
            column - 1
            for first, last in answer["hidden_columns"]
            for column in range(first, min(last, 20_000) + 1)
        ),
        uncalculated=frozenset(map(_position, answer["uncalculated"])),
        errors=frozenset(map(_position, answer["errors"])),
        merged=tuple(_range(each) for each in answer["merged"]),
    )


def _ask_child(path: Path, sheet: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(Path(__file__).with_name("child.py"))]
    try:
        done = subprocess.run(  # noqa: S603 - our own script and interpreter; no shell
            [*command, str(path), sheet, str(MAX_ROWS)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_large(path) from None
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        # The process was stopped by its limits before it could say anything.
        raise _too_large(path) from None
    return answer


def _check_rows(rows: int, name: str) -> None:
    if rows > MAX_ROWS:
        raise UnreadableFile(
            _(
                "Filen {file} har {rows} rader, og grensen er {limit}. Slett rader som ikke "
                "trengs, eller del den opp."
            ).format(file=name, rows=number(rows), limit=number(MAX_ROWS))
        )


def _too_large(path: Path) -> UnreadableFile:
    return UnreadableFile(
        _(
            "Filen {file} krever mer minne eller tid enn det som er satt av til én fil. Slett ark "
            "og rader som ikke trengs, og lagre den på nytt."
        ).format(file=path.name)
    )


def _position(reference: str) -> tuple[int, int]:
    """Row and column from 0 of "B7"."""
    found = _REFERENCE.match(reference)
    if not found:
        return (-1, -1)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _colon, last = reference.partition(":")
    return (*_position(first), *_position(last or first))
