"""Raking on components: change one year's national flows so that the stocks become those given.

Nothing is done to the stocks themselves, so that every account still balances and no cell can
become negative. Up to 79 it is immigration that gives way, and emigration where that is not
enough; from 80, where few move, mortality; at age 0 births. Everything is solved from the
country's sums, because the yearly step keeps them (`omsyn.demography.step`).
"""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from omsyn.demography.fertility import BOYS_SHARE, expected_births
from omsyn.demography.migration import LAST_MOVING_AGE
from omsyn.demography.population import FloatArray
from omsyn.demography.step import FEMALE, YearRates, base_cohorts, cell_text, first_cell
from omsyn.errors import ProjectionError
from omsyn.language import _, number

ACCEPTED = (0.95, 1.05)
"""Factors outside this are told of: then it is no longer the same projection."""


@frozen(kw_only=True, eq=False)
class Factors:
    """What the raking did to one year: persons in each component, before and after."""

    year: int
    """The year of the stocks that were reached."""
    before: dict[str, float]
    after: dict[str, float]

    def factor(self, component: str) -> float:
        """By what a component's sum was multiplied; 1 where there were none before or after."""
        before, after = self.before[component], self.after[component]
        return after / before if before > 0 else 1.0


def rake(
    persons: FloatArray, rates: YearRates, target: FloatArray, year: int
) -> tuple[YearRates, Factors]:
    """Rates that take `persons` (region, sex, age) to the country's `target` (sex, age).

    `year` is that of the target. Raises `ProjectionError` naming the cell that no flow can give.
    """
    base = base_cohorts(persons).sum(axis=0)
    settled = np.broadcast_to(rates.settled, persons.shape).sum(axis=0)
    women = persons[:, FEMALE].sum(axis=0), target[FEMALE]
    expected = float(expected_births(*women, rates.fertility))
    base[:, 0] = born = _births_needed(rates, settled[:, 0], target[:, 0], expected, year)
    death = _death_that_gives(base, rates, settled, target)
    stay = base * (1 - death) * (1 - rates.emigration)
    half = 1 - death / 2
    immigration = np.maximum((target - stay) / half - settled, 0)
    wanted = target - (immigration + settled) * half
    alive = base * (1 - death)
    kept = np.divide(wanted, alive, out=1 - rates.emigration, where=alive > 0)
    # To the last digit what it was, where immigration was enough.
    emigration = np.where(immigration > 0, rates.emigration, 1 - kept)
    impossible = (wanted < -1e-9) | (rates.out.max(axis=0) + emigration > 1) | (emigration < -1e-9)
    if impossible.any():
        cell = first_cell(impossible)
        raise ProjectionError(
            _(
                "Den nasjonale banen kan ikke nås for {cell} i {year}: {target} personer krever at "
                "flere flytter ut enn det er igjen; se etter feil i banen."
            ).format(cell=cell_text(cell), year=year, target=number(target[cell]))
        )
    fertility = rates.fertility * (born.sum() / expected) if expected > 0 else rates.fertility
    changed = evolve(
        rates,
        death=death,
        immigration=immigration,
        emigration=np.clip(emigration, 0, 1),
        fertility=fertility,
    )
    return changed, Factors(
        year=year,
        before=_components(base, rates, expected),
        after=_components(base, changed, float(born.sum())),
    )


def _components(base: FloatArray, rates: YearRates, births: float) -> dict[str, float]:
    """Persons in each component, where `base` (sex, age) are those who could die or leave."""
    return {
        "births": births,
        "deaths": float((base * rates.death).sum()),
        "immigration": float(rates.immigration.sum()),
        "emigration": float((base * rates.emigration).sum()),
    }


def _births_needed(
    rates: YearRates, settled: FloatArray, target: FloatArray, expected: float, year: int
) -> FloatArray:
    """Births by sex (2,) that give the country's children of age 0."""
    share = np.array([BOYS_SHARE, 1 - BOYS_SHARE])
    surviving = share * (1 - rates.death[:, 0]) * (1 - rates.emigration[:, 0])
    arrived = ((rates.immigration[:, 0] + settled) * (1 - rates.death[:, 0] / 2)).sum()
    needed = max((target.sum() - arrived) / surviving.sum(), 0.0)
    if needed > 0 and expected <= 0:
        raise ProjectionError(
            _(
                "Den nasjonale banen har barn på 0 år i {year}, men ingen kvinner kan føde dem; se "
                "etter feil i banen."
            ).format(year=year)
        )
    result: FloatArray = needed * share
    return result


def _death_that_gives(
    base: FloatArray, rates: YearRates, settled: FloatArray, target: FloatArray
) -> FloatArray:
    """Probabilities of dying (sex, age): from 80 those that leave as many as the target has.

    The target above all who could be alive leaves nobody dying; the rest must come from abroad.
    """
    staying = base * (1 - rates.emigration)
    arrived = rates.immigration + settled
    exposed = staying + arrived / 2
    solved = np.divide(staying + arrived - target, exposed, out=rates.death + 0, where=exposed > 0)
    result = rates.death.copy()
    result[:, LAST_MOVING_AGE:] = np.clip(solved, 0, 1)[:, LAST_MOVING_AGE:]
    return result


def warnings_of(factors: list[Factors]) -> tuple[str, ...]:
    """One sentence for each component whose sum in a year changed by more than `ACCEPTED`."""
    names = {
        "births": _("fødte"),
        "deaths": _("døde"),
        "immigration": _("innvandrere"),
        "emigration": _("utvandrere"),
    }
    result = []
    for key, name in names.items():
        found = {each.year: each.factor(key) for each in factors}
        outside = {
            year: factor
            for year, factor in found.items()
            if not ACCEPTED[0] <= factor <= ACCEPTED[1]
        }
        if outside:
            worst = max(outside, key=lambda year: abs(np.log(max(outside[year], 1e-9))))
            result.append(
                _(
                    "For å nå den nasjonale banen er antallet {name} endret med mer enn 5 prosent "
                    "i {years} av {all} år; mest i året før 1. januar {year}, der det er ganget "
                    "med {factor}."
                ).format(
                    name=name,
                    years=number(len(outside)),
                    all=number(len(factors)),
                    year=worst,
                    factor=number(outside[worst], 2),
                )
            )
    return tuple(result)
