"""Stocks of the whole country that somebody gives, checked cell by cell."""

from __future__ import annotations

import numpy as np
import polars as pl
from attrs import field, frozen

from omsyn.demography.by_content import ByContent
from omsyn.demography.population import AGES, SEXES, FloatArray
from omsyn.demography.step import cell_text, first_cell
from omsyn.errors import ProjectionError
from omsyn.language import _

COLUMNS = ("year", "sex", "age", "persons")
MOST_IN_A_CELL = 10_000_000
"""Persons of one sex and age: more than the whole country has."""


@frozen(kw_only=True, eq=False, repr=False)
class NationalPath(ByContent):
    """Persons in the country on 1 January of some years, all sexes and ages."""

    years: tuple[int, ...]
    persons: FloatArray = field()
    """Shape (year, sex, age)."""

    @persons.validator
    def _whole(self, _attribute: object, value: FloatArray) -> None:
        if value.shape != (len(self.years), len(SEXES), AGES) or len(set(self.years)) != len(
            self.years
        ):
            raise ProjectionError(
                _("Den nasjonale banen må ha hvert år én gang, med begge kjønn og alle aldre.")
            )
        if not self.years:
            raise ProjectionError(_("Den nasjonale banen har ingen rader; fyll den ut."))
        wrong = ~((value >= 0) & np.isfinite(value))
        if wrong.any():
            year, *cell = first_cell(wrong)
            raise ProjectionError(
                _(
                    "Den nasjonale banen har ikke et folketall på null eller mer for {cell} i "
                    "{year}; rett tallet."
                ).format(cell=cell_text(tuple(cell)), year=self.years[year])
            )
        if (value > MOST_IN_A_CELL).any():
            year, *cell = first_cell(value > MOST_IN_A_CELL)
            raise ProjectionError(
                _(
                    "Den nasjonale banen har flere personer enn landet kan ha for {cell} i {year}; "
                    "rett tallet."
                ).format(cell=cell_text(tuple(cell)), year=self.years[year])
            )

    def check_years(self, first: int, last: int) -> None:
        """Raise `ProjectionError` where no year of the path is among those that are projected."""
        if not any(first <= each <= last for each in self.years):
            raise ProjectionError(
                _(
                    "Den nasjonale banen har ingen av årene som framskrives, {first}–{last}; se "
                    "etter feil i kolonnen «year»."
                ).format(first=first, last=last)
            )

    def contents(self) -> tuple[object, ...]:
        return self.years, self.persons

    def at(self, year: int) -> FloatArray | None:
        """Persons (sex, age); None for a year that nothing is given for."""
        return self.persons[self.years.index(year)] if year in self.years else None


def national_path(table: pl.DataFrame) -> NationalPath:
    """The path in a table with the columns year, sex (male, female), age (0..105) and persons.

    Age 105 is 105 and over. Raises `ProjectionError` naming the cell that is missing, given twice,
    not a number or negative, or the column that is not there.
    """
    for column in COLUMNS:
        if column not in table.columns:
            raise ProjectionError(
                _("Den nasjonale banen mangler kolonnen «{column}».").format(column=column)
            )
    try:
        cells = table.select(
            pl.col("year").cast(pl.Int64),
            pl.col("sex").cast(pl.String),
            pl.col("age").cast(pl.String).str.strip_suffix("+").cast(pl.Int64),
            pl.col("persons").cast(pl.Float64),
        )
    except pl.exceptions.PolarsError as fault:
        raise ProjectionError(
            _("Den nasjonale banen har noe annet enn tall i år, alder eller personer.")
        ) from fault
    _check_keys(cells)
    years = tuple(cells["year"].unique().sort().to_list())
    persons = np.full((len(years), len(SEXES), AGES), np.nan)
    place = (
        np.searchsorted(years, cells["year"].to_numpy()),
        (cells["sex"] == SEXES[1]).cast(pl.Int64).to_numpy(),
        cells["age"].to_numpy(),
    )
    seen = np.zeros(persons.shape, dtype=int)
    np.add.at(seen, place, 1)
    for wrong, text in (
        (seen > 1, _("Den nasjonale banen har to tall for {cell} i {year}; stryk det ene.")),
        (seen == 0, _("Den nasjonale banen mangler tall for {cell} i {year}.")),
    ):
        if wrong.any():
            year, *cell = first_cell(wrong)
            raise ProjectionError(text.format(cell=cell_text(tuple(cell)), year=years[year]))
    persons[place] = cells["persons"].fill_null(np.nan).to_numpy()
    return NationalPath(years=years, persons=persons)


def _check_keys(cells: pl.DataFrame) -> None:
    wrong = cells.filter(
        ~pl.col("sex").is_in(SEXES).fill_null(value=False)
        | ~pl.col("age").is_between(0, AGES - 1).fill_null(value=False)
        | pl.col("year").is_null()
    )
    if wrong.height:
        row = wrong.row(0, named=True)
        raise ProjectionError(
            _(
                "Den nasjonale banen har en rad med år {year}, kjønn «{sex}» og alder {age}; kjønn "
                "må være male eller female, og alder fra 0 til {last}."
            ).format(year=row["year"], sex=row["sex"], age=row["age"], last=AGES - 1)
        )
