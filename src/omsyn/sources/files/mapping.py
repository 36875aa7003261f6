"""Which column of a file holds what, and a guess at it for the user to correct."""

from __future__ import annotations

import re
from pathlib import Path

from attrs import field, frozen

from omsyn.errors import UnreadableFile
from omsyn.language import _
from omsyn.sources.files.numbers import decimal_signs
from omsyn.sources.files.sheets import Cell, Grid, read_grid

HEADINGS = {
    "region": ("kommunenr", "kommunenummer", "komnr", "knr", "kommunekode", "region", "kommune",
               "regionkode", "fylke", "fylkesnr", "municipality", "område", "sted"),
    "period": ("år", "aar", "årgang", "year", "periode", "tid", "period", "kvartal"),
    "sex": ("kjønn", "kjonn", "sex", "gender"),
    "age": ("alder", "age", "aldersgruppe"),
    "value": ("verdi", "value", "antall", "andel", "tall", "prosent", "sum", "personer",
              "brukere", "plasser", "årsverk"),
}  # fmt: skip
"""What a column holds -> headings that say so, the surest first."""
SAMPLE_ROWS = 20
_YEAR = re.compile(r"^(19|20)\d\d$")
_CODE = re.compile(r"^\d{3,4}( .*)?$")


@frozen(kw_only=True)
class ColumnMapping:
    """Headings of the columns to read; an empty one is not there."""

    region: str
    measure: str
    """Our name for what is measured: "home_service_users"."""
    value: str = ""
    period: str = ""
    fixed_period: str = ""
    """The year of every figure, where no column gives it."""
    year_columns: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    """Headings that are years, one column of figures for each; instead of `value`."""
    sex: str = ""
    age: str = ""
    sheet: str = ""
    """The sheet to read; empty for the first that can be seen."""
    decimal: str = ""
    """"," or "."; empty to let the numbers of the column decide."""

    def columns(self) -> tuple[str, ...]:
        """Every heading that the mapping names."""
        named = (self.region, self.value, self.period, self.sex, self.age, *self.year_columns)
        return tuple(each for each in named if each)


@frozen(kw_only=True)
class Suggestion:
    """What a file seems to hold."""

    sheets: tuple[str, ...]
    sheet: str
    headings: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    """The first rows below the headings, as text."""
    mapping: ColumnMapping | None
    """None where no column of regions or of figures was found."""


def suggest_mapping(path: Path | str, sheet: str = "") -> Suggestion:
    """A mapping to begin with, and what the user needs to see to correct it.

    Raises `UnreadableFile`.
    """
    grid = read_grid(Path(path), sheet)
    top = heading_row(grid)
    headings = headings_of(grid, top)
    body = [row for row in grid.rows[top + 1 :] if any(cell is not None for cell in row)]
    sample = [[text_of(cell) for cell in row] for row in body[:SAMPLE_ROWS]]
    return Suggestion(
        sheets=grid.sheets,
        sheet=grid.sheet,
        headings=headings,
        sample=tuple(tuple(row) for row in sample),
        mapping=_guess(headings, sample, grid.sheet),
    )


def heading_row(grid: Grid) -> int:
    """The first row with two texts or more, years among them; titles above it are passed by."""
    for place, row in enumerate(grid.rows[:50]):
        filled = [text_of(cell) for cell in row if cell is not None]
        words = [each for each in filled if not decimal_signs(each) or _YEAR.match(each)]
        if len(filled) >= 2 and len(words) == len(filled):
            return place
    raise UnreadableFile(
        _(
            "Filen {file} mangler en rad med kolonneoverskrifter. Skriv overskrifter på første "
            "rad, for eksempel kommunenr, år og antall."
        ).format(file=grid.file)
    )


def headings_of(grid: Grid, top: int) -> tuple[str, ...]:
    """The headings as text; raises `UnreadableFile` where two are the same."""
    headings = tuple(text_of(cell) for cell in grid.rows[top])
    for place, heading in enumerate(headings):
        if heading and heading in headings[:place]:
            raise UnreadableFile(
                _(
                    "Overskriften «{heading}» står to ganger i {file} ({where}). Gi den ene et "
                    "annet navn."
                ).format(heading=heading, file=grid.file, where=grid.where(top, place))
            )
    return headings


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _guess(headings: tuple[str, ...], sample: list[list[str]], sheet: str) -> ColumnMapping | None:
    found = {kind: _by_heading(headings, names) for kind, names in HEADINGS.items()}
    found["region"] = found["region"] or _by_content(headings, sample, _CODE)
    years = tuple(each for each in headings if _YEAR.match(each))
    taken = {each for each in found.values() if each} | set(years)
    if not found["value"] and not years:
        found["value"] = _last_numeric(headings, sample, taken)
    if not found["region"] or not (found["value"] or years):
        return None
    value = "" if years else found["value"]
    measure = re.sub(r"\W+", "_", value.lower()).strip("_")
    return ColumnMapping(
        region=found["region"],
        measure=measure or "value",
        value=value,
        period=found["period"],
        year_columns=years,
        sex=found["sex"],
        age=found["age"],
        sheet=sheet,
    )


def _by_heading(headings: tuple[str, ...], names: tuple[str, ...]) -> str:
    plain = {re.sub(r"[^a-zæøå]", "", each.lower()): each for each in reversed(headings)}
    return next((plain[name] for name in names if name in plain), "")


def _by_content(headings: tuple[str, ...], sample: list[list[str]], fits: re.Pattern[str]) -> str:
    for place, heading in enumerate(headings):
        cells = [row[place] for row in sample if place < len(row) and row[place]]
        if heading and cells and all(fits.match(cell) and not _YEAR.match(cell) for cell in cells):
            return heading
    return ""


def _last_numeric(headings: tuple[str, ...], sample: list[list[str]], taken: set[str]) -> str:
    for place, heading in reversed(list(enumerate(headings))):
        cells = [row[place] for row in sample if place < len(row) and row[place]]
        numeric = sum(bool(decimal_signs(cell)) for cell in cells)
        if heading and heading not in taken and numeric * 2 > len(cells):
            return heading
    return ""
