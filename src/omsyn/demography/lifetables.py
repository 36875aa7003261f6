"""Life tables by single or grouped ages, from death rates or from deaths and population.

Notation and formulas are those of Preston, Heuveline & Guillot (2001), *Demography*, chapter 3:
an age group begins at exact age x and is n years wide, and the last one is open.

    m   death rate in the group                            `rates`
    a   years lived in the group by those who die in it    `lived`
    q   probability of dying in it: n m / (1 + (n - a) m)  `probabilities`
    l   survivors to exact age x of `radix` born           `survivors`
    d   deaths in the group: l q                           `deaths`
    L   person-years lived in it: n l(x+n) + a d           `person_years`
    T   person-years lived above exact age x               `years_above`
    e   life expectancy at exact age x: T / l              `expectancy`

In the open group q is 1, a is 1 / m and L is l / m.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import ArrayLike

from omsyn.demography.lived import LivedRule, checked_ages, checked_rates, refuse, years_lived
from omsyn.demography.population import FloatArray
from omsyn.errors import ProjectionError
from omsyn.language import _, number

RADIX = 100_000.0


@frozen(kw_only=True, eq=False)
class LifeTable:
    """One life table, or several side by side: arrays of shape (..., age) but `ages`, `widths`."""

    ages: FloatArray
    """Exact age at which each group begins."""
    widths: FloatArray
    """Years in each group; infinite in the last."""
    radix: float
    rates: FloatArray
    lived: FloatArray
    probabilities: FloatArray
    survivors: FloatArray
    deaths: FloatArray
    person_years: FloatArray
    years_above: FloatArray
    expectancy: FloatArray

    def at(self, age: float) -> FloatArray:
        """Life expectancy at an exact age where a group begins, shape (...)."""
        result: FloatArray = self.expectancy[..., self.position(age)]
        return result

    def position(self, age: float) -> int:
        """Where the group that begins at `age` stands. Raises `ProjectionError` without one."""
        found = np.nonzero(self.ages == age)[0]
        if not len(found):
            raise ProjectionError(
                _(
                    "Dødelighetstabellen har ingen aldersgruppe som begynner ved {age} år; "
                    "velg en av dem den har."
                ).format(age=number(age))
            )
        return int(found[0])

    def to_frame(self) -> pl.DataFrame:
        """The columns age, width, m, a, q, l, d, L, T, e; raises `ValueError` for several tables.

        The width of the open group is null.
        """
        if self.rates.ndim != 1:
            raise ValueError("several tables side by side are not one frame; take one of them")
        width = np.where(np.isinf(self.widths), np.nan, self.widths)
        columns = {
            "age": age_column(self.ages), "width": width,
            "m": self.rates, "a": self.lived, "q": self.probabilities, "l": self.survivors,
            "d": self.deaths, "L": self.person_years, "T": self.years_above, "e": self.expectancy,
        }  # fmt: skip
        return pl.DataFrame(columns).with_columns(pl.col("width").fill_nan(None))


def life_table(
    ages: ArrayLike, rates: ArrayLike, lived: LivedRule | ArrayLike, *, radix: float = RADIX
) -> LifeTable:
    """The life table of death rates (..., age); the last age is open.

    `ages` are where the groups begin (0, 1, 5, 10, ... or 0, 1, 2, ...). `lived` is a rule, or
    the years lived in each group by those who die in it, shape (..., age) or (age,); the last of
    these is not used. Raises `ProjectionError` naming the age where a rate is negative, missing
    or so high that more would die than there are, or zero in the open group.
    """
    begins = checked_ages(ages)
    m = checked_rates(begins, rates)
    n = np.append(np.diff(begins), np.inf)
    a = _lived(begins, m, lived)
    q = _probabilities(begins, m, a)
    l = np.full_like(m, radix)  # noqa: E741 - the demographer's letter
    l[..., 1:] = radix * np.cumprod(1 - q[..., :-1], axis=-1)
    d = l * q
    years = np.empty_like(m)
    years[..., :-1] = n[:-1] * l[..., 1:] + a[..., :-1] * d[..., :-1]
    years[..., -1] = l[..., -1] / m[..., -1]
    above = np.cumsum(years[..., ::-1], axis=-1)[..., ::-1]
    return LifeTable(
        ages=begins,
        widths=n,
        radix=radix,
        rates=m,
        lived=a,
        probabilities=q,
        survivors=l,
        deaths=d,
        person_years=years,
        years_above=above,
        expectancy=per_survivor(above, l),
    )


def _lived(ages: FloatArray, m: FloatArray, lived: LivedRule | ArrayLike) -> FloatArray:
    """The given years lived, or those of the rule, with the open group's 1 / m."""
    if isinstance(lived, LivedRule):
        return years_lived(ages, m, lived)
    result = np.array(np.broadcast_to(np.asarray(lived, float), m.shape))
    result[..., -1] = 1 / m[..., -1]
    return result


def _probabilities(ages: FloatArray, m: FloatArray, a: FloatArray) -> FloatArray:
    n = np.diff(ages)
    q = np.ones_like(m)
    q[..., :-1] = n * m[..., :-1] / (1 + (n - a[..., :-1]) * m[..., :-1])
    refuse(
        ages,
        ~((q >= 0) & (q <= 1)),
        _(
            "Dødeligheten i aldersgruppen som begynner ved {age} år er så høy at flere ville dø "
            "enn det er; se etter feil i ratene."
        ),
    )
    return q


def age_column(ages: FloatArray) -> pl.Series:
    """Ages for a frame: whole numbers where all of them are."""
    return pl.Series("age", ages.astype(int) if (ages % 1 == 0).all() else ages)


def life_table_from_counts(
    ages: ArrayLike,
    deaths: ArrayLike,
    person_years: ArrayLike,
    lived: LivedRule | ArrayLike,
    *,
    radix: float = RADIX,
) -> LifeTable:
    """The life table of deaths and the person-years (or mid-year population) they came from.

    Shapes (..., age). Raises `ProjectionError` where nobody lived in a group, as `life_table`.
    """
    begins = checked_ages(ages)
    exposed = np.asarray(person_years, float)
    refuse(
        begins,
        ~(exposed > 0),
        _(
            "Det er ingen personår i aldersgruppen som begynner ved {age} år; slå den sammen med "
            "naboen."
        ),
    )
    return life_table(begins, np.asarray(deaths, float) / exposed, lived, radix=radix)


def survival_ratios(table: LifeTable, width: int) -> FloatArray:
    """What a projection in steps of `width` years needs, shape (..., age group).

    First the part of those born in the step who live at its end, L0 / (width l0); then
    L(x) / L(x - width) for those who end the step at x; last T / T of the open group and the one
    below it together (Preston et al. 2001, ch. 6). Groups of the table that are narrower than a
    step, as 0 and 1-4, are added together. Raises `ProjectionError` where they do not fit.
    """
    begins = np.arange(0, table.ages[-1] + 1, width)
    if table.ages[0] != 0 or begins[-1] != table.ages[-1] or not set(begins) <= set(table.ages):
        raise ProjectionError(
            _(
                "Dødelighetstabellens aldersgrupper passer ikke til steg på {width} år; den må "
                "begynne ved 0 og ha et skille for hvert steg."
            ).format(width=number(width))
        )
    above = table.years_above[..., np.searchsorted(table.ages, begins)]
    lived = above[..., :-1] - above[..., 1:]
    result = np.empty_like(above)
    result[..., 0] = lived[..., 0] / (width * table.radix)
    result[..., 1:-1] = per_survivor(lived[..., 1:], lived[..., :-1])
    result[..., -1] = per_survivor(above[..., -1], above[..., -2])
    return result


def survival_variances(table: LifeTable, deaths: ArrayLike) -> FloatArray:
    """Variance of the probability of surviving each closed group, shape (..., age - 1).

    Chiang (1984): q² (1 - q) / D, where D are the deaths that were observed; 0 where none were.
    """
    seen = np.asarray(deaths, float)[..., :-1]
    q = table.probabilities[..., :-1]
    result: FloatArray = np.divide(q**2 * (1 - q), seen, out=np.zeros_like(q), where=seen > 0)
    return result


def expectancy_errors(table: LifeTable, deaths: ArrayLike) -> FloatArray:
    """Standard errors of life expectancy at every age, shape (..., age), by observed deaths.

    Chiang (1984), with the open group's own error, 1 / (m² D), which matters where few are left
    (Silcocks, Jenner & Reza 2001). `deaths` are counts behind the rates, shape (..., age).
    """
    return weighted_errors(table, deaths, np.ones_like(table.rates))


def weighted_errors(table: LifeTable, deaths: ArrayLike, weights: FloatArray) -> FloatArray:
    """Standard errors of T / l where each group's person-years count with a weight (..., age)."""
    l, n, a = table.survivors, table.widths[:-1], table.lived[..., :-1]  # noqa: E741 - its letter
    years = table.person_years * weights
    expected = per_survivor(np.cumsum(years[..., ::-1], axis=-1)[..., ::-1], l)
    reach = (n - a) * weights[..., :-1] + expected[..., 1:]
    parts = np.empty_like(l)
    parts[..., :-1] = (l[..., :-1] * reach) ** 2 * survival_variances(table, deaths)
    last = np.asarray(deaths, float)[..., -1] * table.rates[..., -1] ** 2
    parts[..., -1] = (l[..., -1] * weights[..., -1]) ** 2 / last
    return per_survivor(np.sqrt(np.cumsum(parts[..., ::-1], axis=-1)[..., ::-1]), l)


def per_survivor(years: FloatArray, survivors: FloatArray) -> FloatArray:
    """Division with 0 where nobody is left."""
    result: FloatArray = np.divide(years, survivors, out=np.zeros_like(years), where=survivors > 0)
    return result
