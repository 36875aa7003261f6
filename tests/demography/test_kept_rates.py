"""Choice after choice is projected from rates that were estimated once."""

from __future__ import annotations

import numpy as np
import pytest

from omsyn.demography import kept, project, projection
from omsyn.demography.inputs import read_inputs
from omsyn.demography.paths import Addition, AdditionKind, Alternative, PathSettings
from omsyn.demography.projection import compute
from omsyn.errors import ProjectionError


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


def test_the_newest_choices_are_kept_and_the_oldest_dropped(county):
    kept._chosen.clear()
    for alternative in (Alternative.LOW, Alternative.HIGH, Alternative.LOW, Alternative.MAIN):
        settings = PathSettings(alternative=alternative, fertility="low")
        project(county, 2028, settings)
    asked = [settings.alternative for _key, settings in kept._chosen]
    assert asked == [Alternative.LOW, Alternative.MAIN]


HOUSING = Addition(region="9901", year=2029, persons=30)
REFUGEES = Addition(region="9902", year=2031, persons=12, kind=AdditionKind.REFUGEES)


@pytest.mark.parametrize(
    ("alternative", "additions"),
    [
        (Alternative.MAIN, (REFUGEES,)),
        (Alternative.MAIN, (HOUSING, REFUGEES)),
        (Alternative.HIGH, (HOUSING,)),
        (Alternative.LOW, ()),
        # Where nobody moves there are no movers whose ages newcomers could have.
        (Alternative.ZERO_MIGRATION, ()),
    ],
)
def test_people_without_flows_have_the_bits_of_the_projection(county, alternative, additions):
    kept._chosen.clear()
    kept._people.clear()
    chosen = PathSettings(alternative=alternative, additions=additions)
    found = kept.people(county, 2034, chosen)
    whole = kept.futures(county, 2034, chosen)
    assert found.projected.years == whole.projection.population.years
    np.testing.assert_array_equal(found.projected.persons, whole.projection.population.persons)
    np.testing.assert_array_equal(found.history.persons, whole.history.persons)


def test_newcomers_are_stepped_from_the_year_they_come_and_no_earlier(county, monkeypatch):
    kept._people.clear()
    kept.people(county, 2034, PathSettings(alternative=Alternative.HIGH))
    stepped = []
    advance = projection.advance
    monkeypatch.setattr(
        projection, "advance", lambda *args, **into: stepped.append(1) or advance(*args, **into)
    )
    kept.people(county, 2034, PathSettings(alternative=Alternative.HIGH, additions=(HOUSING,)))
    assert len(stepped) == 2034 - 2029


def test_newcomers_outside_the_projection_are_refused(county):
    late = PathSettings(additions=(Addition(region="9901", year=2034, persons=1),))
    with pytest.raises(ProjectionError, match="2034"):
        kept.people(county, 2034, late)
