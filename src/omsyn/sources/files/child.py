"""Reads one sheet of an .xlsx in a process of its own, with bounded memory and time.

    python -I child.py FILE SHEET ROWS

Run as a script, so that nothing of the program is loaded with it: what a hostile file could
reach is this. Writes one JSON object; `fault` in it names what went wrong. An empty SHEET means
the first visible one.
"""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 30
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MAX_MARKS = 1_000
"""As many hidden rows, merged ranges and the like as are worth telling of."""


def limit() -> None:
    """Bound memory and processor time, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def read(path: str, sheet: str, most_rows: int) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    names = [
        each.name
        for each in workbook.sheets_metadata
        if str(each.visible).endswith("Visible") and str(each.typ).endswith("WorkSheet")
    ]
    if (sheet and sheet not in names) or not names:
        return {"fault": "sheet", "sheets": names}
    chosen = sheet or names[0]
    marks = marked(path, chosen)
    rows = [
        [plain(cell) for cell in row]
        for row in workbook.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    ]
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    if len(rows) > most_rows:
        return {"fault": "rows", "rows": len(rows)}
    return {"sheets": names, "sheet": chosen, "rows": rows, **marks}


def plain(cell: Any) -> str | float | bool | None:
    """A cell as JSON can hold it; an empty text is no text."""
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell) or None


def marked(path: str, sheet: str) -> dict[str, list[Any]]:
    """What the values alone do not tell.

    Hidden rows and columns, merged cells, formulas never calculated, cells that hold an error.
    """
    hidden_rows: list[int] = []
    hidden_columns: list[list[int]] = []
    merged: list[str] = []
    uncalculated: list[str] = []
    errors: list[str] = []
    for element in elements(path, sheet):
        match element.tag.removeprefix(MAIN):
            case "row" if element.get("hidden") in {"1", "true"}:
                hidden_rows.append(int(element.get("r", "0")))
            case "col" if element.get("hidden") in {"1", "true"}:
                hidden_columns.append([int(element.get("min", "0")), int(element.get("max", "0"))])
            case "mergeCell":
                merged.append(element.get("ref", ""))
            case "c":
                value = element.find(f"{MAIN}v")
                empty = value is None or not value.text
                if element.find(f"{MAIN}f") is not None and empty:
                    uncalculated.append(element.get("r", ""))
                elif element.get("t") == "e":
                    errors.append(element.get("r", ""))
    return {
        "hidden_rows": hidden_rows,
        "hidden_columns": hidden_columns,
        "merged": merged[:MAX_MARKS],
        "uncalculated": uncalculated[:MAX_MARKS],
        "errors": errors[:MAX_MARKS],
    }


def elements(path: str, sheet: str) -> Iterator[Any]:
    """The elements of a sheet as they end, with nothing kept of those that have passed."""
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(path) as archive, archive.open(part(archive, sheet)) as file:
        parents: list[Any] = []
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            yield element
            if element.tag in {f"{MAIN}row", f"{MAIN}mergeCell"} and parents:
                parents[-1].clear()


def part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the archive's part that holds a sheet."""
    from defusedxml.ElementTree import fromstring

    book = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
    links = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    wanted = next(
        each.get(RELATION) for each in book.iter(f"{MAIN}sheet") if each.get("name") == sheet
    )
    target = next(each.get("Target") for each in links if each.get("Id") == wanted)
    return posixpath.normpath(posixpath.join("xl", target)).lstrip("/")


def main() -> None:
    path, sheet, most_rows = sys.argv[1:4]
    try:
        limit()
        answer = read(path, sheet, int(most_rows))
    except MemoryError:
        answer = {"fault": "memory"}
    except Exception as fault:  # noqa: BLE001 - whatever a damaged file sets off is one answer
        answer = {"fault": "damaged", "reason": re.sub(r"\s+", " ", str(fault))[:200]}
    json.dump(answer, sys.stdout, allow_nan=False)


if __name__ == "__main__":
    main()
