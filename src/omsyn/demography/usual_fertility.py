"""A schedule of births by mother's age for a store without published fertility rates.

Only the shape matters: the level is set from the births of the cohorts themselves.
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import numpy as np

from omsyn.demography.fertility import FERTILE, FertilityRates
from omsyn.demography.population import AGES
from omsyn.language import _, number

MEAN_AGE, SPREAD, CHILDREN = 31.5, 4.8, 1.48
"""Mean age at birth and its standard deviation in years, and births per woman, measured from the
rates of Norway 2020-2022 in the Human Fertility Database (31.51, 4.81, 1.480). The normal curve
misplaces 2 of 100 births; a gamma curve from age 10 or 12 misplaces 4 or 5.
"""
SINCE = 1986
"""It stands in for every year since: nothing is known of how the shape has changed."""


@cache
def usual_fertility() -> FertilityRates:
    """Births per woman-year by completed age of the mother: a normal curve over 15..49."""
    ages = NormalDist(MEAN_AGE, SPREAD)
    rates = np.zeros((1, AGES))
    for age in range(FERTILE.start, FERTILE.stop):
        rates[0, age] = ages.cdf(age + 1) - ages.cdf(age)
    rates *= CHILDREN / rates.sum()
    return FertilityRates(years=(SINCE,), rates=rates)


def reservation() -> str:
    """What a reader must know about a projection made with the usual schedule."""
    return _(
        "Fødselsrater etter mors alder er ikke lastet inn. Mødrenes alder følger en fast fordeling "
        "(snitt {mean} år, standardavvik {spread} år) målt av norske rater for 2020–2022 i Human "
        "Fertility Database, og nivået er beregnet av hvor mange nullåringer som faktisk bor der."
    ).format(mean=number(MEAN_AGE, 1), spread=number(SPREAD, 1))
