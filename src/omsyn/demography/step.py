"""One year of the cohort-component projection, with gross flows through a national pool.

The order and the formulas are those of Statistics Norway's kind of model: everyone who moves or
dies is counted from the stock at the start of the year, half of the newcomers' risk is theirs,
and births come from the women of both ends of the year. No cell can become negative: those who
stay are `B (1 - q) (1 - o - e)`, and everything else is added.
"""

from __future__ import annotations

import numpy as np
from attrs import field, fields, frozen

from omsyn.demography.fertility import BOYS_SHARE, expected_births
from omsyn.demography.population import FloatArray
from omsyn.errors import ProjectionError
from omsyn.language import _

FEMALE = 1


@frozen(kw_only=True, eq=False)
class YearRates:
    """What drives one year; ages are those at the END of the year."""

    death: FloatArray = field()
    """Probability of dying, shape (sex, age)."""
    out: FloatArray = field()
    """Probability of moving to another municipality, shape (region, sex, age)."""
    emigration: FloatArray = field()
    """Probability of leaving the country, shape (sex, age)."""
    share_in: FloatArray
    """Part of the pool of movers that each region receives, shape (region, sex, age)."""
    immigration: FloatArray
    """Persons coming to the country, shape (sex, age)."""
    fertility: FloatArray
    """National births per woman, shape (age,)."""
    births_level: FloatArray
    """Each region's births against the national schedule, shape (region,)."""

    def __attrs_post_init__(self) -> None:
        for name, value in (
            (_("dødelighet"), self.death),
            (_("utflytting"), self.out),
            (_("utvandring"), self.emigration),
            (_("flytting i alt"), self.out + self.emigration),
        ):
            if not ((value >= 0) & (value <= 1)).all():
                raise ProjectionError(
                    _(
                        "Sannsynligheten for {what} er ikke mellom 0 og 1 i alle aldre; "
                        "se etter feil i ratene."
                    ).format(what=name)
                )


@frozen(kw_only=True, eq=False)
class Flows:
    """Where the cohorts of one year went, all of one shape (region, sex, age)."""

    persons: FloatArray
    """At the end of the year."""
    deaths: FloatArray
    in_migration: FloatArray
    out_migration: FloatArray
    immigration: FloatArray
    emigration: FloatArray


def base_cohorts(persons: FloatArray) -> FloatArray:
    """Those alive on 1 January by their age at the end of the year; nobody at age 0."""
    result = np.zeros_like(persons)
    result[..., 1:] = persons[..., :-1]
    result[..., -1] += persons[..., -1]
    return result


def advance(persons: FloatArray, rates: YearRates) -> tuple[FloatArray, Flows]:
    """Move every region one year ahead: births (region, sex) and flows (region, sex, age).

    `persons` has the shape (region, sex, age). Ages from 1 come first, because births need the
    women of both ends of the year; then the newborn go through the same flows. Births are scaled
    so that their sum over the regions is what the national schedule gives for all women.
    """
    base = base_cohorts(persons)
    older = _flows(base[..., 1:], rates, slice(1, None))
    women = np.concatenate([base[:, FEMALE, :1], older.persons[:, FEMALE]], axis=-1)
    expected = expected_births(persons[:, FEMALE], women, rates.fertility)
    births = expected * rates.births_level
    if births.sum() > 0:
        births = births * (expected.sum() / births.sum())
    by_sex = births[:, None] * np.array([BOYS_SHARE, 1 - BOYS_SHARE])
    newborn = _flows(by_sex[..., None], rates, slice(0, 1))
    joined = {
        each.name: np.concatenate([getattr(newborn, each.name), getattr(older, each.name)], axis=-1)
        for each in fields(Flows)
    }
    return by_sex, Flows(**joined)


def _flows(base: FloatArray, rates: YearRates, ages: slice) -> Flows:
    """Flows of the cohorts `base` (region, sex, those ages)."""
    death, emigrate = rates.death[:, ages], rates.emigration[:, ages]
    out = rates.out[..., ages]
    survivors_half = 1 - death / 2
    moved_out = base * out * survivors_half
    emigrated = base * emigrate * survivors_half
    moved_in = moved_out.sum(axis=0) * rates.share_in[..., ages]
    total = base.sum(axis=0)
    # Immigrants settle as the people of their age already live; where nobody lives, evenly.
    where = np.divide(base, total, out=np.full_like(base, 1 / len(base)), where=total > 0)
    immigrated = rates.immigration[:, ages] * where
    arrived = moved_in + immigrated
    dead = base * death * (1 - (out + emigrate) / 2) + arrived * (death / 2)
    return Flows(
        # Written so that no rounding can take it below zero.
        persons=base * (1 - death) * (1 - out - emigrate) + arrived * survivors_half,
        deaths=dead,
        in_migration=moved_in,
        out_migration=moved_out,
        immigration=immigrated,
        emigration=emigrated,
    )
