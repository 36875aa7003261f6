"""The difference between two scenarios as a figure: it tells the same as its table."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import frozen

from demography_support import fictional_store
from omsyn.demography import region_series
from omsyn.needs.scenario import Scenario, run_comparison, run_scenario
from omsyn.needs.scenario.choices import Technology, Uniform, UnmetNeed
from omsyn.needs.scenario.compare import compare
from omsyn.needs.scenario.compare_words import Names, names_of
from omsyn.needs.services import Service
from omsyn.profile.scenario_difference import agreement, difference_figure, difference_frame

PLACES, STAFF, HOME = Service.PLACES, Service.PERSON_YEARS, Service.HOME_SERVICES


@frozen
class Futures:
    """Drawn people as the demography gives them."""

    years: tuple[int, ...]
    persons: np.ndarray


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return fictional_store(tmp_path_factory.mktemp("difference"))


@pytest.fixture
def run(county):
    """Run with draws that are the main path times 0.5, 0.51 … 1.5."""
    series = region_series(county, "9901", 2040)
    first = series.position(series.last_observed_year)
    main = series.persons[first:].astype(np.float32)
    factors = np.linspace(0.5, 1.5, 101, dtype=np.float32)[:, None, None, None]
    persons = np.concatenate([main[:1] + 0 * factors, main[1:] * factors], axis=1)

    def run(*levers, **fields):
        scenario = Scenario(region="9901", levers=levers, draws=101, **fields)
        return run_scenario(
            county, scenario, Futures(series.years[first:], persons), keep_draws=True
        )

    return run


def test_the_difference_as_a_figure_tells_the_same_as_its_table(run):
    one, other = run(name="Som i dag"), run(Technology(value=10, start=2030), name="Teknologi")
    found = compare(one, other)
    each = found.differences[PLACES]
    figure = difference_figure(each, names_of(found), place="i Lindhavn")
    assert figure.title.startswith("«Teknologi» trenger ")
    assert "Plasser i institusjon i Lindhavn, 2026–2040" in figure.subtitle
    assert "Fra 2030 er minst ni av ti framtider enige" in figure.summary
    assert [column.label for column in figure.table.columns][1:3] == ["«Som i dag»", "«Teknologi»"]
    year, first, second, change, low, high = figure.table.rows[-1]
    assert (year, change) == (2040, each.at(2040))
    assert second - first == pytest.approx(change)
    assert (low, high) == each.interval(2040)
    frame = difference_frame(each)
    assert frame["low80"][-1] == low
    assert "plain" in figure.chart


def test_a_figure_without_draws_has_no_intervals(county):
    found = run_comparison(
        county, Scenario(region="9901"), Scenario(region="9901", levers=(UnmetNeed(value=5),))
    )
    for service in (HOME, STAFF, PLACES, Service.DEMENTIA):
        figure = difference_figure(found.differences[service], Names(), place="i Lindhavn")
        assert len(figure.table.columns) == 4
        assert "åtte av ti" not in figure.subtitle + figure.summary
        assert difference_frame(found.differences[service]).columns == ["year", "value"]


def test_draws_that_never_agree_are_not_said_to(run):
    spread = Technology(value=0, uncertainty=Uniform(low=-10, high=10))
    assert agreement(compare(run(), run(spread)).differences[PLACES]) == []
