"""Births: a national schedule by the mother's age, and each municipality's level against it."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from omsyn.demography.population import FloatArray

BOYS_SHARE = 1.06 / 2.06
"""106 boys to 100 girls."""

FERTILE = slice(15, 50)
"""Mother's age at the end of the year."""


@frozen(kw_only=True, eq=False)
class FertilityRates:
    """Published national births per woman-year, by completed age of the mother at birth."""

    years: tuple[int, ...]
    rates: FloatArray
    """Shape (year, age 0..105); zero outside the fertile ages."""

    def schedule(self, last: int, years: int) -> FloatArray:
        """Mean of the last `years` known in `last`, by age at the END of the year, shape (age,)."""
        known = [k for k, year in enumerate(self.years) if year <= last][-years:]
        return end_of_year_schedule(self.rates[known].mean(axis=0))


def end_of_year_schedule(rates: FloatArray) -> FloatArray:
    """Rates (..., age) by the mother's completed age at birth, by her age at the END of the year.

    Half of those who end the year at `a` had reached it when they gave birth. Ages below 15
    and above 49 count as 15 and 49.
    """
    result = np.zeros_like(rates)
    result[..., 1:] = (rates[..., 1:] + rates[..., :-1]) / 2
    result[..., FERTILE.start] += result[..., : FERTILE.start].sum(axis=-1)
    result[..., FERTILE.stop - 1] += result[..., FERTILE.stop :].sum(axis=-1)
    result[..., : FERTILE.start] = result[..., FERTILE.stop :] = 0
    return result


def expected_births(
    women_start: FloatArray, women_end: FloatArray, schedule: FloatArray
) -> FloatArray:
    """Births by the schedule among women (..., age) on 1 January of two following years.

    `sum_a f[a] (P[a-1, t] + P[a, t+1]) / 2`: those who end the year at `a` began it at `a - 1`.
    """
    ages = FERTILE
    before = slice(ages.start - 1, ages.stop - 1)
    result: FloatArray = (women_start[..., before] + women_end[..., ages]) @ schedule[ages] / 2
    return result
