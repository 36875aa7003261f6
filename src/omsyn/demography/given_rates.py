"""National mortality and fertility that somebody gives, year by year, instead of Omsyn's own."""

from __future__ import annotations

from abc import abstractmethod
from enum import StrEnum
from pathlib import Path
from typing import Self

import numpy as np
import polars as pl
from attrs import field, frozen

from omsyn.demography.by_content import ByContent
from omsyn.demography.fertility import FERTILE, end_of_year_schedule
from omsyn.demography.frames import Coordinates, tidy
from omsyn.demography.mortality import OLDEST, end_of_year_probabilities
from omsyn.demography.population import AGES, SEXES, FloatArray
from omsyn.demography.step import FEMALE, cell_text, first_cell
from omsyn.demography.user_tables import AgeSpan, Wording, cells_of, from_file, read_columns
from omsyn.errors import ProjectionError
from omsyn.language import _, number

EVERYONE = AgeSpan(needed=range(AGES), known=range(AGES), last_is_open=True)
MOTHERS = AgeSpan(needed=range(FERTILE.start, FERTILE.stop), known=range(10, 61))


class After(StrEnum):
    """What holds in the years after the last one that is given."""

    HOLD = "hold"
    """The last year's level."""
    TREND = "trend"
    """From there on as Omsyn's own rates change, in proportion."""


@frozen(kw_only=True, eq=False, repr=False)
class GivenRates(ByContent):
    """Rates of some years.

    In years before the first given year Omsyn's own hold; between two given years it goes evenly
    from one to the other; after the last `after` says what holds.
    """

    years: tuple[int, ...]
    values: FloatArray = field()
    """Shape (year, sex, age 0..105), or (year, age 0..105) for fertility; from 0 to 1."""
    after: After = field(default=After.HOLD, converter=After)

    @values.validator
    def _whole(self, _attribute: object, value: FloatArray) -> None:
        wanted = self.shape_of(len(self.years))
        if value.shape != wanted or not self.years or list(self.years) != sorted(set(self.years)):
            raise ProjectionError(
                _("Rater som gis, må ha formen {wanted} og hvert år én gang, stigende.").format(
                    wanted=wanted
                )
            )
        wrong = ~((value >= 0) & (value <= 1))
        if wrong.any():
            year, *cell = first_cell(wrong)
            raise ProjectionError(
                _(
                    "{what} for {cell} i {year} er {value}, men må være et tall fra 0 til 1; rett "
                    "tallet."
                ).format(
                    what=self.wording().one.capitalize(),
                    cell=cell_text((FEMALE, *cell) if len(cell) == 1 else tuple(cell)),
                    year=self.years[year],
                    value=number(value[(year, *cell)], 4)
                    if np.isfinite(value[(year, *cell)])
                    else _("ikke et tall"),
                )
            )

    @staticmethod
    @abstractmethod
    def shape_of(years: int) -> tuple[int, ...]:
        """What `values` must look like."""

    @staticmethod
    @abstractmethod
    def wording() -> Wording:
        """What the rates are called."""

    def contents(self) -> tuple[object, ...]:
        return self.years, self.after.value, self.values

    @property
    def coordinates(self) -> Coordinates:
        """The axes of `values` and what their places are called."""
        sexes = {"sex": SEXES} if self.values.ndim > 2 else {}
        return {"year": self.years, **sexes, "age": range(AGES)}

    def to_frame(self) -> pl.DataFrame:
        """The columns year, sex (not for fertility), age and rate."""
        return tidy(self.coordinates, rate=self.values)

    def check_years(self, origin: int, horizon: int) -> None:
        """Raise `ProjectionError` where no given year is between the origin and the horizon."""
        check_years(self.wording().several, self.years, origin, horizon - 1)

    def followed(self, origin: int, own: FloatArray) -> FloatArray:
        """`own` (flow, ...) from the year `origin` on, replaced by what is given."""
        given = self.by_flow()
        years = np.arange(origin, origin + len(own))
        low = np.searchsorted(self.years, years, side="right") - 1
        high = np.minimum(low + 1, len(self.years) - 1)
        starts = np.asarray(self.years)
        apart = np.maximum(starts[high] - starts[np.maximum(low, 0)], 1)
        part = np.clip((years - starts[np.maximum(low, 0)]) / apart, 0, 1)
        part = part.reshape(-1, *([1] * (own.ndim - 1)))
        result = given[np.maximum(low, 0)] * (1 - part) + given[high] * part
        last = self.years[-1] - origin
        if self.after is After.TREND and last < len(own):
            result[last:] = given[-1] * _against(own[last:], own[last])
        return np.where((low < 0).reshape(part.shape), own, np.minimum(result, 1))

    @abstractmethod
    def by_flow(self) -> FloatArray:
        """The given rates as the yearly step takes them: by age at the END of the year."""


def _against(later: FloatArray, first: FloatArray) -> FloatArray:
    return np.divide(later, first, out=np.ones_like(later), where=first > 0)


class GivenMortality(GivenRates):
    """Central death rates per person-year, by sex and completed age; 105 is 105 and over."""

    @staticmethod
    def shape_of(years: int) -> tuple[int, ...]:
        return years, len(SEXES), AGES

    @staticmethod
    def wording() -> Wording:
        return Wording(one=_("dødsraten"), several=_("dødsrater"))

    def by_flow(self) -> FloatArray:
        """Probabilities of dying in the year."""
        oldest = np.repeat(self.values[..., -1:], OLDEST - AGES, axis=-1)
        return end_of_year_probabilities(np.concatenate([self.values, oldest], axis=-1))

    @classmethod
    def read(cls, table: pl.DataFrame | Path, after: After | str = After.HOLD) -> Self:
        """From the columns year, sex, age (0..105, or to "100+" for all above) and rate.

        Raises `ProjectionError` for a rate that is missing, given twice, or not from 0 to 1, and
        `UnreadableFile` for a file that is not a table.
        """
        if isinstance(table, Path):
            with from_file(table):
                return cls.read(read_columns(table, ("year", "sex", "age", "rate")), after)
        cells = cells_of(table, cls.wording(), EVERYONE)
        return cls(years=cells.years, values=cells.values, after=After(after))


class GivenFertility(GivenRates):
    """Births per woman-year, by the mother's completed age; those not given are 0."""

    @staticmethod
    def shape_of(years: int) -> tuple[int, ...]:
        return years, AGES

    @staticmethod
    def wording() -> Wording:
        return Wording(one=_("fødselsraten"), several=_("fødselsrater"))

    def by_flow(self) -> FloatArray:
        """Births per woman by her age at the end of the year."""
        return end_of_year_schedule(self.values)

    @classmethod
    def read(cls, table: pl.DataFrame | Path, after: After | str = After.HOLD) -> Self:
        """From the columns year, age (the mother's, 15..49 at least) and rate; sex may be there.

        Raises as `GivenMortality.read`.
        """
        if isinstance(table, Path):
            with from_file(table):
                columns = read_columns(table, ("year", "age", "rate"), optional=("sex",))
                return cls.read(columns, after)
        cells = cells_of(table, cls.wording(), MOTHERS, (SEXES[FEMALE],))
        return cls(
            years=cells.years,
            values=np.nan_to_num(cells.values[:, FEMALE]),
            after=After(after),
        )


def check_years(what: str, years: tuple[int, ...], origin: int, last: int) -> None:
    """Raise `ProjectionError` where none of the years is from `origin` to `last`."""
    if not any(origin <= each <= last for each in years):
        raise ProjectionError(
            _(
                "Tabellen over {what} gjelder {first}–{last}, men framskrivingen bruker år fra "
                "{origin} til {end}; legg til år, eller velg et senere siste år."
            ).format(what=what, first=years[0], last=years[-1], origin=origin, end=last)
        )
