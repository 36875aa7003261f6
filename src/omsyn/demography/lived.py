"""Where in an age group the deaths lie: the one thing a life table must assume.

The column `a` of a life table: years lived in the group by those who die in it. The letters are
those of `omsyn.demography.lifetables`.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from omsyn.demography.population import FloatArray
from omsyn.errors import ProjectionError
from omsyn.language import _, number

GREVILLE_FROM = 15
"""Below 15 rates fall and rise too fast for a formula that leans on the neighbours (UN 1982)."""


class Infants(StrEnum):
    """How the years lived by those who die in their first year follow from their death rate."""

    ANDREEV_KINGKADE = "andreev_kingkade"
    """Andreev & Kingkade (2015), as the Human Mortality Database's protocol 6 uses them."""
    COALE_DEMENY = "coale_demeny"
    """Coale & Demeny (1983), West; Preston et al. (2001), table 3.3."""


class Within(StrEnum):
    """Where in a group of several years the deaths lie."""

    GREVILLE = "greville"
    """Greville (1943), as the United Nations use it from age 15; the middle below."""
    MIDDLE = "middle"
    """In the middle."""


class TableSex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    BOTH = "both"
    """The mean of the two sexes' rules."""


@frozen(kw_only=True)
class LivedRule:
    """How `a`, the years lived by those who die in a group, are found from the rates.

    Ages 1-4 taken together follow Coale & Demeny whatever the rule for infants; a single year
    from age 1 has its deaths in the middle.
    """

    sex: TableSex = field(converter=TableSex)
    infants: Infants = field(default=Infants.ANDREEV_KINGKADE, converter=Infants)
    within: Within = field(default=Within.GREVILLE, converter=Within)


def years_lived(ages: ArrayLike, rates: ArrayLike, rule: LivedRule) -> FloatArray:
    """Years lived in each group by those who die in it, shape (..., age) as the rates."""
    begins = checked_ages(ages)
    m = checked_rates(begins, rates)
    n = np.append(np.diff(begins), np.inf)
    a = np.array(np.broadcast_to(n / 2, m.shape))
    a[..., -1] = 1 / m[..., -1]
    if rule.within is Within.GREVILLE:
        _place_by_neighbours(begins, n, m, a)
    if begins[0] == 0 and n[0] == 1:
        a[..., 0] = infants_lived(m[..., 0], rule.sex, rule.infants)
        if len(begins) > 2 and n[1] == 4:
            a[..., 1] = toddlers_lived(m[..., 0], rule.sex)
    return a


def _place_by_neighbours(ages: FloatArray, n: FloatArray, m: FloatArray, a: FloatArray) -> None:
    """Greville: a = n/2 - n²/12 (m - k), where k is the yearly change of ln m around the group.

    The last closed group keeps the k of the one below, because the rate of an open group belongs
    to no age (United Nations 1988, Mortpak). Groups without deaths keep the middle.
    """
    change = np.zeros(m.shape[:-1])
    known = np.zeros(m.shape[:-1], dtype=bool)
    for group in range(1, len(ages) - 1):
        width = n[group]
        alike = n[group - 1] == width and (group == len(ages) - 2 or n[group + 1] == width)
        if width == 1 or ages[group] < GREVILLE_FROM or not alike:
            continue
        if group < len(ages) - 2:
            below, beyond = m[..., group - 1], m[..., group + 1]
            known = (below > 0) & (beyond > 0)
            ratio = np.divide(beyond, below, out=np.ones_like(below), where=known)
            change = np.log(ratio) / (2 * width)
        placed = width / 2 - width**2 / 12 * (m[..., group] - change)
        # A formula for smooth curves must not put deaths outside the group where they are few.
        placed = np.clip(placed, width / 10, width * 9 / 10)
        a[..., group] = np.where(known & (m[..., group] > 0), placed, width / 2)


def infants_lived(
    rate: ArrayLike, sex: TableSex, rule: Infants = Infants.ANDREEV_KINGKADE
) -> FloatArray:
    """Years lived by children who die before their first birthday, by the death rate of age 0.

    Andreev & Kingkade's three lines as functions of the rate are those of the Human Mortality
    Database (Wilmoth et al., Methods Protocol version 6, table 1).
    """
    m = np.asarray(rate, float)
    if sex is TableSex.BOTH:
        both = [infants_lived(m, each, rule) for each in (TableSex.MALE, TableSex.FEMALE)]
        return np.asarray(np.mean(both, axis=0))
    male = sex is TableSex.MALE
    if rule is Infants.COALE_DEMENY:
        high, line = (0.330, 0.045 + 2.684 * m) if male else (0.350, 0.053 + 2.800 * m)
        return np.where(m >= 0.107, high, line)
    if male:
        steps = (m < 0.02300, m < 0.08307)
        values = (0.14929 - 1.99545 * m, 0.02832 + 3.26021 * m)
        return np.select(steps, values, 0.29915)
    steps = (m < 0.01724, m < 0.06891)
    values = (0.14903 - 2.05527 * m, 0.04667 + 3.88089 * m)
    return np.select(steps, values, 0.31411)


def toddlers_lived(infant_rate: ArrayLike, sex: TableSex) -> FloatArray:
    """Years lived at ages 1-4 by those who die there, by the death rate of age 0.

    Coale & Demeny (1983), West; Preston et al. (2001), table 3.3.
    """
    m = np.asarray(infant_rate, float)
    if sex is TableSex.BOTH:
        both = [toddlers_lived(m, each) for each in (TableSex.MALE, TableSex.FEMALE)]
        return np.asarray(np.mean(both, axis=0))
    if sex is TableSex.MALE:
        return np.where(m >= 0.107, 1.352, 1.651 - 2.816 * m)
    return np.where(m >= 0.107, 1.361, 1.522 - 1.518 * m)


def checked_ages(ages: ArrayLike) -> FloatArray:
    begins = np.asarray(ages, float)
    if begins.ndim != 1 or len(begins) < 2 or (np.diff(begins) <= 0).any() or begins[0] < 0:
        raise ProjectionError(
            _("Alderstrinnene i en dødelighetstabell må stige, og være minst to; rett dem.")
        )
    return begins


def checked_rates(ages: FloatArray, rates: ArrayLike) -> FloatArray:
    m = np.asarray(rates, float)
    if m.shape[-1:] != ages.shape:
        raise ProjectionError(
            _("Det er {rates} dødsrater til {ages} aldersgrupper; det må være én til hver.").format(
                rates=number(m.shape[-1] if m.ndim else 1),
                ages=number(len(ages)),
            )
        )
    wrong = ~(np.isfinite(m) & (m >= 0))
    wrong[..., -1] |= m[..., -1] == 0
    refuse(
        ages,
        wrong,
        _(
            "Dødsraten i aldersgruppen som begynner ved {age} år mangler, er negativ, eller er "
            "null i den åpne gruppen; se etter feil i ratene."
        ),
    )
    return m


def refuse(ages: FloatArray, wrong: NDArray[np.bool_], sentence: str) -> None:
    """Raise `ProjectionError` with the first age where something is wrong."""
    if wrong.any():
        first = int(np.nonzero(wrong.reshape(-1, wrong.shape[-1]).any(axis=0))[0][0])
        raise ProjectionError(sentence.format(age=number(ages[first])))
