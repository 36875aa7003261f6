"""The whole trial and its pages, on the fictional county and the published statistics."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from omsyn.demography import AGES
from omsyn.demography.backtest import (
    GROUPS,
    ORIGINS,
    Method,
    backtest,
    kept,
    make_report,
    region_backtest,
    try_methods,
)
from omsyn.demography.backtest.intervals import LEVELS, IntervalMeasures
from omsyn.demography.backtest.left_out import choose, leave_one_out, scaled
from omsyn.demography.backtest.page import interval_rows, markdown, region_markdown
from omsyn.demography.draws.settings import Settings
from omsyn.demography.inputs import read_inputs
from omsyn.errors import OutsideData, UnknownRegion
from omsyn.language import using
from omsyn.warehouse import Store, load_path

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def report(county_inputs):
    return make_report(county_inputs, origins=(2013, 2018), horizons=(1, 5, 10), draws=20)


def test_the_age_groups_of_the_report_cover_everyone_once():
    parts = [each for name, each in GROUPS.items() if name not in {"all", "80+"}]
    assert parts[0][0] == 0
    assert parts[-1][1] == AGES
    assert all(before[1] == after[0] for before, after in pairwise(parts))


def test_the_groups_add_up_in_every_trial(county_inputs):
    for each in try_methods(county_inputs, origins=(2018,), horizons=(3,)):
        np.testing.assert_allclose(each.made[:, 0], each.made[:, 1:7].sum(axis=1))
        np.testing.assert_allclose(each.true[:, 7], each.true[:, 5] + each.true[:, 6])


def test_the_trial_is_the_single_backtest(county_inputs):
    (trial,) = try_methods(county_inputs, origins=(2016,), horizons=(5,), methods=(Method.OMSYN,))
    one = backtest(county_inputs, 2016, 5)
    np.testing.assert_allclose(trial.made[:, 0] / trial.true[:, 0] - 1, one.total)


def test_a_horizon_after_the_last_year_is_left_out(county_inputs):
    trials = try_methods(county_inputs, origins=(2018,), horizons=(5, 10))
    assert {each.years_ahead for each in trials} == {5}


@pytest.mark.parametrize("origin", [2007, 2026, 1990])
def test_an_origin_that_cannot_be_tried_is_told(county_inputs, origin):
    with pytest.raises(OutsideData, match=str(origin)):
        try_methods(county_inputs, origins=(origin,), horizons=(5,))


def test_the_report_holds_every_method_and_group(report):
    assert report.horizons == (1, 5, 10)
    for method in Method:
        for group in GROUPS:
            assert report.find(method, 5, group) is not None
    assert report.find(Method.OMSYN, 10, "all", 2018) is None
    assert {each.name for each in report.bars} >= {"close_5", "oldest_country_10"}


def test_the_mean_is_that_of_the_origins(report):
    parts = [report.find(Method.OMSYN, 5, "all", origin).wmape for origin in (2013, 2018)]
    assert report.find(Method.OMSYN, 5, "all").wmape == pytest.approx(np.mean(parts))


def test_intervals_hold_all_places_and_each_size(report):
    found = {
        each.size_class: each
        for each in report.intervals
        if (each.group, each.years_ahead) == ("all", 5)
    }
    assert found[None].cases == sum(found[size].cases for size in range(6)) == 2 * 12
    assert sum(found[None].pit) == pytest.approx(1)
    assert len(found[None].coverage) == len(LEVELS)
    assert list(found[None].coverage) == sorted(found[None].coverage)


def test_intervals_are_held_to_what_is_asked_of_them():
    def held(size, part, group="all"):
        return IntervalMeasures(
            group=group, years_ahead=5, size_class=size, cases=10, coverage=(0.5, 0.6, part, 0.9),
            width=0.1, interval_score=0.1, crps=0.1, pit=(),
        )  # fmt: skip

    rows = interval_rows([held(None, 0.8), held(0, 0.72), held(5, 0.91)])
    assert [row[2:] for row in rows] == [
        ["80,0\u00a0%", "ja"],
        ["72,0\u00a0% til 91,0\u00a0%", "nei"],
    ]
    assert interval_rows([]) == []


def test_without_an_origin_the_others_choose_the_width():
    # 1.0 holds 70 and 90 %, 1.2 holds 80 and 96 %: without the second, 1.2 is nearest to 80.
    found = choose((2011, 2016), {1.0: np.array([0.7, 0.9]), 1.2: np.array([0.8, 0.96])})
    assert [(each.origin, each.factor) for each in found] == [(2011, 1.0), (2016, 1.2)]
    assert [each.held for each in found] == [0.7, 0.96]
    assert [each.others for each in found] == [0.9, 0.8]
    assert [each.as_shipped for each in found] == [0.7, 0.9]


def test_only_the_municipal_spreads_are_made_wider():
    wider = scaled(Settings(), 2)
    assert wider.out.fixed[0] == pytest.approx(2 * Settings().out.fixed[0])
    assert wider.deaths.fixed[5] == pytest.approx(2 * Settings().deaths.fixed[5])
    assert wider.national == Settings().national


def test_one_origin_alone_cannot_be_left_out(county_inputs):
    assert leave_one_out(county_inputs, (2018, 2024), 10, lambda *_told: None) == ()


@pytest.mark.parametrize("standard", ["nb", "nn"])
def test_the_page_has_all_chapters_and_whole_tables(report, standard):
    with using(standard):
        page = markdown(report)
    assert page.count("\n## ") == 8
    for line in page.splitlines():
        assert not line.startswith("|") or line.endswith("|")
        assert "{" not in line
    assert " nan" not in page


def test_the_report_is_json(report):
    about = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert about["draws"] == 20
    assert len(about["rows"]) == len(report.rows)


def test_a_regions_record_is_kept_and_adds_up(county):
    country = region_backtest(county, "country-NO")
    parts = [region_backtest(county, code) for code in county.persons()[0]]
    for number, whole in enumerate(country.errors[:40]):
        assert whole.true == pytest.approx(sum(each.errors[number].true for each in parts))
    assert {each.origin for each in country.of("80+", 5)} == set(range(2011, 2022))
    page = region_markdown("Prøveland", country)
    assert page.count("\n| 2011 |") == 3 * 5


def test_what_is_kept_is_not_tried_again_and_damage_is_mended(county, monkeypatch):
    # Another store with the same content may have been asked first.
    kept._in_memory.clear()
    before = region_backtest(county, "9901")
    kept._in_memory.clear()
    with monkeypatch.context() as patched:
        patched.setattr(kept, "_compute", lambda *_args: pytest.fail("tried again"))
        assert region_backtest(county, "9901") == before
    (file,) = (county.folder / kept.FOLDER).glob("backtest-*.npz")
    file.write_bytes(file.read_bytes()[:1000])
    kept._in_memory.clear()
    assert not kept.backtest_is_kept(county)
    assert region_backtest(county, "9901") == before
    kept._in_memory.clear()
    assert kept.backtest_is_kept(county)


def test_a_region_that_is_not_there_is_told(county):
    with pytest.raises(UnknownRegion):
        region_backtest(county, "0000")


@pytest.fixture(scope="module")
def published(tmp_path_factory, real_data):
    store = Store(tmp_path_factory.mktemp("loaded"))
    load_path(store, real_data, lambda _done, _total, _text: None)
    return make_report(read_inputs(store))


@pytest.mark.real_data
def test_the_page_in_the_manual_is_what_the_command_writes_now(published):
    page = (ROOT / "docs/reference/backtest.md").read_text(encoding="utf-8")
    before_intervals, _chapter, _rest = page.partition("## Intervallene")
    made, _chapter, _rest = markdown(published).partition("## Slik er det målt")
    assert before_intervals == made, "run omsyn backtest --out docs/reference/backtest.md"


@pytest.mark.real_data
def test_every_bar_holds(published):
    assert [each.name for each in published.bars if not each.held] == []
    found = published.find
    own, ratios = (found(method, 5, "all") for method in (Method.OMSYN, Method.HAMILTON_PERRY))
    assert own.close > ratios.close + 0.04
    assert abs(found(Method.OMSYN, 10, "all").sum_error) < 0.02


@pytest.mark.real_data
def test_the_countrys_oldest_are_met_from_every_origin(published):
    """The bars name five origins; the others are not to be worse."""
    for ahead, most in ((5, 0.015), (10, 0.025)):
        found = [published.find(Method.OMSYN, ahead, "80+", origin) for origin in ORIGINS]
        assert max(abs(each.sum_error) for each in found if each is not None) <= most
