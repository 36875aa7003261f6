"""The schedule that stands in for fertility rates that no source gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from demography_support import fictional_store, published_store
from omsyn.demography import project
from omsyn.demography.inputs import FERTILITY, read_inputs
from omsyn.demography.projection import run
from omsyn.demography.rates import Assumptions, estimate
from omsyn.demography.usual_fertility import CHILDREN, MEAN_AGE, SPREAD, usual_fertility
from omsyn.warehouse import Store


def moments(rates: np.ndarray) -> tuple[float, float, float]:
    """Sum, mean age at birth and its standard deviation, of births by completed age."""
    ages = np.arange(len(rates)) + 0.5
    mean = (rates * ages).sum() / rates.sum()
    return rates.sum(), mean, float(np.sqrt((rates * (ages - mean) ** 2).sum() / rates.sum()))


def test_the_curve_has_the_moments_it_says():
    (rates,) = usual_fertility().rates
    assert moments(rates) == pytest.approx((CHILDREN, MEAN_AGE, SPREAD), abs=0.02)
    assert np.flatnonzero(rates).tolist() == list(range(15, 50))


def without_fertility(store: Store, folder: Path) -> Store:
    bare = Store(folder)
    for name in store.reference_names():
        bare.replace_reference(name, store.reference(name), fictional=store.fictional)
    for name in store.names():
        if name != FERTILITY:
            bare.replace(store.info(name), store.facts(name).collect())
    return bare


def test_a_store_without_fertility_is_projected_and_says_so(tmp_path: Path):
    store = fictional_store(tmp_path / "whole")
    bare = without_fertility(store, tmp_path / "bare")
    assert project(store).warnings == ()
    made = project(bare)
    (told,) = made.warnings
    assert "snitt 31,5 år, standardavvik 4,8 år" in told
    ratio = made.population.persons[-1].sum() / project(store).population.persons[-1].sum()
    assert ratio == pytest.approx(1, abs=0.01)
    # Once more, from what was kept beside the store.
    assert project(Store(bare.folder)).warnings == made.warnings


@pytest.mark.real_data
def test_the_numbers_are_those_of_the_published_rates(real_data: Path):
    rows = np.genfromtxt(
        real_data / "vital/hfd_norway_asfr_1967-2022.csv", delimiter=",", skip_header=1
    )
    rates = np.zeros(60)
    for year, age, rate in rows[:, :3]:
        if 2020 <= year <= 2022:
            rates[int(age)] += rate / 3
    assert moments(rates) == pytest.approx((CHILDREN, MEAN_AGE, SPREAD), abs=0.02)


@pytest.mark.real_data
def test_the_future_differs_little_from_that_of_published_rates(tmp_path: Path, real_data: Path):
    store = published_store(tmp_path / "whole", real_data)
    bare = without_fertility(store, tmp_path / "bare")
    ends = []
    for each in (store, bare):
        inputs = read_inputs(each)
        origin = inputs.population.years[-1]
        made = run(inputs.population, estimate(inputs, origin, 2050, Assumptions()), 2050)
        ends.append(made.population.persons[-1])
    published, usual = ends
    totals = usual.sum(axis=(1, 2)) / published.sum(axis=(1, 2)) - 1
    assert abs(usual.sum() / published.sum() - 1) < 0.0005
    assert np.abs(totals).max() < 0.001
    # Nobody who is 80 in 2050 was born after 2026.
    assert usual[..., 80:] == pytest.approx(published[..., 80:])
