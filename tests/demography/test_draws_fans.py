"""Fans of every region, made once and kept beside the store."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from omsyn.demography.draws import INTERVALS, fans, fans_are_kept, region_draws, region_fans
from omsyn.errors import OutsideData, UnknownRegion

DRAWS, HORIZON = 60, 2050
OLD = np.zeros((2, 106))
OLD[:, 80:] = 1
HALF_OF_WOMEN = np.zeros((2, 106))
HALF_OF_WOMEN[1, 33:] = 0.5
SUMS = {"old": OLD, "women": HALF_OF_WOMEN}


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch):
    fans._in_memory.clear()
    monkeypatch.setattr(fans, "DRAWS", DRAWS)
    monkeypatch.setattr(fans, "BLOCK", 25)


def close(found, expected):
    np.testing.assert_allclose(found.mean, expected.mean, rtol=1e-6)
    np.testing.assert_allclose(found.median, expected.median, rtol=2e-6)
    for share in INTERVALS:
        np.testing.assert_allclose(found.low[share], expected.low[share], rtol=2e-6)
        np.testing.assert_allclose(found.high[share], expected.high[share], rtol=2e-6)


@pytest.mark.parametrize("region", ["9901", "county-99", "country-NO"])
def test_the_fans_are_those_of_the_regions_own_draws(county, region):
    found = region_fans(county, region, SUMS)
    drawn = region_draws(county, region, DRAWS, horizon=HORIZON)
    assert found.years == drawn.years
    for band in fans.BANDS:
        close(found.fan(*band), drawn.fan(*band))


def test_sums_with_weights_by_sex_and_age_are_kept_in_every_draw(county):
    found = region_fans(county, "county-99", SUMS)
    drawn = region_draws(county, "county-99", DRAWS, horizon=HORIZON)
    for name, weights in SUMS.items():
        expected = (drawn.persons * weights).sum(axis=(2, 3))
        np.testing.assert_allclose(found.drawn[name], expected, rtol=2e-6)


def test_a_group_is_the_sum_in_every_draw_and_not_of_the_quantiles(county):
    group = "county-99"
    members = [each.municipality for each in county.registry().members(group)]
    parts = [region_fans(county, each, SUMS) for each in members]
    whole = region_fans(county, group, SUMS)
    np.testing.assert_allclose(
        whole.drawn["old"], sum(each.drawn["old"] for each in parts), rtol=2e-6
    )
    width = [each.fan(80).high[0.8][-1] - each.fan(80).low[0.8][-1] for each in parts]
    fan = whole.fan(80)
    assert fan.high[0.8][-1] - fan.low[0.8][-1] < 0.95 * sum(width)


def test_a_municipality_parted_between_regions_counts_with_its_share():
    regions = {"0001": [1, 0], "0002": [0, 1], "both": [1, 0.25]}
    wanted = fans._Wanted.of({}, {key: np.array(row) for key, row in regions.items()}, 2)
    persons = np.zeros((3, 2, 2, 2, len(wanted.edges) - 1), dtype=np.float32)
    persons[:, :, 0, 0, 0], persons[:, :, 1, 1, -1] = 8, 4
    everyone = wanted.sums(fans.Draws(
        regions=("0001", "0002"), years=(2026, 2027), edges=wanted.edges, persons=persons,
        country=persons[:, :, 0],
    ))[0]  # fmt: skip
    assert everyone[:, 0, 0].tolist() == [8, 4, 9]


def test_what_is_kept_is_not_drawn_again_whatever_region_is_asked_for(county, monkeypatch):
    first = region_fans(county, "9901", SUMS)
    fans._in_memory.clear()
    monkeypatch.setattr(fans, "_make", lambda *_args: pytest.fail("drawn again"))
    again = region_fans(county, "9901", SUMS)
    np.testing.assert_array_equal(again.fan(80).median, first.fan(80).median)
    np.testing.assert_array_equal(again.drawn["old"], first.drawn["old"])
    assert region_fans(county, "country-NO", SUMS).region_id == "country-NO"
    assert fans_are_kept(county, SUMS)
    assert not fans_are_kept(county, {"old": 2 * OLD})


@pytest.mark.parametrize("file", ["drawn.npy", "fans.npy", "about.json"])
def test_what_is_damaged_on_disk_is_made_again(county, file):
    whole = region_fans(county, "9901", SUMS)
    fans._in_memory.clear()
    folder, _sums, _to = fans._asked(county, SUMS, HORIZON)
    content = bytearray((folder / file).read_bytes())
    for place in range(len(content) // 2, len(content), 1_000):
        content[place] ^= 1
    (folder / file).write_bytes(content[:100] if file == "about.json" else content)
    for region in ("9901", "county-99", "country-NO"):
        found = region_fans(county, region, SUMS)
    np.testing.assert_array_equal(
        region_fans(county, "9901", SUMS).drawn["old"], whole.drawn["old"]
    )
    assert (found.drawn["old"][:, -1] > 0).all()


def test_a_disk_that_is_full_costs_time_and_nothing_else(county, monkeypatch, tmp_path):
    def full(*_args):
        raise OSError("full")

    monkeypatch.setattr(fans.np, "save", full)
    monkeypatch.setattr(fans, "_load", lambda _folder: None)
    assert region_fans(county, "9901", {"old": 3 * OLD}).drawn["old"].shape == (DRAWS, 25)
    assert not list((county.folder / fans.FOLDER).glob(".making-*"))


def test_the_one_who_waits_is_told_how_far_it_has_come(county):
    said = []
    region_fans(county, "9901", {"old": 4 * OLD}, progress=lambda *each: said.append(each[:2]))
    assert said == [(0, DRAWS), (25, DRAWS), (50, DRAWS), (DRAWS, DRAWS)]


def test_what_cannot_be_answered_is_refused_before_anything_is_drawn(county, monkeypatch):
    found = region_fans(county, "9901", SUMS)
    with pytest.raises(OutsideData, match=r"80\+"):
        found.fan(70)
    monkeypatch.setattr(fans, "_make", lambda *_args: pytest.fail("drawn"))
    with pytest.raises(UnknownRegion):
        region_fans(county, "0000", {"old": 5 * OLD})


def test_kept_fans_are_read_without_the_compiler(county):
    region_fans(county, "9901", SUMS)
    program = """
import sys
from pathlib import Path
import numpy as np
from omsyn.demography.draws import fans
from omsyn.warehouse import Store
fans.DRAWS = int(sys.argv[2])
old, women = np.zeros((2, 106)), np.zeros((2, 106))
old[:, 80:], women[1, 33:] = 1, 0.5
found = fans.region_fans(Store(Path(sys.argv[1])), "9901", {"old": old, "women": women})
print(len(found.drawn["old"]), "numba" in sys.modules)
"""
    answer = subprocess.run(
        [sys.executable, "-c", program, str(county.folder), str(DRAWS)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert answer.stdout.split() == [str(DRAWS), "False"]
