"""National death probabilities: from published rates, forward by their own trend.

Rates are indexed by sex and age; probabilities by age at the END of the year, which is the age
that the yearly step moves a cohort into.
"""

from __future__ import annotations

import numpy as np
from attrs import field, frozen

from omsyn.demography.population import AGES, FloatArray
from omsyn.errors import ProjectionError
from omsyn.language import _

OLDEST = 111
"""Life tables run over ages 0..110, where the last is 110 and over."""

INFANT_SHARE_LIVED = 0.1
"""Part of the year lived by children who die before their first birthday (Preston et al. 2001)."""

LOGISTIC_FROM, FIT_FROM, FIT_TO = 96, 88, 100
"""Above 95 rates follow a logistic curve fitted to 88..100 (Kannisto): too few die to count."""

TREND_GROUPS = ((0, 30), (30, 50), (50, 60), (60, 70), (70, 80))
"""Ages whose trend is measured."""

NO_DECLINE_FROM = 105
"""From the middle of the last group the decline fades evenly to none here: the older, the slower
mortality has fallen, and above a hundred it has hardly fallen at all."""


@frozen(kw_only=True, eq=False)
class DeathRates:
    """Published national deaths and central death rates."""

    years: tuple[int, ...]
    deaths: FloatArray
    """Shape (year, sex, age 0..110), persons."""
    rates: FloatArray = field()
    """Shape (year, sex, age 0..110), per person-year; NaN where not published."""

    @rates.validator
    def _finite(self, _attribute: object, value: FloatArray) -> None:
        wrong = (value < 0) | np.isinf(value)
        if wrong.any():
            year, sex, age = (int(each[0]) for each in np.nonzero(wrong))
            raise ProjectionError(
                _(
                    "Dødeligheten for {age} år i {year} er negativ eller uendelig "
                    "(kjønn nummer {sex}); hent tabellen på nytt."
                ).format(age=age, year=self.years[year], sex=sex + 1)
            )

    def until(self, year: int) -> DeathRates:
        """What was known when the deaths of `year` were the last published."""
        keep = [k for k, each in enumerate(self.years) if each <= year]
        if not keep:
            raise ProjectionError(
                _("Det finnes ingen dødsrater til og med {year}; velg et senere startår.").format(
                    year=year
                )
            )
        return DeathRates(
            years=tuple(self.years[k] for k in keep),
            deaths=self.deaths[keep],
            rates=self.rates[keep],
        )


def end_of_year_probabilities(rates: FloatArray) -> FloatArray:
    """Turn central death rates (..., age 0..110) into probabilities (..., age 0..105).

    `q[a] = 1 - L[a] / L[a-1]` of the life table of the rates: the probability that someone who
    turns `a` in the year dies before it ends; `q[0]` that a child born in the year does, and
    `q[105]` for everyone of 104 and over at its start (methods of Preston et al. 2001, ch. 3, 6).
    """
    lived = np.full(rates.shape, 0.5)
    lived[..., 0] = INFANT_SHARE_LIVED
    dying = np.clip(rates / (1 + (1 - lived) * rates), 0, 1)
    alive = np.ones(rates.shape)
    alive[..., 1:] = np.cumprod(1 - dying, axis=-1)[..., :-1]
    years_lived = alive * (1 - dying * (1 - lived))
    # Nobody leaves the open group alive: those who reach it live 1 / m years.
    years_lived[..., -1] = alive[..., -1] / np.maximum(rates[..., -1], 1e-9)
    last = AGES - 1
    result = np.empty((*rates.shape[:-1], AGES))
    result[..., 0] = 1 - years_lived[..., 0]
    result[..., 1:last] = 1 - years_lived[..., 1:last] / years_lived[..., : last - 1]
    total = years_lived[..., last:].sum(axis=-1)
    result[..., last] = 1 - total / (years_lived[..., last - 1] + total)
    return result


def pooled_rates(table: DeathRates, first: int, last: int) -> FloatArray:
    """Rates (sex, age 0..110) of several years together, with a logistic curve above 95."""
    rows = [k for k, year in enumerate(table.years) if first <= year <= last]
    deaths, rates = table.deaths[rows], table.rates[rows]
    known = rates > 0
    # A cell without deaths still has people: their exposure is close to that of the age below.
    exposure = np.divide(deaths, rates, out=np.zeros_like(deaths), where=known).sum(axis=0)
    result = np.divide(
        np.where(known, deaths, 0).sum(axis=0),
        exposure,
        out=np.zeros_like(exposure),
        where=exposure > 0,
    )
    return _with_logistic_tail(result, deaths.sum(axis=0))


def _with_logistic_tail(rates: FloatArray, deaths: FloatArray) -> FloatArray:
    ages = np.arange(FIT_FROM, FIT_TO + 1)
    beyond = np.arange(LOGISTIC_FROM, OLDEST)
    result = rates.copy()
    for sex in range(rates.shape[0]):
        seen = np.clip(rates[sex, ages], 1e-6, 0.95)
        slope, level = np.polyfit(
            ages, np.log(seen / (1 - seen)), 1, w=np.sqrt(deaths[sex, ages] + 1e-9)
        )
        result[sex, beyond] = 1 / (1 + np.exp(-(level + slope * beyond)))
    return result


def yearly_decline(table: DeathRates, years: int) -> FloatArray:
    """Change a year in the logarithm of the rates (sex, age 0..110), smooth over age, never up.

    Slopes of a straight line through the last `years`, by broad age group, with the ages inside
    a group weighted by their deaths so that ageing within the group does not pass for mortality.
    Above the groups it fades to none at `NO_DECLINE_FROM`.
    """
    span = np.array([year for year in table.years if year > table.years[-1] - years])
    deaths, rates = table.deaths[-len(span) :], table.rates[-len(span) :]
    logs = np.log(np.maximum(np.nan_to_num(rates), 1e-6))
    middles = [*((low + high) / 2 for low, high in TREND_GROUPS), NO_DECLINE_FROM]
    result = np.empty((rates.shape[1], OLDEST))
    centred = span - span.mean()
    for sex in range(rates.shape[1]):
        slopes = []
        for low, high in TREND_GROUPS:
            weight = deaths[:, sex, low:high].sum(axis=0)
            level = logs[:, sex, low:high] @ (weight / max(weight.sum(), 1e-9))
            slopes.append(float(centred @ level / max(centred @ centred, 1)))
        result[sex] = np.interp(np.arange(OLDEST), middles, [*slopes, 0.0])
    return np.minimum(result, 0)


def death_probabilities(
    table: DeathRates, first: int, last: int, *, level_years: int, trend_years: int
) -> FloatArray:
    """Probabilities (year, sex, age) for calendar years first..last.

    Published years use the rates of the year and its two neighbours; later years start from the
    mean of the last `level_years` and go down by the trend of the last `trend_years`.
    """
    newest = table.years[-1]
    start = pooled_rates(table, newest - level_years + 1, newest)
    middle = newest - (level_years - 1) / 2
    decline = yearly_decline(table, trend_years)
    rates = [
        pooled_rates(table, max(year - 1, table.years[0]), min(year + 1, newest))
        if table.years[0] <= year <= newest
        else start * np.exp(decline * (year - middle))
        for year in range(first, last + 1)
    ]
    return end_of_year_probabilities(np.array(rates))
