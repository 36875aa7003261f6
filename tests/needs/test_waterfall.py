"""The waterfall: each step begins where the one before ended, whatever the levers."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omsyn.needs.scenario import Scenario, run_scenario
from omsyn.needs.scenario.choices import (
    DementiaTrend,
    HealthyAgeing,
    InformalCare,
    Productivity,
    ServiceProfile,
    Standard,
    Technology,
    UnmetNeed,
)
from omsyn.needs.services import Service
from omsyn.needs.waterfall import Step, Waterfall


def step(before: float, after: float, *, lever: bool = True) -> Step:
    return Step(key="k", label="l", before=before, after=after, lever=lever)


def test_people_and_levers_are_added_apart():
    fall = Waterfall(
        from_year=2026, to_year=2040, start=10, end=12,
        steps=(step(10, 15, lever=False), step(15, 11), step(11, 12)),
    )  # fmt: skip
    assert (fall.from_people, fall.from_levers) == (5, -3)


def test_a_step_that_does_not_begin_where_the_last_ended_is_refused():
    with pytest.raises(ValueError, match="begins at 4"):
        Waterfall(from_year=1, to_year=2, start=1, end=5, steps=(step(1, 3), step(4, 5)))


def test_steps_that_do_not_lead_to_the_end_are_refused():
    with pytest.raises(ValueError, match="do not lead"):
        Waterfall(from_year=1, to_year=2, start=1, end=5, steps=(step(1, 3),))


def starts():
    return st.none() | st.integers(2026, 2034)


def timed(model, values, **fields):
    return st.builds(model, value=values, start=starts(), phase_years=st.integers(0, 12), **fields)


LEVERS = st.one_of(
    timed(UnmetNeed, st.floats(-50, 200)),
    timed(DementiaTrend, st.floats(-5, 5)),
    timed(
        HealthyAgeing,
        st.floats(-1, 2),
        definition=st.sampled_from(["mortality_ratio", "age_shift"]),
    ),
    timed(InformalCare, st.floats(0, 500)),
    timed(Technology, st.floats(-100, 100), reach=st.floats(0, 100)),
    timed(ServiceProfile, st.floats(0, 100), exchange=st.floats(0, 20)),
    timed(Standard, st.floats(-5, 5)),
    timed(Productivity, st.floats(-5, 5)),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(levers=st.lists(LEVERS, max_size=5), region=st.sampled_from(["9901", "9912", "country-NO"]))
def test_the_steps_lead_exactly_from_today_to_the_target_year(county, levers, region):
    scenario = Scenario(region=region, horizon=2035, levers=tuple(levers))
    result = run_scenario(county, scenario)
    for each in result.services.values():
        fall = each.waterfall
        level = float(each.neutral[0])
        assert fall.start == level
        for one in fall.steps:
            assert one.before == level
            level = one.after
        assert level == fall.end == each.value[-1]
        total = fall.start + sum(one.change for one in fall.steps)
        assert total == pytest.approx(fall.end, rel=1e-9, abs=1e-6)
        assert (each.value >= 0).all()


def test_the_peoples_part_is_what_the_need_grows_without_levers(county):
    scenario = Scenario(region="9901", levers=(Standard(value=1), Technology(value=20)))
    result = run_scenario(county, scenario)
    for each in result.services.values():
        grown = float(each.neutral[-1] - each.neutral[0])
        assert each.waterfall.from_people == pytest.approx(grown)
        assert [one.lever for one in each.waterfall.steps] == sorted(
            one.lever for one in each.waterfall.steps
        )


def test_levers_come_in_the_order_of_the_method_whatever_the_order_given(county):
    levers = (Productivity(value=1), Standard(value=1), UnmetNeed(value=5), HealthyAgeing(value=1))
    result = run_scenario(county, Scenario(region="9901", levers=levers))
    steps = result.services[Service.PERSON_YEARS].waterfall.steps
    keys = [one.key for one in steps if one.lever]
    assert keys == ["unmet_need-1", "healthy_ageing-1", "standard-1", "productivity-1"]
