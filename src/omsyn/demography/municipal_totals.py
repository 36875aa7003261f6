"""Inhabitants of municipalities in some years, such as those of a published projection."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from attrs import field, frozen

from omsyn.demography.by_content import ByContent
from omsyn.demography.population import FloatArray
from omsyn.demography.user_tables import from_file, read_columns
from omsyn.errors import ProjectionError
from omsyn.language import _

COLUMNS = ("municipality", "year", "persons")


@frozen(kw_only=True, eq=False, repr=False)
class MunicipalTotals(ByContent):
    """Persons on 1 January; municipalities and years that are not given follow the projection."""

    regions: tuple[str, ...]
    years: tuple[int, ...]
    persons: FloatArray = field()
    """Shape (year, region); NaN where nothing is given."""

    @persons.validator
    def _counts(self, _attribute: object, value: FloatArray) -> None:
        if value.shape != (len(self.years), len(self.regions)):
            raise ProjectionError(
                _("Kommunetallene må ha formen (år, kommune): {wanted}.").format(
                    wanted=(len(self.years), len(self.regions))
                )
            )
        wrong = np.isinf(value) | (value < 0)
        if wrong.any():
            year, region = (int(each[0]) for each in np.nonzero(wrong))
            raise ProjectionError(
                _(
                    "Folketallet for {region} i {year} er ikke null eller større; rett tallet."
                ).format(region=self.regions[region], year=self.years[year])
            )

    def contents(self) -> tuple[object, ...]:
        return self.regions, self.years, self.persons

    def at(self, year: int, regions: tuple[str, ...]) -> FloatArray | None:
        """Persons in the order of `regions`, NaN where not given; None for a year without any."""
        if year not in self.years:
            return None
        row = self.persons[self.years.index(year)]
        given = dict(zip(self.regions, row, strict=True))
        return np.array([given.get(each, np.nan) for each in regions])

    def check_places(self, regions: tuple[str, ...]) -> None:
        """Raise `ProjectionError` for a municipality that is not among `regions`."""
        for each in self.regions:
            if each not in regions:
                raise ProjectionError(
                    _("Kommunetallene gjelder {region}, som ikke er en kommune i lageret.").format(
                        region=each
                    )
                )


def municipal_totals(table: pl.DataFrame | Path) -> MunicipalTotals:
    """From the columns municipality (its number), year and persons, one row for each.

    Raises `ProjectionError` naming the row that is given twice, or whose number or year is none,
    and `UnreadableFile` for a file that is not a table.
    """
    if isinstance(table, Path):
        with from_file(table):
            return municipal_totals(read_columns(table, COLUMNS))
    for column in COLUMNS:
        if column not in table.columns:
            raise ProjectionError(
                _("Kommunetallene mangler kolonnen «{column}».").format(column=column)
            )
    numbered = table if "row" in table.columns else table.with_row_index("row", offset=1)
    seen: dict[tuple[str, int], tuple[int, float]] = {}
    columns = (numbered[name].to_list() for name in ("row", *COLUMNS))
    for row, place, year, persons in zip(*columns, strict=True):
        key = _region(row, place), _year(row, year)
        if key in seen:
            raise ProjectionError(
                _(
                    "Rad {row} og {other} gir begge folketallet for {region} i {year}; stryk den "
                    "ene."
                ).format(row=row, other=seen[key][0], region=key[0], year=key[1])
            )
        seen[key] = row, _persons(row, persons)
    if not seen:
        raise ProjectionError(_("Kommunetallene har ingen rader."))
    regions = tuple(sorted({region for region, _year in seen}))
    years = tuple(sorted({year for _region, year in seen}))
    values = np.full((len(years), len(regions)), np.nan)
    for (region, year), (_row, persons) in seen.items():
        values[years.index(year), regions.index(region)] = persons
    return MunicipalTotals(regions=regions, years=years, persons=values)


def _region(row: int, value: object) -> str:
    # A spreadsheet takes the zero away from "0301"; a name may follow the number.
    found = str(value if value is not None else "").strip().split(" ")[0]
    if not (found.isdecimal() and 3 <= len(found) <= 4):
        raise ProjectionError(
            _("Rad {row}: «{text}» er ikke et kommunenummer; skriv fire sifre.").format(
                row=row, text=found
            )
        )
    return found.zfill(4)


def _year(row: int, value: object) -> int:
    text = str(value if value is not None else "").strip()
    if not (text.isdecimal() and len(text) == 4):
        raise ProjectionError(
            _("Rad {row}: «{text}» er ikke et år; skriv fire sifre.").format(row=row, text=text)
        )
    return int(text)


def _persons(row: int, value: object) -> float:
    try:
        found = float("nan") if value is None else float(str(value))
    except ValueError:
        found = float("nan")
    if not (np.isfinite(found) and found >= 0):
        raise ProjectionError(
            _("Rad {row}: folketallet må være et tall på null eller mer; rett det.").format(row=row)
        )
    return found
