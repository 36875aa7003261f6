"""A user's own table as tidy facts. Every refusal names sheet, row and column."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import polars as pl
from attrs import field, frozen

from omsyn.errors import RegionError, UnreadableFile
from omsyn.facts import FACT_SCHEMA, Status
from omsyn.geography import Registry
from omsyn.language import _, number
from omsyn.sources.files.mapping import ColumnMapping, heading_row, headings_of, text_of
from omsyn.sources.files.numbers import DECIMAL_SIGNS, decimal_signs, parse_number
from omsyn.sources.files.sheets import Cell, Grid, read_grid

SYMBOLS = {
    "..": Status.NOT_AVAILABLE,
    ".": Status.NOT_APPLICABLE,
    ":": Status.CONFIDENTIAL,
    "–": Status.ZERO,
    "-": Status.ZERO,
    "": Status.NOT_AVAILABLE,
}
TOTALS = frozenset({"sum", "total", "totalt", "i alt", "samlet", "alle", "alle kommuner"})
SEXES = {
    "1": "male", "m": "male", "mann": "male", "menn": "male", "gutt": "male", "gutter": "male",
    "2": "female", "k": "female", "kvinne": "female", "kvinner": "female", "jenter": "female",
    "begge": "both", "begge kjønn": "both", "alle": "both", "i alt": "both",
}  # fmt: skip
_CODE = re.compile(r"^(\d{3,4})(?:\s.*)?$")
_REGION_ID = re.compile(r"^[a-z_]+-[\w-]+$")
_PERIOD = re.compile(r"^(\d{4})(?:[KM]\d{1,2})?$")
_DAY = re.compile(r"^(?:\d{1,2}\.\d{1,2}\.(\d{4})|(\d{4})-\d\d-\d\d(?:[ T].*)?)$")
_AGE = re.compile(
    r"^(\d{1,3})(?:\s*år)?(?:\s*[-–]\s*(\d{1,3})(?:\s*år)?|(\s*\+|\s*år og over|\s*og over))?$"
)


def read_user_table(
    path: Path | str, mapping: ColumnMapping, *, registry: Registry | None = None
) -> pl.DataFrame:
    """Tidy facts (`FACT_SCHEMA`) of a CSV or .xlsx file.

    With a registry, regions may be given by name, and a number that is no longer in force is
    refused with its successors named. Raises `UnreadableFile`.
    """
    grid = read_grid(Path(path), mapping.sheet)
    return _TableReader(grid, mapping, registry).read()


@frozen
class _Column:
    heading: str
    place: int
    period: str = ""
    """The year in the heading, for one column of figures for each year."""


@frozen
class _TableReader:
    grid: Grid
    mapping: ColumnMapping
    registry: Registry | None
    known: dict[str, str] = field(factory=dict)
    """Text -> region, so that each is looked up once."""

    def read(self) -> pl.DataFrame:
        top = heading_row(self.grid)
        headings = headings_of(self.grid, top)
        columns = self._columns(headings)
        figures = self._figures(headings)
        rows = self._spread(list(self._body(top)), {each.place for each in figures})
        if not rows:
            self._refuse(_("Filen {file} har ingen rader under overskriftene."))
        facts: dict[tuple[str, ...], int] = {}
        records: list[dict[str, object]] = []
        for figure in figures:
            sign = self._decimal_sign(rows, figure)
            for place, row in rows:
                record = self._record(place, row, columns, figure, sign)
                self._check_double(record, place, facts)
                records.append(record)
        return pl.DataFrame(records, schema=FACT_SCHEMA)

    def _columns(self, headings: tuple[str, ...]) -> dict[str, _Column]:
        wanted = {kind: getattr(self.mapping, kind) for kind in ("region", "period", "sex", "age")}
        return {kind: self._column(name, headings) for kind, name in wanted.items() if name}

    def _figures(self, headings: tuple[str, ...]) -> list[_Column]:
        if self.mapping.year_columns:
            found = [self._column(name, headings) for name in self.mapping.year_columns]
            return [_Column(each.heading, each.place, self._year(each)) for each in found]
        if not (self.mapping.period or self.mapping.fixed_period):
            self._refuse(
                _("Velg kolonnen med år, eller skriv hvilket år tallene i {file} gjelder.")
            )
        return [self._column(self.mapping.value, headings)]

    def _year(self, column: _Column) -> str:
        if not _PERIOD.match(column.heading):
            self._refuse(_("Kolonnen «{heading}» i {file} er ikke et år."), heading=column.heading)
        return column.heading

    def _column(self, name: str, headings: tuple[str, ...]) -> _Column:
        if name not in headings:
            self._refuse(
                _("Filen {file} har ikke kolonnen «{name}». Den har: {headings}."),
                name=name,
                headings=", ".join(each for each in headings if each),
            )
        place = headings.index(name)
        if place in self.grid.hidden_columns:
            self._refuse(
                _("Kolonnen «{name}» i {file} er skjult. Vis den, og prøv igjen."), name=name
            )
        return _Column(name, place)

    def _body(self, top: int) -> Iterator[tuple[int, list[Cell]]]:
        """Rows below the headings that hold anything, with their place in the grid."""
        for place in range(top + 1, len(self.grid.rows)):
            row = self.grid.rows[place]
            if all(cell is None for cell in row):
                continue
            if place in self.grid.hidden_rows:
                self._refuse(
                    _(
                        "Rad {row} i {file} er skjult eller filtrert bort. Vis alle rader, eller "
                        "slett dem som ikke skal være med."
                    ),
                    row=number(self.grid.lines[place]),
                )
            yield place, list(row)

    def _spread(
        self, rows: list[tuple[int, list[Cell]]], figures: set[int]
    ) -> list[tuple[int, list[Cell]]]:
        """The rows with merged cells filled: what stands over several rows holds for each."""
        by_place = dict(rows)
        for top, left, bottom, right in self.grid.merged:
            for place in range(max(top, 0), min(bottom, len(self.grid.rows) - 1) + 1):
                if place not in by_place or top < 0:
                    continue
                for column in range(left, min(right, len(by_place[place]) - 1) + 1):
                    if (place, column) == (top, left):
                        continue
                    if column in figures:
                        self._refuse_cell(
                            place,
                            column,
                            _(
                                "Cellene er slått sammen i {file} ({where}), og tallet kan ikke "
                                "fordeles. Del dem opp, og prøv igjen."
                            ),
                        )
                    if by_place.get(top) is not None:
                        by_place[place][column] = by_place[top][left]
        return list(by_place.items())

    def _decimal_sign(self, rows: list[tuple[int, list[Cell]]], figure: _Column) -> str:
        """The decimal sign of a column: the one given, or the one that its numbers agree on."""
        if self.mapping.decimal:
            return self.mapping.decimal
        signs = DECIMAL_SIGNS
        unsure: tuple[int, str] | None = None
        for place, row in rows:
            cell = row[figure.place] if figure.place < len(row) else None
            if not isinstance(cell, str) or cell.strip() in SYMBOLS or not decimal_signs(cell):
                continue
            if not signs & decimal_signs(cell):
                self._refuse_cell(
                    place,
                    figure.place,
                    _(
                        "Tallene i {file} er skrevet på to måter: «{text}» ({where}) passer ikke "
                        "med dem over. Bruk samme desimaltegn i hele kolonnen."
                    ),
                    text=cell,
                )
            signs &= decimal_signs(cell)
            if unsure is None and any(sign in cell for sign in ",."):
                unsure = place, cell
        if len(signs) > 1 and unsure:
            self._refuse_cell(
                unsure[0],
                figure.place,
                _(
                    "«{text}» i {file} ({where}) kan leses på to måter. Velg om komma eller "
                    "punktum er desimaltegn."
                ),
                text=unsure[1],
            )
        return "," if "," in signs else "."

    def _record(
        self, place: int, row: list[Cell], columns: dict[str, _Column], figure: _Column, sign: str
    ) -> dict[str, object]:
        def cell(kind: str) -> str:
            column = columns[kind].place
            self._check_calculated(place, column)
            return text_of(row[column]) if column < len(row) else ""

        value, status = self._value(place, row, figure, sign)
        period = figure.period or self.mapping.fixed_period
        return {
            "region": self._region(place, cell("region"), columns["region"]),
            "period": period or self._period(place, cell("period"), columns["period"]),
            "sex": self._sex(place, cell("sex"), columns["sex"]) if "sex" in columns else "both",
            "age": self._age(place, cell("age"), columns["age"]) if "age" in columns else "all",
            "measure": self.mapping.measure,
            "value": value,
            "status": status.value,
        }

    def _value(
        self, place: int, row: list[Cell], figure: _Column, sign: str
    ) -> tuple[float | None, Status]:
        self._check_calculated(place, figure.place)
        cell = row[figure.place] if figure.place < len(row) else None
        if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
            return float(cell), Status.OBSERVED
        text = text_of(cell)
        if (status := SYMBOLS.get(text)) is not None:
            return (0.0 if status is Status.ZERO else None), status
        found = parse_number(text, sign)
        if found is None:
            self._refuse_cell(
                place,
                figure.place,
                _(
                    "«{text}» i {file} ({where}) er ikke et tall. Rett det, eller skriv et av "
                    "tegnene . .. : – for tall som mangler."
                ),
                text=text[:60],
            )
        return found, Status.OBSERVED

    def _check_calculated(self, place: int, column: int) -> None:
        if (place, column) in self.grid.uncalculated:
            self._refuse_cell(
                place,
                column,
                _(
                    "Formelen i {file} ({where}) er ikke regnet ut. Åpne filen i Excel, lagre den "
                    "og prøv igjen."
                ),
            )
        if (place, column) in self.grid.errors:
            self._refuse_cell(
                place, column, _("Cellen i {file} ({where}) viser en feil. Rett formelen.")
            )

    def _region(self, place: int, text: str, column: _Column) -> str:
        if text not in self.known:
            self.known[text] = self._found(place, text, column)
        return self.known[text]

    def _found(self, place: int, text: str, column: _Column) -> str:
        if not text or text.lower() in TOTALS:
            self._refuse_cell(
                place,
                column.place,
                _(
                    "Raden i {file} ({where}) er en sumrad eller mangler region («{text}»). Slett "
                    "den, og prøv igjen."
                ),
                text=text,
            )
        if _REGION_ID.match(text):
            return text
        found = _CODE.match(text)
        if self.registry is None and found:
            # A spreadsheet takes the zero away from "0301".
            return found[1].zfill(4)
        if self.registry is None:
            self._refuse_cell(
                place,
                column.place,
                _(
                    "«{text}» i {file} ({where}) er ikke et kommunenummer. Skriv fire sifre, for "
                    "eksempel 0301."
                ),
                text=text[:60],
            )
        try:
            return self.registry.find(found[1].zfill(4) if found else text).id
        except RegionError as fault:
            self._refuse_cell(
                place,
                column.place,
                _("Region i {file} ({where}): {reason}"),
                reason=fault.message,
            )

    def _period(self, place: int, text: str, column: _Column) -> str:
        day = _DAY.match(text)
        if not day and not _PERIOD.match(text):
            self._refuse_cell(
                place,
                column.place,
                _("«{text}» i {file} ({where}) er ikke et år. Skriv fire sifre."),
                text=text[:60],
            )
        return (day[1] or day[2]) if day else text

    def _sex(self, place: int, text: str, column: _Column) -> str:
        sex = SEXES.get(text.lower())
        if sex is None:
            self._refuse_cell(
                place,
                column.place,
                _("«{text}» i {file} ({where}) er ikke et kjønn. Skriv menn, kvinner eller begge."),
                text=text[:60],
            )
        return sex

    def _age(self, place: int, text: str, column: _Column) -> str:
        if text.lower() in {"alle", "i alt", "alle aldre"}:
            return "all"
        found = _AGE.match(text.lower())
        if not found:
            self._refuse_cell(
                place,
                column.place,
                _(
                    "«{text}» i {file} ({where}) er ikke en alder. Skriv for eksempel 80, 80–89 "
                    "eller 80+."
                ),
                text=text[:60],
            )
        low = str(int(found[1]))
        if found[2]:
            return f"{low}-{int(found[2])}"
        return f"{low}+" if found[3] else low

    def _check_double(
        self, record: dict[str, object], place: int, seen: dict[tuple[str, ...], int]
    ) -> None:
        key = tuple(str(record[name]) for name in ("region", "period", "sex", "age"))
        if key in seen:
            self._refuse(
                _(
                    "Rad {row} i {file} gjentar rad {first} ({region}, {period}). Slett den ene, "
                    "og prøv igjen."
                ),
                row=number(self.grid.lines[place]),
                first=number(self.grid.lines[seen[key]]),
                region=record["region"],
                period=record["period"],
            )
        seen[key] = place

    def _refuse_cell(self, place: int, column: int, sentence: str, **words: object) -> NoReturn:
        self._refuse(sentence, where=self.grid.where(place, column), **words)

    def _refuse(self, sentence: str, **words: object) -> NoReturn:
        raise UnreadableFile(sentence.format(file=self.grid.file, **words))
