"""Whether the municipal intervals hold in an origin that had no say in how wide they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve, frozen

from omsyn.demography.backtest.trial import Progress
from omsyn.demography.draws.settings import Local, Settings
from omsyn.demography.inputs import Inputs
from omsyn.demography.population import FloatArray
from omsyn.demography.rates import Assumptions, estimate
from omsyn.language import _

FACTORS = (0.6, 0.8, 1.0, 1.2, 1.4)
"""All municipal spreads are multiplied by the one of these that suits the other origins best."""
YEARS_AHEAD, WANTED = 5, 0.8


@frozen(kw_only=True)
class LeftOut:
    """One origin, and what the 80 % intervals held there when the others chose their width."""

    origin: int
    factor: float
    others: float
    """Part held in the other origins, by that factor."""
    held: float
    as_shipped: float
    """Part held with the spreads as they are."""


def leave_one_out(
    inputs: Inputs, origins: Sequence[int], draws: int, progress: Progress
) -> tuple[LeftOut, ...]:
    """Choose the width of the municipal spreads without each origin in turn, and try it there.

    All inhabitants after five years; origins that the population does not reach from are left
    out, and nothing can be said with fewer than two.
    """
    years = inputs.population.years
    tried = [each for each in origins if each + YEARS_AHEAD in years]
    if len(tried) < 2:
        return ()
    held: dict[float, FloatArray] = {}
    for done, factor in enumerate(FACTORS):
        progress(done, len(FACTORS), _("Prøver bredden av intervallene"))
        held[factor] = np.array([_part_held(inputs, each, factor, draws) for each in tried])
    progress(len(FACTORS), len(FACTORS), "")
    return choose(tried, held)


def choose(origins: Sequence[int], held: Mapping[float, FloatArray]) -> tuple[LeftOut, ...]:
    """For each origin the factor by which the others hold nearest to eight of ten.

    `held` has for each factor the part held in each origin.
    """
    result = []
    for place, origin in enumerate(origins):
        others = {factor: float(np.delete(each, place).mean()) for factor, each in held.items()}
        factor = min(others, key=lambda each: abs(others[each] - WANTED))
        result.append(
            LeftOut(
                origin=origin,
                factor=factor,
                others=others[factor],
                held=float(held[factor][place]),
                as_shipped=float(held[1.0][place]),
            )
        )
    return tuple(result)


def scaled(settings: Settings, factor: float) -> Settings:
    """The settings with every municipal spread multiplied by a factor."""

    def wider(level: Local) -> Local:
        return evolve(
            level,
            fixed=tuple(factor * each for each in level.fixed),
            yearly=tuple(factor * each for each in level.yearly),
        )

    return evolve(
        settings,
        out=wider(settings.out),
        into=wider(settings.into),
        arriving=wider(settings.arriving),
        births=wider(settings.births),
        deaths=wider(settings.deaths),
    )


def _part_held(inputs: Inputs, origin: int, factor: float, draws: int) -> float:
    # Compiled code: whoever only asks for a region's record should not wait for it.
    from omsyn.demography.draws import draw_from

    stocks, horizon = inputs.population, origin + YEARS_AHEAD
    rates = estimate(inputs, origin, horizon, Assumptions())
    drawn = draw_from(inputs, rates, horizon, draws, settings=scaled(Settings(), factor)).total()
    low, high = np.quantile(drawn[:, -1], [(1 - WANTED) / 2, (1 + WANTED) / 2], axis=0)
    came = stocks.persons[stocks.years.index(horizon)].sum(axis=(1, 2))
    return float(((came >= low) & (came <= high)).mean())
