"""Choice after choice is projected from rates that were estimated once."""

from __future__ import annotations

import numpy as np
import pytest

from omsyn.demography import kept, project
from omsyn.demography.inputs import read_inputs
from omsyn.demography.paths import Addition, Alternative, PathSettings
from omsyn.demography.projection import compute


def test_one_choice_after_another_is_projected_from_the_same_rates(county, monkeypatch):
    kept._chosen.clear()
    project(county, 2032, PathSettings(alternative=Alternative.HIGH))
    monkeypatch.setattr(kept, "estimate", lambda *_args: pytest.fail("estimated again"))
    monkeypatch.setattr(kept, "read_inputs", lambda *_args: pytest.fail("read again"))
    for persons in (10, 20):
        chosen = PathSettings(additions=(Addition(region="9901", year=2028, persons=persons),))
        found = project(county, 2032, chosen).population.persons
        alone = compute(read_inputs(county), 2032, settings=chosen).population.persons
        np.testing.assert_array_equal(found, alone)


def test_another_horizon_has_its_own_rates(county):
    kept._chosen.clear()
    for horizon in (2031, 2033, 2031):
        made = project(county, horizon, PathSettings(alternative=Alternative.LOW))
        assert made.population.years[-1] == horizon
