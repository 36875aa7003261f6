"""A person's own table: its columns by name, and the cells by year, sex and age.

A table comes from a CSV or .xlsx file or as a frame. Whatever is wrong with it is told with the
row, and with the sex, age and year of the cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl
from attrs import frozen

from omsyn.demography.population import AGES, SEXES, FloatArray
from omsyn.demography.step import cell_text, first_cell
from omsyn.errors import ProjectionError, UnreadableFile
from omsyn.language import _, number
from omsyn.sources.files.mapping import heading_row, headings_of, text_of
from omsyn.sources.files.numbers import DECIMAL_SIGNS, common_sign, parse_number
from omsyn.sources.files.sheets import Grid, read_grid

HEADINGS = {
    "year": ("year", "år", "aar", "tid", "årstal"),
    "sex": ("sex", "kjønn", "kjonn"),
    "age": ("age", "alder", "alderstrinn"),
    "rate": ("rate", "dødsrate", "fødselsrate", "rater", "verdi", "value"),
    "persons": ("persons", "personer", "personar", "folketall", "folketal", "antall", "tal",
                "innbyggere", "innbyggjarar"),
    "municipality": ("municipality", "kommune", "kommunenr", "kommunenummer", "region"),
}  # fmt: skip
"""What a column holds -> the headings that say so, in English, bokmål and nynorsk."""

NUMBERS = frozenset({"rate", "persons"})

SEX_NAMES = {
    "male": "male", "m": "male", "mann": "male", "menn": "male", "1": "male",
    "female": "female", "k": "female", "f": "female", "kvinne": "female", "kvinner": "female",
    "kvinnene": "female", "2": "female",
}  # fmt: skip


def column_name(name: str) -> str:
    """What a column is called to a reader who is to add it."""
    return {
        "year": _("år"),
        "sex": _("kjønn"),
        "age": _("alder"),
        "persons": _("personer"),
        "municipality": _("kommunenummer"),
    }.get(name, name)


def read_columns(path: Path, wanted: Sequence[str], optional: Sequence[str] = ()) -> pl.DataFrame:
    """The wanted columns of a file, with `row`: the row's number in the sheet or its line.

    Texts are text and numbers Float64, null where the cell is empty. Raises `UnreadableFile` for a
    file, a heading or a number that cannot be read.
    """
    grid = read_grid(path)
    top = heading_row(grid)
    headings = [each.lower() for each in headings_of(grid, top)]
    found = {
        name: place
        for name in (*wanted, *optional)
        if (place := _place(headings, name)) is not None
    }
    missing = [name for name in wanted if name not in found]
    if missing:
        raise UnreadableFile(
            _("Filen {file} mangler kolonnen «{column}». Den har: {headings}.").format(
                file=grid.file,
                column=column_name(missing[0]),
                headings=", ".join(each for each in headings if each),
            )
        )
    body = [
        place
        for place in range(top + 1, len(grid.rows))
        if any(cell is not None for cell in grid.rows[place])
    ]
    _check_seen(grid, body, found)
    columns: dict[str, Sequence[object]] = {"row": [grid.lines[place] for place in body]}
    for name, column in found.items():
        texts = [_cell(grid, place, column) for place in body]
        columns[name] = (
            _numbers(grid, body, column, texts)
            if name in NUMBERS
            else [text or None for text in texts]
        )
    types = {name: pl.Float64 if name in NUMBERS else pl.String for name in found}
    return pl.DataFrame(columns, schema={"row": pl.Int64, **types})


def _place(headings: Sequence[str], name: str) -> int | None:
    return next((headings.index(each) for each in HEADINGS[name] if each in headings), None)


def _check_seen(grid: Grid, body: Sequence[int], found: Mapping[str, int]) -> None:
    """Refuse what the one who looks at the sheet does not see, or has not been computed."""
    hidden = [place for place in body if place in grid.hidden_rows]
    if hidden or grid.hidden_columns & set(found.values()):
        raise UnreadableFile(
            _("{file} har skjulte rader eller kolonner. Vis alle, og prøv igjen.").format(
                file=grid.file
            )
        )
    for place, column in sorted(grid.uncalculated | grid.errors):
        if column in found.values() and place in body:
            raise UnreadableFile(
                _("Formelen i {file} ({where}) er ikke regnet ut eller viser en feil.").format(
                    file=grid.file, where=grid.where(place, column)
                )
            )


def _cell(grid: Grid, place: int, column: int) -> str:
    row = grid.rows[place]
    return text_of(row[column]) if column < len(row) else ""


def _numbers(
    grid: Grid, body: Sequence[int], column: int, texts: Sequence[str]
) -> list[float | None]:
    written = [
        text
        for place, text in zip(body, texts, strict=True)
        if text and not isinstance(grid.rows[place][column], float)
    ]
    signs = common_sign(written)
    if signs == DECIMAL_SIGNS and any(set(text) & DECIMAL_SIGNS for text in written):
        raise UnreadableFile(
            _(
                "Tallene i {file}, kolonne {column}, kan leses på to måter. Skriv dem uten skille "
                "mellom tusener."
            ).format(file=grid.file, column=number(column + 1))
        )
    sign = "," if "," in signs and "." not in signs else "."
    result: list[float | None] = []
    for place, text in zip(body, texts, strict=True):
        cell = grid.rows[place][column] if column < len(grid.rows[place]) else None
        if isinstance(cell, float) and not isinstance(cell, bool):
            result.append(cell)
            continue
        value = parse_number(text, sign) if text else None
        if text and value is None:
            raise UnreadableFile(
                _("«{text}» i {file} ({where}) er ikke et tall; rett det.").format(
                    text=text[:60], file=grid.file, where=grid.where(place, column)
                )
            )
        result.append(value)
    return result


@frozen(kw_only=True, eq=False)
class Cells:
    """Values by year, sex and age, every cell given once."""

    years: tuple[int, ...]
    values: FloatArray
    """Shape (year, sex, age)."""


@frozen(kw_only=True)
class Wording:
    """What a table holds, for the sentences about what is wrong with it."""

    one: str
    """As in "dødsraten"."""
    several: str
    """As in "dødsrater"."""


@frozen(kw_only=True)
class AgeSpan:
    """The ages that a table must have, and those that it may."""

    needed: range
    known: range
    last_is_open: bool = False
    """Whether "100+" holds for all ages from there on, and not for that one alone."""


def cells_of(
    table: pl.DataFrame, wording: Wording, ages: AgeSpan, sexes: Sequence[str] = SEXES
) -> Cells:
    """The column `rate` by year, sex and age.

    With one sex alone the column of sex may be left out. Raises `ProjectionError` naming the row,
    sex, age and year.
    """
    for column in ("year", "age", "rate", *(["sex"] if len(sexes) > 1 else [])):
        if column not in table.columns:
            raise ProjectionError(
                _("Tabellen over {what} mangler kolonnen «{column}».").format(
                    what=wording.several, column=column
                )
            )
    seen: dict[tuple[int, int, int], tuple[str, float]] = {}
    for row in _rows(table):
        _take(row, seen, wording, ages, sexes)
    if not seen:
        raise ProjectionError(
            _("Tabellen over {what} har ingen rader.").format(what=wording.several)
        )
    years = tuple(sorted({year for year, _sex, _age in seen}))
    values = np.full((len(years), len(SEXES), AGES), np.nan)
    for (year, sex, age), (_where, value) in seen.items():
        values[years.index(year), sex, age] = value
    _check_whole(values, years, wording, ages, sexes)
    return Cells(years=years, values=values)


@frozen(kw_only=True)
class _Row:
    where: str
    year: object
    sex: object
    age: object
    rate: object


def _rows(table: pl.DataFrame) -> list[_Row]:
    numbered = table if "row" in table.columns else table.with_row_index("row", offset=1)
    sexes = table["sex"].to_list() if "sex" in table.columns else [None] * table.height
    columns = (numbered[name].to_list() for name in ("row", "year", "age", "rate"))
    return [
        _Row(where=_("Rad {row}").format(row=row), year=year, sex=sex, age=age, rate=rate)
        for row, year, age, rate, sex in zip(*columns, sexes, strict=True)
    ]


def _take(
    row: _Row,
    seen: dict[tuple[int, int, int], tuple[str, float]],
    wording: Wording,
    ages: AgeSpan,
    sexes: Sequence[str],
) -> None:
    """Put a row among those seen, or say what is wrong with it."""
    year, sex, (low, high) = _year(row), _sex(row, sexes), _age(row, ages)
    cell, value = cell_text((sex, low)), _value(row)
    if not 0 <= value <= 1:
        raise ProjectionError(
            _(
                "{where}: {what} for {cell} i {year} er {value}, men må være et tall fra 0 til 1; "
                "rett tallet."
            ).format(
                where=row.where,
                what=wording.one,
                cell=cell,
                year=year,
                value=number(value, 4) if np.isfinite(value) else _("ikke et tall"),
            )
        )
    for age in range(low, high + 1):
        key = year, sex, age
        if key in seen:
            raise ProjectionError(
                _("{where} og {other} har begge {what} for {cell} i {year}; stryk den ene.").format(
                    where=row.where,
                    other=seen[key][0].lower(),
                    what=wording.one,
                    cell=cell_text((sex, age)),
                    year=year,
                )
            )
        seen[key] = row.where, value


def _value(row: _Row) -> float:
    try:
        return float("nan") if row.rate is None else float(str(row.rate))
    except ValueError:
        return float("nan")


def _year(row: _Row) -> int:
    text = str(row.year if row.year is not None else "")
    if not (text.isdecimal() and len(text) == 4):
        raise ProjectionError(
            _("{where}: «{text}» er ikke et år; skriv fire sifre.").format(
                where=row.where, text=text
            )
        )
    return int(text)


def _sex(row: _Row, sexes: Sequence[str]) -> int:
    if row.sex is None and len(sexes) == 1:
        return SEXES.index(sexes[0])
    text = str(row.sex or "").strip().lower()
    if SEX_NAMES.get(text) not in sexes:
        raise ProjectionError(
            _("{where}: «{text}» er ikke et kjønn tabellen skal ha; skriv {wanted}.").format(
                where=row.where,
                text=text,
                wanted=_("male eller female") if len(sexes) > 1 else sexes[0],
            )
        )
    return SEXES.index(SEX_NAMES[text])


def _age(row: _Row, ages: AgeSpan) -> tuple[int, int]:
    """First and last age that a row holds for."""
    text = str(row.age if row.age is not None else "").strip()
    plain = text.removesuffix("+")
    known = ages.known
    if not (plain.isdecimal() and int(plain) in known):
        raise ProjectionError(
            _("{where}: «{text}» er ikke en alder fra {first} til {last}.").format(
                where=row.where, text=text, first=known[0], last=known[-1]
            )
        )
    return int(plain), known[-1] if plain != text and ages.last_is_open else int(plain)


def _check_whole(
    values: FloatArray,
    years: Sequence[int],
    wording: Wording,
    ages: AgeSpan,
    sexes: Sequence[str],
) -> None:
    """Raise for the first cell that no row gives, or the sex that none does."""
    for sex in sexes:
        place = SEXES.index(sex)
        if np.isnan(values[:, place]).all():
            raise ProjectionError(
                _("Tabellen over {what} mangler {sex}; legg dem til.").format(
                    what=wording.several, sex=_("menn") if sex == "male" else _("kvinner")
                )
            )
        missing = np.isnan(values[:, place, ages.needed.start : ages.needed.stop])
        if missing.any():
            year, age = first_cell(missing)
            raise ProjectionError(
                _("Tabellen mangler {what} for {cell} i {year}; legg til en rad.").format(
                    what=wording.one,
                    cell=cell_text((place, ages.needed.start + age)),
                    year=years[year],
                )
            )


@contextmanager
def from_file(path: Path) -> Iterator[None]:
    """Put the file's name in front of what is wrong with its table: a frame has none."""
    try:
        yield
    except ProjectionError as fault:
        raise ProjectionError(f"{path.name}: {fault.message}") from fault
