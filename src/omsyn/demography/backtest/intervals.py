"""How often the true numbers fell within the draws' intervals, and how sharp those were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.backtest.measures import SIZE_EDGES, size_classes
from omsyn.demography.backtest.trial import GROUPS, Progress, check_origin
from omsyn.demography.inputs import Inputs
from omsyn.demography.population import AGES, FloatArray
from omsyn.demography.rates import Assumptions, estimate
from omsyn.language import _

LEVELS = (0.5, 0.67, 0.8, 0.95)
TRIED_GROUPS = ("all", "80+")
BINS = 10


@frozen(kw_only=True)
class IntervalMeasures:
    """Over all origins and some places, at one horizon; widths and scores against the true."""

    group: str
    years_ahead: int
    size_class: int | None
    """None: places of all sizes."""
    cases: int
    """Places times origins."""
    coverage: tuple[float, ...]
    """Part within the interval of each of `LEVELS`."""
    width: float
    """Mean width of the 80 % interval, as a part of the true number."""
    interval_score: float
    """Mean score of the 80 % interval (Gneiting and Raftery 2007), likewise; low is good."""
    crps: float
    """Mean continuous ranked probability score, likewise; the absolute error of a point."""
    pit: tuple[float, ...]
    """Part of the cases with the true number in each tenth of the draws; alike when calibrated."""


@frozen(kw_only=True, eq=False)
class _Case:
    """One origin, horizon and age group: what each place's draws say of the true number."""

    group: str
    years_ahead: int
    classes: NDArray[np.int64]
    inside: FloatArray
    """Shape (level, region)."""
    width: FloatArray
    score: FloatArray
    crps: FloatArray
    pit: FloatArray


def measure_intervals(
    inputs: Inputs,
    *,
    origins: Sequence[int],
    horizons: Sequence[int],
    draws: int,
    progress: Progress,
) -> tuple[IntervalMeasures, ...]:
    """Draw from each origin by what was known then, and compare with what came."""
    # Compiled code: whoever only asks for a region's record should not wait for it.
    from omsyn.demography.draws import draw_from

    stocks = inputs.population
    cases: list[_Case] = []
    for done, origin in enumerate(origins):
        progress(done, len(origins), _("Trekker fra {year}").format(year=origin))
        reached = [each for each in horizons if origin + each in stocks.years]
        check_origin(inputs, origin, reached)
        horizon = origin + max(reached)
        drawn = draw_from(inputs, estimate(inputs, origin, horizon, Assumptions()), horizon, draws)
        start = stocks.persons[stocks.years.index(origin)].sum(axis=(1, 2))
        for group in TRIED_GROUPS:
            low, above = GROUPS[group]
            band = drawn.band(low, None if above == AGES else above - 1)
            for ahead in reached:
                true = stocks.persons[stocks.years.index(origin + ahead), :, :, low:above]
                cases.append(
                    _case(group, ahead, size_classes(start), band[:, ahead], true.sum(axis=(1, 2)))
                )
    progress(len(origins), len(origins), "")
    return tuple(
        _together(cases, group, ahead, size)
        for group in TRIED_GROUPS
        for ahead in horizons
        if any(each.years_ahead == ahead for each in cases)
        for size in (None, *range(len(SIZE_EDGES) + 1))
    )


def _case(
    group: str,
    years_ahead: int,
    classes: NDArray[np.int64],
    drawn: NDArray[np.floating[Any]],
    true: FloatArray,
) -> _Case:
    """Compare `drawn` (draw, region) with `true` (region,)."""
    ordered = np.sort(np.asarray(drawn, dtype=np.float64), axis=0)
    scale = np.maximum(true, 1)
    bounds = {
        level: np.quantile(ordered, [(1 - level) / 2, (1 + level) / 2], axis=0) for level in LEVELS
    }
    low, high = bounds[0.8]
    width = high - low
    missed = np.maximum(low - true, 0) + np.maximum(true - high, 0)
    return _Case(
        group=group,
        years_ahead=years_ahead,
        classes=classes,
        inside=np.array([(true >= bound[0]) & (true <= bound[1]) for bound in bounds.values()]),
        width=width / scale,
        score=(width + 2 / (1 - 0.8) * missed) / scale,
        crps=ranked_score(ordered, true) / scale,
        # Ties count half, which matters where a place has a handful.
        pit=((ordered < true).mean(axis=0) + (ordered <= true).mean(axis=0)) / 2,
    )


def ranked_score(ordered: FloatArray, true: FloatArray) -> FloatArray:
    """CRPS of sorted draws (draw, case) against true numbers (case,).

    Mean distance to the truth less half of that between two draws.
    """
    count = len(ordered)
    weight = (2 * np.arange(1, count + 1) - count - 1)[:, None]
    apart = 2 * (weight * ordered).sum(axis=0) / count**2
    result: FloatArray = np.abs(ordered - true).mean(axis=0) - apart / 2
    return result


def _together(
    cases: Sequence[_Case], group: str, years_ahead: int, size_class: int | None
) -> IntervalMeasures:
    chosen = [each for each in cases if each.group == group and each.years_ahead == years_ahead]

    def values(name: str) -> FloatArray:
        return np.concatenate(
            [
                getattr(each, name)[
                    ..., slice(None) if size_class is None else each.classes == size_class
                ]
                for each in chosen
            ],
            axis=-1,
        )

    pit = np.histogram(values("pit"), bins=BINS, range=(0, 1))[0]
    inside = values("inside")
    return IntervalMeasures(
        group=group,
        years_ahead=years_ahead,
        size_class=size_class,
        cases=inside.shape[1],
        coverage=tuple(float(each) for each in inside.mean(axis=1)),
        width=float(values("width").mean()),
        interval_score=float(values("score").mean()),
        crps=float(values("crps").mean()),
        pit=tuple(float(each) for each in pit / max(pit.sum(), 1)),
    )
