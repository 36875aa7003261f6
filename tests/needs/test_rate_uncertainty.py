"""How unsure the rates are, measured where the figures tell, and drawn alike in every scenario."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from omsyn.demography import region_series
from omsyn.demography.draws import SEED
from omsyn.geography.region import COUNTRY_ID, RegionKind
from omsyn.needs import rate_spread
from omsyn.needs.local import LocalFigures
from omsyn.needs.person_years import per_user_unit
from omsyn.needs.rate import Level
from omsyn.needs.rate_uncertainty import (
    DEMENTIA_SD,
    EXACT,
    Basis,
    RateError,
    address_of,
    home_services_error,
    rate_errors,
)
from omsyn.needs.services import Service, service_rates

HOME, PLACES, DEMENTIA, STAFF = tuple(Service)[:4]
DRAWS = 4000


def errors(store, region_id: str, local: LocalFigures | None = None):
    series = region_series(store, region_id)
    rates, _lacking = service_rates(series, store, local)
    return rate_errors(store, series.region, rates)


def test_every_service_has_random_numbers_of_its_own():
    assert len({address_of(each) for each in Service}) == len(Service)


@pytest.mark.parametrize("strength", [4.0, 25.0, 400.0])
def test_the_factors_have_mean_one_and_the_variance_of_the_gamma_distribution(strength):
    error = RateError(basis=Basis.COUNTED, codes=(301,), strength=np.array([strength]))
    found = error.factors(HOME, SEED, DRAWS)
    assert (found >= 0).all()
    assert found.mean() == pytest.approx(1, abs=4 / np.sqrt(strength * DRAWS))
    assert found.var() == pytest.approx(1 / strength, rel=0.08)


def test_a_draw_does_not_depend_on_how_many_there_are_and_only_on_its_address():
    error = RateError(basis=Basis.COUNTED, codes=(301,), strength=np.array([50.0]))
    many = error.factors(HOME, SEED, 100)
    np.testing.assert_array_equal(error.factors(HOME, SEED, 10), many[:10])
    other = evolve(error, codes=(4204,))
    for found in (
        error.factors(PLACES, SEED, 100),
        error.factors(HOME, SEED + 1, 100),
        other.factors(HOME, SEED, 100),
    ):
        assert abs(np.corrcoef(found, many)[0, 1]) < 0.4


def test_what_is_counted_or_the_planners_own_is_not_unsure(county):
    own = errors(county, "9901", LocalFigures(year=2026, person_years=300, places=100))
    assert own[PLACES] is EXACT
    assert own[STAFF] is EXACT
    assert errors(county, "9901")[STAFF] is EXACT
    np.testing.assert_array_equal(EXACT.factors(PLACES, SEED, 7), [1.0])


def test_the_strength_is_the_users_and_how_alike_the_group_is(county):
    error = errors(county, "9901")[HOME]
    series = region_series(county, "9901")
    rate = service_rates(series, county)[0][HOME].rate
    users = rate.value / 100 * series.band(80)[series.position(rate.year + 1)]
    assert error.basis is Basis.COUNTED
    assert error.users == pytest.approx(users)
    alike = rate_spread.spread(county).home_services
    np.testing.assert_allclose(error.strength, [users + alike])
    assert str(round(users))[:1] in error.sentence()


def test_a_countys_use_is_its_municipalities_together_in_every_draw(county):
    registry = county.registry()
    whole = home_services_error(county, registry.get("county-99"))
    parts, weights = [], []
    for member in registry.members("county-99"):
        part = home_services_error(county, registry.get(member.municipality))
        parts.append(part.factors(HOME, SEED, 50))
        people = region_series(county, member.municipality).band(80)[20]
        weights.append(people)
    found = whole.factors(HOME, SEED, 50)
    assert len(parts) == len(whole.codes)
    np.testing.assert_allclose(found, whole.weight @ np.array(parts))
    assert found.std() < min(each.std() for each in parts)


def test_dementia_is_as_unsure_as_the_survey_and_alike_in_all_places(county):
    one, other = (errors(county, each)[DEMENTIA] for each in ("9901", COUNTRY_ID))
    found = one.factors(DEMENTIA, SEED, DRAWS)
    np.testing.assert_array_equal(found, other.factors(DEMENTIA, SEED, DRAWS))
    assert np.log(found).std() == pytest.approx(DEMENTIA_SD, rel=0.05)
    # 14.6 % of those of 70 and over, from 13.9 to 15.4.
    low, high = np.quantile(14.6 * found, (0.025, 0.975))
    assert (low, high) == (pytest.approx(13.9, abs=0.1), pytest.approx(15.4, abs=0.1))


def test_a_borrowed_rate_is_as_unsure_as_the_groups_municipalities_differ(county):
    series = region_series(county, "9901")
    rates, _lacking = service_rates(series, county)
    known = rates[PLACES]
    borrowed = evolve(known, rate=evolve(known.rate, level=Level.KOSTRA_GROUP))
    error = rate_errors(county, series.region, {PLACES: borrowed})[PLACES]
    assert error.basis is Basis.BORROWED
    assert error.strength == pytest.approx([rate_spread.spread(county).places])
    assert "KOSTRA" in error.sentence()
    country = county.registry().get(COUNTRY_ID)
    national = evolve(known, rate=evolve(known.rate, level=Level.COUNTRY))
    assert rate_errors(county, country, {PLACES: national})[PLACES] is EXACT


def test_person_years_per_user_are_as_unsure_as_the_users_and_in_the_same_draws(county):
    series = region_series(county, "9901")
    rates, _lacking = service_rates(series, county)
    rate = evolve(rates[STAFF].rate, level=Level.MUNICIPALITY, unit=per_user_unit())
    rates[STAFF] = evolve(rates[STAFF], index=False, rate=rate)
    found = rate_errors(county, series.region, rates)
    np.testing.assert_array_equal(
        found[STAFF].factors(STAFF, SEED, 20), found[HOME].factors(HOME, SEED, 20)
    )


def test_how_alike_municipalities_are_by_hand(county):
    """10 and 30 where 20 are expected: half below and half above, a variance of a quarter."""
    registry = county.registry()
    group = next(
        each
        for each in registry.regions(RegionKind.KOSTRA_GROUP)
        if len(registry.members(each.id)) > 1
    )
    one, other = [each.municipality for each in registry.members(group.id)][:2]
    amounts = {one: (10.0, 100.0), other: (30.0, 100.0)}
    found = rate_spread.strength_of(county, amounts, chance=False)
    assert found == pytest.approx(4)
    # Less chance in 40 events: 0.25 - 1 / 40 = 0.225.
    found = rate_spread.strength_of(county, amounts, chance=True)
    assert found == pytest.approx(1 / 0.225)
    alone = rate_spread.strength_of(county, {one: (10.0, 100.0)}, chance=False)
    assert alone == rate_spread.UNKNOWN_STRENGTH


@pytest.mark.real_data
def test_the_published_figures_make_large_places_sure_and_small_ones_not(norway):
    spread = {
        code: errors(norway, code)[HOME].factors(HOME, SEED, DRAWS).std()
        for code in ("0301", "4204", "1151", COUNTRY_ID)
    }
    assert spread[COUNTRY_ID] < spread["0301"] < spread["4204"] < spread["1151"]
    assert spread["0301"] == pytest.approx(0.013, abs=0.003)
    assert spread["1151"] == pytest.approx(0.12, abs=0.04)
    assert errors(norway, "1151")[HOME].basis is Basis.BORROWED
