"""One year of the cohort-component projection, with gross flows through a national pool.

The order and the formulas are those of Statistics Norway's kind of model: everyone who moves or
dies is counted from the stock at the start of the year, half of the newcomers' risk is theirs,
and births come from the women of both ends of the year. No cell can become negative: those who
stay are `B (1 - q) (1 - o - e)`, and everything else is added.
"""

from __future__ import annotations

import numpy as np
from attrs import field, fields, frozen
from numpy.typing import NDArray

from omsyn.demography.fertility import BOYS_SHARE, expected_births
from omsyn.demography.population import SEXES, FloatArray
from omsyn.errors import ProjectionError
from omsyn.language import _, number

FEMALE = 1


@frozen(kw_only=True, eq=False)
class YearRates:
    """What drives one year; ages are those at the END of the year."""

    death: FloatArray
    """Probability of dying, shape (sex, age)."""
    out: FloatArray
    """Probability of moving to another municipality, shape (region, sex, age)."""
    emigration: FloatArray
    """Probability of leaving the country, shape (sex, age)."""
    share_in: FloatArray
    """Part of the pool of movers that each region receives, shape (region, sex, age)."""
    immigration: FloatArray
    """Persons coming to the country, shape (sex, age)."""
    fertility: FloatArray
    """National births per woman, shape (age,)."""
    births_level: FloatArray
    """Each region's births against the national schedule, shape (region,)."""
    death_level: FloatArray
    """Deaths of those who do not move against the nation's, shape (region, 1, age)."""
    settled: FloatArray = field(factory=lambda: np.zeros((1, 1, 1)))
    """Persons from abroad settled in a given region, shape (region, sex, age) or ones."""

    def __attrs_post_init__(self) -> None:
        for name, value in (
            (_("dødelighet"), self.death),
            (_("utflytting"), self.out),
            (_("utvandring"), self.emigration),
            (_("flytting i alt"), self.out + self.emigration),
        ):
            # Almost always all is well, and this is asked for every year of every projection.
            if not (value.min() >= 0 and value.max() <= 1):
                wrong = ~((value >= 0) & (value <= 1))
                cell = first_cell(wrong)
                raise ProjectionError(
                    _(
                        "Sannsynligheten for {what} for {cell} er {value}, men må være mellom 0 "
                        "og 1; rett raten."
                    ).format(what=name, cell=cell_text(cell), value=number(value[cell], 4))
                )
        self._check_amounts()
        self._check_that_no_cell_can_be_emptied()

    def _check_amounts(self) -> None:
        for name, value in (
            (_("innvandrere"), self.immigration),
            (_("bosatte"), self.settled),
            (_("fødte per kvinne"), np.stack([self.fertility * 0, self.fertility])),
        ):
            wrong = ~((value >= 0) & np.isfinite(value))
            if wrong.any():
                cell = first_cell(wrong)
                raise ProjectionError(
                    _(
                        "Tallet på {what} for {cell} er {value}, men må være null eller større; "
                        "rett tallet."
                    ).format(what=name, cell=cell_text(cell), value=number(value[cell], 4))
                )

    def _check_that_no_cell_can_be_emptied(self) -> None:
        """Refuse levels so far apart that a cell could lose more people than it has."""
        lowest = self.death_level.min(axis=0)
        most = self.death_level.max(axis=0) / np.maximum(lowest, 1e-9)
        # What is left less those who die is a straight line in those who move: its ends are enough.
        ends = np.stack([self.out.min(axis=0), self.out.max(axis=0)]) + self.emigration
        dying = most * self.death * (1 - ends / 2)
        left = 1 - ends * (1 - self.death / 2)
        if (lowest <= 0).any() or (dying > left + 1e-12).any():
            raise ProjectionError(
                _(
                    "Dødelighet og flytting er til sammen så høye at et folketall kunne bli "
                    "negativt; se etter feil i ratene."
                )
            )


def first_cell(wrong: NDArray[np.bool_]) -> tuple[int, ...]:
    """Where the first True stands."""
    return tuple(int(each[0]) for each in np.nonzero(wrong))


def cell_text(cell: tuple[int, ...]) -> str:
    """A cell (..., sex, age) in words: what a reader can look up in the table that was given."""
    sex = _("menn") if SEXES[cell[-2]] == "male" else _("kvinner")
    if len(cell) > 2:
        return _("{sex} på {age} år i kommune nummer {place}").format(
            sex=sex, age=cell[-1], place=cell[0] + 1
        )
    return _("{sex} på {age} år").format(sex=sex, age=cell[-1])


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


def advance(
    persons: FloatArray, rates: YearRates, into: Flows | None = None
) -> tuple[FloatArray, Flows]:
    """Move every region one year ahead: births (region, sex) and flows (region, sex, age).

    `persons` has the shape (region, sex, age). Ages from 1 come first, because births need the
    women of both ends of the year; then the newborn go through the same flows. Births are scaled
    so that their sum over the regions is what the national schedule gives for all women. The flows
    are written into the arrays of `into` where it is given.
    """
    base = base_cohorts(persons)
    flows = into or Flows(**{each.name: np.empty(persons.shape) for each in fields(Flows)})
    # All ages, with nobody at age 0 yet: whole arrays take a third of the time of parts of them.
    _fill(flows, base, rates, slice(None))
    women = np.concatenate([base[:, FEMALE, :1], flows.persons[:, FEMALE, 1:]], axis=-1)
    expected = expected_births(persons[:, FEMALE], women, rates.fertility)
    births = expected * rates.births_level
    if births.sum() > 0:
        births = births * (expected.sum() / births.sum())
    by_sex = births[:, None] * np.array([BOYS_SHARE, 1 - BOYS_SHARE])
    _fill(flows, by_sex[..., None], rates, slice(0, 1))
    return by_sex, flows


def _fill(flows: Flows, base: FloatArray, rates: YearRates, ages: slice) -> None:
    """Put the flows of the cohorts `base` (region, sex, those ages) in their place.

    Step by step into arrays that are there: to find room for each takes longer than to compute it.
    """
    death, emigrate = rates.death[:, ages], rates.emigration[:, ages]
    out, level = rates.out[..., ages], rates.death_level[..., ages]
    moved_out, emigrated = flows.out_migration[..., ages], flows.emigration[..., ages]
    moved_in, immigrated = flows.in_migration[..., ages], flows.immigration[..., ages]
    persons, deaths = flows.persons[..., ages], flows.deaths[..., ages]
    survivors_half = 1 - death / 2
    some = base * survivors_half  # Those able to move; later whatever is to be added.
    np.multiply(some, out, out=moved_out)
    np.multiply(some, emigrate, out=emigrated)
    np.multiply(moved_out.sum(axis=0), rates.share_in[..., ages], out=moved_in)
    _settle(immigrated, base, rates, ages)
    # Movers have lived half of the year's risk before they arrive; that they then die of the other
    # half makes the municipalities add up to the country projected as one.
    risk_left = (death / 2) / survivors_half
    leaving = out + emigrate
    # First all who die of those who do not move, then those who do not but would elsewhere.
    np.multiply(base, death, out=persons)
    np.divide(leaving, 2, out=some)
    persons *= np.subtract(1, some, out=some)
    _rake(deaths, persons, level)
    persons -= deaths
    # Written so that no rounding can take it below zero where the levels are alike.
    np.multiply(base, 1 - death, out=some)
    some *= np.subtract(1, leaving, out=leaving)
    persons += some
    for came, alive, dying in (
        (moved_in, 1 - risk_left, risk_left),
        (immigrated, survivors_half, death / 2),
    ):
        persons += np.multiply(came, alive, out=some)
        deaths += np.multiply(came, dying, out=some)


def _settle(immigrated: FloatArray, base: FloatArray, rates: YearRates, ages: slice) -> None:
    """Immigrants settle as the people of their age already live; where nobody lives, evenly."""
    total = base.sum(axis=0)
    nobody = total <= 0
    np.divide(base, np.where(nobody, 1, total), out=immigrated)
    immigrated[:, nobody] = 1 / len(base)
    immigrated *= rates.immigration[:, ages]
    if rates.settled.any():
        immigrated += rates.settled[..., ages] if rates.settled.shape[-1] > 1 else rates.settled


def _rake(local: FloatArray, dying: FloatArray, level: FloatArray) -> None:
    """Deaths by the regions' levels, scaled so that each sex and age adds up to the nation's."""
    np.multiply(dying, level, out=local)
    total = local.sum(axis=0)
    local *= np.divide(dying.sum(axis=0), total, out=np.ones_like(total), where=total > 0)
