"""The record of the method: measures by method, origin, size and age, and whether the bars hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl
from attrs import asdict, frozen
from numpy.typing import NDArray

from omsyn.demography.backtest.intervals import LEVELS, IntervalMeasures, measure_intervals
from omsyn.demography.backtest.left_out import LeftOut, leave_one_out
from omsyn.demography.backtest.measures import (
    SIZE_EDGES,
    Measures,
    mean_of,
    measure,
    size_classes,
)
from omsyn.demography.backtest.trial import (
    GROUPS,
    HORIZONS,
    ORIGINS,
    Method,
    Progress,
    Trial,
    try_methods,
)
from omsyn.demography.inputs import Inputs

BAR_ORIGINS = (2011, 2013, 2016, 2018, 2021)


@frozen(kw_only=True)
class Row:
    """One line: whose measures, and the measures."""

    method: Method
    years_ahead: int
    group: str
    origin: int | None
    """None: the mean over the origins."""
    size_class: int | None
    """None: places of all sizes."""
    measures: Measures


@frozen(kw_only=True)
class Bar:
    """Something the method is to reach, and what it reached."""

    name: str
    origins: tuple[int, ...]
    wanted: float
    reached: float
    higher_is_better: bool

    @property
    def held(self) -> bool:
        return self.reached >= self.wanted if self.higher_is_better else self.reached <= self.wanted


@frozen(kw_only=True)
class Report:
    """Everything measured."""

    origins: tuple[int, ...]
    horizons: tuple[int, ...]
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    intervals: tuple[IntervalMeasures, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    draws: int = 0
    """Draws behind the intervals; 0 where they were not tried."""

    def find(
        self,
        method: Method,
        years_ahead: int,
        group: str,
        origin: int | None = None,
        size_class: int | None = None,
    ) -> Measures | None:
        """The measures of one line; None where it was not tried."""
        key = method, years_ahead, group, origin, size_class
        for each in self.rows:
            if key == (each.method, each.years_ahead, each.group, each.origin, each.size_class):
                return each.measures
        return None

    def to_frame(self) -> pl.DataFrame:
        """A row for each method, horizon, group, origin (null: mean) and size class (null: all).

        The measures are columns named as the fields of `Measures`.
        """
        lines = [
            {**asdict(each, filter=lambda a, _v: a.name != "measures"), **asdict(each.measures)}
            for each in self.rows
        ]
        for line in lines:
            line["method"] = line["method"].value
        return pl.DataFrame(lines, infer_schema_length=None)

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain values for JSON."""
        return {
            "origins": list(self.origins),
            "horizons": list(self.horizons),
            "groups": {name: list(ages) for name, ages in GROUPS.items()},
            "size_edges": list(SIZE_EDGES),
            "rows": [{**asdict(each), "method": each.method.value} for each in self.rows],
            "bars": [{**asdict(each), "held": each.held} for each in self.bars],
            "interval_levels": list(LEVELS),
            "intervals": [asdict(each) for each in self.intervals],
            "left_out": [asdict(each) for each in self.left_out],
            "draws": self.draws,
        }


def make_report(
    inputs: Inputs,
    *,
    origins: Sequence[int] = ORIGINS,
    horizons: Sequence[int] = HORIZONS,
    draws: int = 0,
    progress: Progress = lambda _done, _total, _text: None,
) -> Report:
    """Try all methods from all origins, and the intervals with so many draws (0: leave them out).

    Raises `OutsideData` for an origin that cannot be tried.
    """
    trials = try_methods(inputs, origins=origins, horizons=horizons, progress=progress)
    intervals = (
        measure_intervals(
            inputs, origins=origins, horizons=horizons, draws=draws, progress=progress
        )
        if draws
        else ()
    )
    wanted = [each for each in origins if each in BAR_ORIGINS]
    left_out = leave_one_out(inputs, wanted, draws, progress) if draws else ()
    rows = tuple(_rows(trials))
    return Report(
        origins=tuple(origins),
        horizons=tuple(each for each in horizons if any(t.years_ahead == each for t in trials)),
        rows=rows,
        bars=tuple(_bars(rows)),
        intervals=intervals,
        left_out=left_out,
        draws=draws,
    )


def _rows(trials: Sequence[Trial]) -> list[Row]:
    """Measures of every trial by age group, those of the whole also by size, and their means."""
    result: list[Row] = []
    for each in trials:
        classes = size_classes(each.start)
        for column, group in enumerate(GROUPS):
            result += _of_places(each, column, group, None, np.ones(len(classes), dtype=bool))
            for number in range(len(SIZE_EDGES) + 1):
                result += _of_places(each, column, group, number, classes == number)
    return result + _means(result)


def _of_places(
    trial: Trial, column: int, group: str, size_class: int | None, places: NDArray[np.bool_]
) -> list[Row]:
    measures = measure(trial.made[places, column], trial.true[places, column])
    if measures is None:
        return []
    return [
        Row(
            method=trial.method,
            years_ahead=trial.years_ahead,
            group=group,
            origin=trial.origin,
            size_class=size_class,
            measures=measures,
        )
    ]


def _means(rows: Sequence[Row]) -> list[Row]:
    together: dict[tuple[Method, int, str, int | None], list[Measures]] = {}
    for each in rows:
        key = each.method, each.years_ahead, each.group, each.size_class
        together.setdefault(key, []).append(each.measures)
    return [
        Row(
            method=method,
            years_ahead=ahead,
            group=group,
            origin=None,
            size_class=size,
            measures=mean_of(several),
        )
        for (method, ahead, group, size), several in together.items()
    ]


def _bars(rows: Sequence[Row]) -> list[Bar]:
    """What the method was asked to reach, over those of the wanted origins that were tried."""

    def mean(values: list[float]) -> float:
        return float(np.mean(values))

    def worst(values: list[float]) -> float:
        return max(abs(each) for each in values)

    wanted: tuple[tuple[str, str, int, str, float, Callable[[list[float]], float], bool], ...] = (
        ("close", "all", 5, "close", 0.86, mean, True),
        ("oldest_median", "80+", 5, "medape", 0.033, mean, False),
        ("oldest_median", "80+", 10, "medape", 0.050, mean, False),
        ("oldest_country", "80+", 5, "sum_error", 0.015, worst, False),
        ("oldest_country", "80+", 10, "sum_error", 0.025, worst, False),
    )
    result = []
    for name, group, ahead, measured, bar, together, higher in wanted:
        found = {
            each.origin: float(getattr(each.measures, measured))
            for each in rows
            if each.origin is not None
            and each.origin in BAR_ORIGINS
            and (each.method, each.group, each.years_ahead, each.size_class)
            == (Method.OMSYN, group, ahead, None)
        }
        if found:
            result.append(
                Bar(
                    name=f"{name}_{ahead}",
                    origins=tuple(found),
                    wanted=bar,
                    reached=together(list(found.values())),
                    higher_is_better=higher,
                )
            )
    return result
