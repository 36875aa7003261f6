"""The usual demographic measures, from plain arrays.

Ages run along the last axis and other axes are kept, so that a measure of one population and of
all municipalities at once is the same call. Formulas are those of Preston, Heuveline & Guillot
(2001), *Demography*, unless another source is named.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from omsyn.demography.lifetables import LifeTable
from omsyn.demography.population import FloatArray
from omsyn.errors import ProjectionError
from omsyn.language import _, number

BOYS_PER_GIRL = 1.06


def total_fertility(rates: ArrayLike, width: float = 1) -> FloatArray:
    """TFR: children a woman would bear through life at these rates (..., age), `width` years each.

    Section 5.1: n Σ f.
    """
    return np.asarray(width * np.asarray(rates, float).sum(axis=-1))


def gross_reproduction(
    rates: ArrayLike, width: float = 1, sex_ratio: float = BOYS_PER_GIRL
) -> FloatArray:
    """GRR: daughters a woman would bear who lived through the fertile ages; TFR / (1 + SRB)."""
    return total_fertility(rates, width) / (1 + sex_ratio)


def net_reproduction(
    rates: ArrayLike, women: LifeTable, sex_ratio: float = BOYS_PER_GIRL
) -> FloatArray:
    """NRR: daughters borne by a newborn girl at these rates and the mortality of `women`.

    Σ f L / l0 / (1 + SRB), where the rates (..., age) have the age groups of the life table.
    Raises `ProjectionError` where they do not.
    """
    f = np.asarray(rates, float)
    if f.shape[-1:] != women.ages.shape:
        raise ProjectionError(
            _(
                "Fruktbarheten har {rates} aldersgrupper og dødelighetstabellen {ages}; bruk de "
                "samme."
            ).format(rates=number(f.shape[-1]), ages=number(len(women.ages)))
        )
    daughters = (f * women.person_years).sum(axis=-1) / women.radix / (1 + sex_ratio)
    return np.asarray(daughters)


def mean_age_at_childbearing(rates: ArrayLike, ages: ArrayLike, width: float = 1) -> FloatArray:
    """Mean age of mothers if every age had as many women: Σ f (x + n/2) / Σ f.

    `ages` are where the groups begin. NaN where all rates are 0.
    """
    f = np.asarray(rates, float)
    middles = np.asarray(ages, float) + width / 2
    return _ratio((f * middles).sum(axis=-1), f.sum(axis=-1))


def crude_rate(events: ArrayLike, person_years: ArrayLike, per: float = 1000) -> FloatArray:
    """Events per `per` person-years; NaN where nobody lived."""
    return per * _ratio(np.asarray(events, float), np.asarray(person_years, float))


def person_years_between(start: ArrayLike, end: ArrayLike, years: float = 1) -> FloatArray:
    """Person-years of a population that changes evenly between two counts: n (P0 + P1) / 2."""
    return np.asarray(years * (np.asarray(start, float) + np.asarray(end, float)) / 2)


def median_age(persons: ArrayLike, ages: ArrayLike | None = None) -> FloatArray:
    """The age that half of the persons (..., age) are below, evenly spread within their group.

    `ages` are where the groups begin; without them they are 0, 1, 2, ... NaN where there is
    nobody, or where the median lies in the open last group.
    """
    counts = np.asarray(persons, float)
    begins = np.arange(counts.shape[-1]) if ages is None else np.asarray(ages)
    below = np.cumsum(counts, axis=-1)
    half = below[..., -1:] / 2
    group = np.argmax(below >= half, axis=-1)[..., None]
    inside = np.take_along_axis(counts, group, -1)
    missing = half - (np.take_along_axis(below, group, -1) - inside)
    widths = np.append(np.diff(begins), np.nan)
    return np.asarray((begins[group] + widths[group] * _ratio(missing, inside))[..., 0])


@frozen
class WorkingAges:
    """Who counts as of working age, both ages included; the rest are young or old."""

    first: int
    last: int


OMSORG_2020 = WorkingAges(20, 64)
"""As in the plan Omsorg 2020, note 1: 0-19 and 65 and over for every 100 of 20-64."""
UNITED_NATIONS = WorkingAges(15, 64)
"""As in most international tables, also Eurostat's."""
UNITED_NATIONS_70 = WorkingAges(20, 69)
"""For countries where people work longer; the United Nations print it too."""
PENSION_67 = WorkingAges(20, 66)
"""To the ordinary pensionable age of the National Insurance Scheme."""


@frozen(kw_only=True, eq=False)
class DependencyRatios:
    """Persons outside working age per 100 within it."""

    young: FloatArray
    old: FloatArray

    @property
    def total(self) -> FloatArray:
        return self.young + self.old


def dependency_ratios(persons: ArrayLike, working: WorkingAges = OMSORG_2020) -> DependencyRatios:
    """Young and old per 100 of working age, from persons (..., single age from 0).

    NaN where there is nobody of working age.
    """
    counts = np.asarray(persons, float)
    between = counts[..., working.first : working.last + 1].sum(axis=-1)
    return DependencyRatios(
        young=100 * _ratio(counts[..., : working.first].sum(axis=-1), between),
        old=100 * _ratio(counts[..., working.last + 1 :].sum(axis=-1), between),
    )


def sex_ratio(persons: ArrayLike) -> FloatArray:
    """Men per 100 women, from persons (..., sex, age) with men first; NaN without women."""
    men, women = np.moveaxis(np.asarray(persons, float).sum(axis=-1), -1, 0)
    return 100 * _ratio(men, women)


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    """Division with NaN where there is nothing to divide by."""
    top, bottom = np.broadcast_arrays(above, below)
    unknown = np.full(top.shape, np.nan)
    result: FloatArray = np.divide(top, bottom, out=unknown, where=bottom > 0)
    return result
