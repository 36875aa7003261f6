from __future__ import annotations

import os
import threading

import numpy as np
import pytest

from omsyn.demography import project, region_series
from omsyn.demography.draws import (
    Draws,
    draw,
    draw_blocks,
    fan,
    kept,
    memory,
    probability_above,
    quantiles,
    region,
    region_draws,
)
from omsyn.demography.draws.region import draws_ready
from omsyn.demography.draws.settings import CERTAIN
from omsyn.demography.national_path import NationalPath
from omsyn.demography.paths import Addition, AdditionKind, Alternative, PathSettings
from omsyn.demography.rates import Assumptions, estimate
from omsyn.errors import OutsideData, UnknownRegion

DRAWS, HORIZON = 60, 2040


@pytest.fixture(scope="module")
def drawn(county) -> Draws:
    return draw(county, horizon=HORIZON, draws=DRAWS)


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    forget()


def forget():
    """As in a new process."""
    kept._in_memory.clear()
    region._in_memory.clear()


def test_a_region_has_the_same_bits_as_the_joint_draws(county, drawn):
    alone = region_draws(county, "9901", DRAWS, horizon=HORIZON)
    assert alone.years == drawn.years
    place = drawn.regions.index("9901")
    by_group = np.stack([alone.band(*each) for each in drawn.groups], axis=-1)
    np.testing.assert_allclose(by_group, drawn.persons[:, :, place].sum(axis=2), rtol=1e-6)


def test_fewer_draws_and_a_shorter_horizon_are_the_beginning(county):
    long = region_draws(county, "9901", 30, horizon=2050)
    short = region_draws(county, "9901", 7, horizon=2031)
    np.testing.assert_array_equal(short.persons, long.persons[:7, :6])
    forget()
    np.testing.assert_array_equal(
        region_draws(county, "9901", 40, horizon=2050).persons[:30], long.persons
    )


def test_all_draws_start_from_what_is_observed(county, drawn):
    newest = region_series(county, "9901").persons[20]
    alone = region_draws(county, "9901", 5, horizon=HORIZON)
    np.testing.assert_allclose(alone.persons[:, 0], np.broadcast_to(newest, (5, 2, 106)))
    assert alone.first_projected_year == 2027


def test_the_country_is_the_sum_of_its_municipalities_in_every_draw(county, drawn):
    country = region_draws(county, "country-NO", DRAWS, horizon=HORIZON)
    np.testing.assert_allclose(country.total(), drawn.total().sum(axis=2), rtol=1e-5)


def test_a_county_is_the_sum_of_its_members(county, drawn):
    members = [each for each in drawn.regions if each.startswith("99")]
    found = region_draws(county, "county-99", DRAWS, horizon=HORIZON)
    np.testing.assert_allclose(found.band(80), drawn.of(members, 80), rtol=1e-5)


def test_the_middle_of_the_draws_is_near_the_projection(county):
    drawn = draw(county, horizon=2036, draws=400)
    expected = project(county, 2036).population.persons.sum(axis=(2, 3))
    mean = drawn.total().mean(axis=0, dtype=np.float64)
    np.testing.assert_allclose(mean.sum(axis=1), expected.sum(axis=1), rtol=0.01)
    np.testing.assert_allclose(mean, expected, rtol=0.04)
    median = np.median(drawn.country.sum(axis=(2, 3)), axis=0)
    np.testing.assert_allclose(median, expected.sum(axis=1), rtol=0.015)


def test_quantiles_rise_and_the_chance_of_more_falls_with_the_capacity(drawn):
    levels = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
    found = drawn.quantiles(["9901", "9902"], (80, None), levels)
    assert found.shape == (7, len(drawn.years))
    assert (np.diff(found, axis=0) >= 0).all()
    median = found[3]
    chances = [
        drawn.probability_above(["9901", "9902"], (80, None), k * median) for k in (0.5, 1, 2)
    ]
    assert chances[0][-1] == 1
    assert chances[1][-1] == pytest.approx(0.5, abs=0.02)
    assert chances[2][-1] == 0


def test_the_spread_grows_along_the_years_and_is_wider_in_small_places(drawn):
    low, high = quantiles(drawn.total(), (0.1, 0.9))
    width = (high - low) / drawn.total().mean(axis=0)
    start = drawn.total()[0, 0]
    assert (width[0] == 0).all()
    assert (width[10] > width[1]).all()
    assert width[5, np.argmin(start)] > width[5, np.argmax(start)]


def test_blocks_are_the_same_draws(county_inputs, drawn):
    rates = estimate(county_inputs, 2026, HORIZON, Assumptions())
    blocks = list(draw_blocks(county_inputs, rates, HORIZON, DRAWS, block=25))
    assert [each.first_draw for each in blocks] == [0, 25, 50]
    np.testing.assert_array_equal(np.concatenate([each.persons for each in blocks]), drawn.persons)


def test_draws_from_an_earlier_year_do_not_know_what_came(county_inputs):
    early = draw(county_inputs, origin=2018, horizon=2023, draws=20)
    assert early.years == tuple(range(2018, 2024))
    assert (np.ptp(early.total()[:, 0], axis=0) == 0).all()


def test_scenarios_share_their_draws(county):
    main = region_draws(county, "9901", DRAWS, horizon=HORIZON).total()[:, -1]
    high = region_draws(
        county, "9901", DRAWS, horizon=HORIZON, paths=PathSettings(alternative=Alternative.HIGH)
    ).total()[:, -1]
    assert (high > main).mean() > 0.95
    assert (high - main).std() < 0.5 * main.std()


def test_additions_come_on_top_in_every_draw(county):
    refugees = Addition(region="9901", year=2030, persons=100, kind=AdditionKind.REFUGEES)
    before = region_draws(county, "9901", 20, horizon=2032).total()
    after = region_draws(
        county, "9901", 20, horizon=2032, paths=PathSettings(additions=(refugees,))
    ).total()
    np.testing.assert_array_equal(after[:, :5], before[:, :5])
    # Newcomers have half of the year's risk of dying.
    assert after[:, 5] - before[:, 5] == pytest.approx(100, abs=1)
    elsewhere = region_draws(
        county, "9902", 20, horizon=2032, paths=PathSettings(additions=(refugees,))
    ).total()
    np.testing.assert_array_equal(elsewhere, region_draws(county, "9902", 20, horizon=2032).total())


def test_new_housing_moves_people_within_a_county_and_within_the_country(county):
    housing = Addition(region="9901", year=2027, persons=100)
    paths = PathSettings(additions=(housing,))
    before = region_draws(county, "country-NO", 10, horizon=2029)
    after = region_draws(county, "country-NO", 10, horizon=2029, paths=paths)
    np.testing.assert_allclose(after.total()[:, 2], before.total()[:, 2], rtol=1e-4)
    municipality = [
        region_draws(county, "9901", 10, horizon=2029, paths=each).total()[:, 2]
        for each in (None, paths)
    ]
    assert municipality[1] - municipality[0] == pytest.approx(100, abs=1)


def test_a_municipality_with_newcomers_is_nearly_as_when_the_others_lose_them(county, drawn):
    paths = PathSettings(additions=(Addition(region="9901", year=2027, persons=100),))
    alone = region_draws(county, "9901", DRAWS, horizon=HORIZON, paths=paths).total()[:, -1]
    joint = draw(county, horizon=HORIZON, draws=DRAWS, paths=paths).of(["9901"])[:, -1]
    without = drawn.of(["9901"])[:, -1]
    # What is left of a hundred people after thirteen years: the two agree within six of them.
    assert abs((joint - without).mean() - (alone - without).mean()) < 6


def test_the_same_levels_by_another_name_are_drawn_once(county, monkeypatch):
    high = region_draws(county, "9901", 5, paths=PathSettings(alternative=Alternative.HIGH))
    monkeypatch.setattr(kept, "_make", lambda *_args: pytest.fail("drawn again"))
    named = PathSettings(fertility="high", mortality="low", immigration="high")
    np.testing.assert_array_equal(
        region_draws(county, "9901", 5, paths=named).persons, high.persons
    )


def test_what_was_drawn_of_a_county_is_kept_and_cut_to_what_is_asked_for(county, monkeypatch):
    made = region_draws(county, "county-99", 9, horizon=HORIZON)
    monkeypatch.setattr(region, "futures", lambda *_args: pytest.fail("drawn again"))
    shorter = region_draws(county, "county-99", 4, horizon=2030)
    np.testing.assert_array_equal(shorter.persons, made.persons[:4, :5])
    assert shorter.years == made.years[:5]
    assert shorter.death.shape == (4, 4, 2, 106)
    assert shorter.expected_death.shape == (4, 2, 106)


def test_regions_are_kept_within_their_memory(county, monkeypatch):
    one = region_draws(county, "9901", 5)
    monkeypatch.setattr(region, "KEPT_IN_MEMORY", int(2.5 * one.persons.nbytes))
    for code in ("9901", "9902", "9903"):
        region_draws(county, code, 5)
    assert [key[1] for key in region._in_memory] == ["9902", "9903"]
    monkeypatch.setattr(region, "KEPT_IN_MEMORY", 10)
    region_draws(county, "9905", 5)
    assert [key[1] for key in region._in_memory] == ["9902", "9903"]


def test_one_alternative_is_not_kept_waiting_for_another(county, monkeypatch):
    main = region_draws(county, "9901", 5)
    begun, go_on = threading.Event(), threading.Event()
    make = kept._make

    def slowly(*args):
        begun.set()
        assert go_on.wait(30)
        return make(*args)

    monkeypatch.setattr(kept, "_make", slowly)
    low = PathSettings(alternative=Alternative.LOW)
    wanted = {"draws": 5, "horizon": HORIZON, "paths": low, "seed": 70_005}
    assert not draws_ready(county, "9901", **wanted)
    thread = threading.Thread(target=lambda: region_draws(county, "9901", **wanted))
    thread.start()
    try:
        assert begun.wait(30)
        np.testing.assert_array_equal(region_draws(county, "9901", 5).persons, main.persons)
        region_draws(county, "9902", 5)
    finally:
        go_on.set()
        thread.join()
    assert draws_ready(county, "9901", **wanted)
    forget()
    assert draws_ready(county, "9901", **wanted)
    assert not draws_ready(county, "9901", **{**wanted, "draws": 100_000})


def test_the_disk_keeps_what_was_used_last(county, monkeypatch):
    paths = [PathSettings(immigration=level) for level in ("low", "medium", "high")]
    wanted = [{"draws": 12, "paths": each, "seed": 70_001} for each in paths]

    def ask(number):
        forget()
        region_draws(county, "9901", **wanted[number])

    for place in (0, 1, 0):
        ask(place)
    room = sum(
        file.stat().st_size
        for file in kept._kept_at(county.folder / kept.FOLDER / "x")[0].iterdir()
    )
    monkeypatch.setattr(kept, "KEPT_ON_DISK", 2 * room + 1000)
    ask(2)
    forget()
    assert [draws_ready(county, "9901", **each) for each in wanted] == [True, False, True]


def test_the_disk_keeps_little_of_what_was_made_from_other_data(county):
    region_draws(county, "9901", 5, seed=70_010)
    folder = county.folder / kept.FOLDER
    for place in range(4):
        (folder / f"draws-earlier{place}-0").mkdir()
        os.utime(folder / f"draws-earlier{place}-0", (place + 1, place + 1))
    forget()
    region_draws(county, "9901", 5, seed=70_011)
    left = {path.name for path in folder.glob("draws-earlier*")}
    assert left == {"draws-earlier2-0", "draws-earlier3-0"}
    assert draws_ready(county, "9901", 5, seed=70_010)
    for each in left:
        (folder / each).rmdir()


def test_very_many_draws_are_made_in_parts_and_are_the_same(county, monkeypatch):
    whole = region_draws(county, "county-99", 25, horizon=2032)
    country = region_draws(county, "country-NO", 25, horizon=2032)
    forget()
    monkeypatch.setattr(region, "MOST_KEPT", 10)
    monkeypatch.setattr(kept, "_make", lambda *_args: pytest.fail("all at once"))
    monkeypatch.setattr(kept, "_load", lambda *_args: None)
    monkeypatch.setattr(kept, "BLOCK", 7)
    found = region_draws(county, "county-99", 25, horizon=2032)
    np.testing.assert_array_equal(found.persons, whole.persons)
    np.testing.assert_array_equal(found.death, whole.death)
    np.testing.assert_array_equal(
        region_draws(county, "country-NO", 25, horizon=2032).persons, country.persons
    )
    assert region_draws(county, "county-99", 25, horizon=2035).years[-1] == 2035


def test_a_given_national_path_is_the_middle_of_the_draws_and_not_each_of_them(county):
    chosen = project(county, 2034, PathSettings(alternative=Alternative.HIGH)).population
    given = NationalPath(years=chosen.years[1:], persons=chosen.persons[1:].sum(axis=1))
    found = region_draws(
        county, "country-NO", 300, horizon=2034, paths=PathSettings(national=given)
    ).total()
    expected = given.persons.sum(axis=(1, 2))
    np.testing.assert_allclose(found.mean(axis=0, dtype=np.float64)[1:], expected, rtol=0.01)
    assert found[:, -1].std() > 0.005 * expected[-1]
    certain = region_draws(
        county, "country-NO", 2, horizon=2034, paths=PathSettings(national=given), settings=CERTAIN
    ).total()
    np.testing.assert_allclose(certain[:, 1:], np.broadcast_to(expected, (2, 8)), rtol=1e-4)


def test_additions_are_in_the_joint_draws_too(county_inputs):
    refugees = Addition(region="9901", year=2027, persons=100, kind=AdditionKind.REFUGEES)
    without = draw(county_inputs, horizon=2029, draws=5)
    added = draw(county_inputs, horizon=2029, draws=5, paths=PathSettings(additions=(refugees,)))
    # The newcomers have children, too.
    gained = (added.total() - without.total())[:, 2]
    assert gained[:, without.regions.index("9901")] == pytest.approx(100, abs=4)
    assert gained.sum(axis=1) == pytest.approx(100, abs=4)


@pytest.mark.parametrize(
    ("asked", "text"),
    [({"draws": 0}, "minst 1"), ({"seed": 42}, "42"), ({"horizon": 2026}, "2026")],
)
def test_what_cannot_be_drawn_is_refused(county, asked, text):
    with pytest.raises(OutsideData, match=text):
        region_draws(county, "9901", **asked)


def test_an_unknown_region_is_refused_before_anything_is_drawn(county, monkeypatch):
    monkeypatch.setattr(kept, "_make", lambda *_args: pytest.fail("drawn"))
    with pytest.raises(UnknownRegion):
        region_draws(county, "0000")


def test_a_band_that_the_groups_do_not_hold_is_refused(drawn):
    with pytest.raises(OutsideData, match="0, 6, 16"):
        drawn.band(3, 20)
    with pytest.raises(OutsideData, match="0000"):
        drawn.of(["0000"])


def test_more_draws_than_the_memory_holds_are_refused_with_how_many_it_does(county, monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 50_000_000)
    for region_id in ("9901", "country-NO"):
        with pytest.raises(OutsideData, match="færre"):
            region_draws(county, region_id, 10_000)
        with pytest.raises(OutsideData, match="færre"):
            region_draws(county, region_id, 1_500)
    monkeypatch.setattr(memory, "available", lambda: 10_000_000_000)
    memory.check_memory(10_000, 24)


def test_what_is_kept_needs_less_memory_than_to_make_it(county, monkeypatch):
    region_draws(county, "9901", 200, seed=70_002)
    forget()
    # Too little to make them, and enough to read them.
    monkeypatch.setattr(memory, "available", lambda: memory.needed(200, 24) // 2)
    region_draws(county, "9901", 200, seed=70_002)
    with pytest.raises(OutsideData, match="færre"):
        region_draws(county, "9901", 200, seed=70_003)


def test_what_the_machine_has_is_read_where_it_is_told(tmp_path, monkeypatch):
    told = tmp_path / "meminfo"
    told.write_text("MemTotal: 9 kB\nMemAvailable:    2000 kB\n")
    monkeypatch.setattr(memory, "MEMINFO", told)
    assert memory.available() == 2_048_000
    monkeypatch.setattr(memory, "MEMINFO", tmp_path / "none")
    assert memory.available() > 10_000_000


def test_what_is_kept_on_disk_is_used_by_the_next_process(county, monkeypatch):
    forget()  # another store with the same figures may have been asked before
    made = region_draws(county, "9903", 12, horizon=HORIZON)
    forget()
    monkeypatch.setattr(kept, "_make", lambda *_args: pytest.fail("drawn again"))
    np.testing.assert_array_equal(
        region_draws(county, "9903", 12, horizon=HORIZON).persons, made.persons
    )


def test_a_damaged_copy_on_disk_is_made_anew(county):
    forget()  # another store with the same figures may have been asked before
    made = region_draws(county, "9903", 12, horizon=HORIZON)
    for file in (county.folder / kept.FOLDER).glob("draws-*/pool.into.npy"):
        file.write_bytes(file.read_bytes()[:-8] + b"\1" * 8)
    forget()
    np.testing.assert_array_equal(
        region_draws(county, "9903", 12, horizon=HORIZON).persons, made.persons
    )


def test_a_disk_that_is_full_costs_time_and_nothing_else(county, monkeypatch):
    made = region_draws(county, "9903", 12, horizon=HORIZON)
    forget()
    monkeypatch.setattr(kept, "_load", lambda *_args: None)
    monkeypatch.setattr(kept.np, "save", _full_disk)
    np.testing.assert_array_equal(
        region_draws(county, "9903", 12, horizon=HORIZON).persons, made.persons
    )
    assert not list((county.folder / kept.FOLDER).glob(".making-*"))


def _full_disk(*_args: object) -> None:
    raise OSError(28, "No space left on device")


def test_the_summary_of_draws_by_hand():
    values = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]])
    found = fan(values, intervals=(0.5,))
    assert (found.median[0], found.mean[0], found.low[0.5][0], found.high[0.5][0]) == (3, 3, 2, 4)
    assert probability_above(values, 3)[0] == 0.4
    with pytest.raises(OutsideData, match="mellom 0 og 1"):
        quantiles(values, (1.5,))


def test_who_goes_from_one_alternative_to_another_reads_none_of_them_again(county, monkeypatch):
    def ask(region_id: str) -> list[np.ndarray]:
        chosen = [PathSettings(alternative=each) for each in Alternative]
        return [region_draws(county, region_id, 6, paths=each).persons for each in chosen]

    made = ask("9901")
    forget()
    ask("9902")
    monkeypatch.setattr(kept, "_load", lambda *_args: pytest.fail("read again"))
    monkeypatch.setattr(kept, "_make", lambda *_args: pytest.fail("made again"))
    for found, first in zip(ask("9901"), made, strict=True):
        np.testing.assert_array_equal(found, first)
