"""Staff there will be against staff needed: who leaves, who is hired, and who is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from omsyn.demography.population import FloatArray
from omsyn.needs import levers
from omsyn.needs.scenario import chance
from omsyn.needs.scenario.amounts import SkillResult
from omsyn.needs.scenario.chain import Ground
from omsyn.needs.scenario.choices import AnyLever, Recruitment
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.own import SkillGroup
from omsyn.needs.scenario.result import StaffResult
from omsyn.needs.scenario.taken import Amount, shares_over_time
from omsyn.needs.scenario.words_own import skill_name


def supply(lever: Recruitment, today: float, ground: Ground, values: FloatArray) -> FloatArray:
    """Staff there will be, shape (draw, year), from what there is in the first year.

    `S[t+1] = S[t] · (1 + growth) · (1 - leaving) + hired`, and so many more each year; then as many
    as are at work where absence changes, in person-years at today's absence. Never below 0.
    """
    start = ground.years[0] if lever.start is None else lever.start
    phase = (lever.phase_years, lever.phase_form)
    years = levers.years_of_growth(ground.years, start, *phase)
    grown = levers.growth(values, years)
    if lever.leaving_percent or lever.hired_each_year:
        there = _turned_over(today, grown, np.diff(years, prepend=0.0), lever)
    else:
        there = today * grown
    there = there + lever.more_each_year * years
    if lever.absence_changes:
        there = there * _at_work(lever, levers.phase_in(ground.years, start, *phase))
    return np.maximum(there, 0)


def _turned_over(
    today: float, grown: FloatArray, into: FloatArray, lever: Recruitment
) -> FloatArray:
    """`grown` (draw, year) is the growth since the start, `into` (year,) what is in force."""
    steps = grown[:, 1:] / grown[:, :-1]
    staying = 1 - lever.leaving_percent / 100 * into
    there = np.empty_like(grown)
    there[:, 0] = today
    for year in range(1, there.shape[1]):
        kept = there[:, year - 1] * steps[:, year - 1] * staying[year]
        there[:, year] = kept + lever.hired_each_year * into[year]
    return there


def _at_work(lever: Recruitment, weight: FloatArray) -> FloatArray:
    """Time at work of each year against that of today."""
    today, target = lever.absence_percent or 0.0, lever.absence_target_percent or 0.0
    result: FloatArray = (100 - today - weight * (target - today)) / (100 - today)
    return result


def staff_result(
    scenario: Scenario,
    chosen: Sequence[tuple[str, AnyLever]],
    ground: Ground,
    today: float,
    needed: Amount,
) -> StaffResult | None:
    """Staff against need, where somebody has said how recruitment goes.

    `today` is what is needed, and there, in the first year.
    """
    found = [(key, each) for key, each in chosen if isinstance(each, Recruitment)]
    if not found:
        return None
    key, lever = found[-1]
    there = supply(lever, today, ground, np.array([lever.value]))[0]
    chances = None
    if needed.drawn is not None:
        values = chance.values(lever, key, scenario.seed, scenario.draws)
        chances = (needed.drawn > supply(lever, today, ground, values)).mean(axis=0)
    return StaffResult(
        years=ground.years,
        supply=there,
        shortfall=needed.main - there,
        probability=chances,
    )


def skill_results(
    groups: Sequence[SkillGroup], ground: Ground, today: float, needed: Amount
) -> dict[str, SkillResult]:
    """Each group's part of the person-years, and what there will be of it where that was said."""
    whole = needed.quantiles() if groups else {}
    return {each.skill.value: _of_group(each, ground, today, needed, whole) for each in groups}


def _of_group(
    group: SkillGroup,
    ground: Ground,
    today: float,
    needed: Amount,
    whole: Mapping[float, FloatArray],
) -> SkillResult:
    share = shares_over_time(group, len(ground.years))
    mine = needed.times(share)
    there = shortfall = chances = None
    if group.leaving_percent is not None or group.hired_each_year is not None:
        turnover = Recruitment(
            leaving_percent=group.leaving_percent or 0.0,
            hired_each_year=group.hired_each_year or 0.0,
        )
        there = supply(turnover, today * float(share[0]), ground, np.zeros(1))[0]
        shortfall = mine.main - there
        if whole and mine.drawn is not None:
            chances = (mine.drawn > there).mean(axis=0)
    return SkillResult(
        skill=group.skill,
        name=skill_name(group.skill),
        years=ground.years,
        need=mine.main,
        quantiles={level: share * row for level, row in whole.items()},
        supply=there,
        shortfall=shortfall,
        probability=chances,
    )
