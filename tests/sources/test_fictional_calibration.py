"""The fictional county is as places are: the figures that it is calibrated to."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from omsyn.sources.fictional import make, rates
from omsyn.sources.fictional.places import PlaceType


@pytest.fixture(scope="module", params=[2026, 11], ids=["seed 2026", "seed 11"])
def facts(request):
    fetched, _references = make(request.param)
    return {each.info.name: each.facts for each in fetched}


def people(facts, year, lowest=0, highest=105):
    age = pl.col("age").str.strip_suffix("+").cast(pl.Int32)
    chosen = facts["population"].filter(
        (pl.col("period") == str(year)) & age.is_between(lowest, highest)
    )
    return dict(chosen.group_by("region").agg(pl.col("value").sum()).iter_rows())


def values(facts, name, year):
    chosen = facts[name].filter((pl.col("period") == str(year)) & pl.col("value").is_not_null())
    return {row["region"]: row["value"] for row in chosen.iter_rows(named=True)}


def test_municipalities_of_all_sizes(facts):
    sizes = sorted(people(facts, 2026).values())
    assert len(sizes) == 12
    assert 180 <= sizes[0] <= 320
    assert 115_000 <= sizes[-1] <= 125_000
    assert sum(size < 5_000 for size in sizes) >= 4
    assert sum(5_000 <= size < 20_000 for size in sizes) >= 3


def test_shares_of_the_old_are_those_of_norwegian_municipalities(facts):
    # In Norway 2026: 80+ 2.8-11.0 % of a municipality, 67+ 11.9-31.2 %, country 5.1 % and 17 %.
    everyone, old, oldest = (people(facts, 2026, low) for low in (0, 67, 80))
    for code, number in everyone.items():
        # A few persons more or less are percents in the smallest place.
        luck = 0.04 if number < 500 else 0
        assert 0.025 <= oldest[code] / number <= 0.12 + luck, code
        assert 0.11 <= old[code] / number <= 0.34 + luck, code
    assert sum(oldest.values()) / sum(everyone.values()) == pytest.approx(0.053, abs=0.006)
    assert sum(old.values()) / sum(everyone.values()) == pytest.approx(0.17, abs=0.012)


def test_the_university_town_is_young_and_the_mountains_are_not(facts):
    everyone, students = people(facts, 2026), people(facts, 2026, 20, 24)
    share = {code: students[code] / everyone[code] for code in everyone}
    assert share["9901"] > 0.08
    assert max(share[code] for code in ("9907", "9908", "9909")) < 0.065


def test_home_services_in_the_country_and_in_the_municipalities(facts):
    for year in range(2019, 2026):
        found = values(facts, "home_services_80plus", year)
        places = [value for code, value in found.items() if code.startswith("99")]
        assert min(places) >= 16
        assert max(places) <= 55
        if year == 2023:
            assert found["country-NO"] == pytest.approx(26.9, abs=0.05)
            low, high = np.percentile(places, [5, 95])
            assert low >= 22
            assert high <= 43


def test_some_figures_are_missing_and_some_confidential(facts):
    statuses = facts["home_services_80plus"].filter(pl.col("value").is_null())
    assert set(statuses["status"]) == {"..", ":"}
    assert ("9909", "2023") in set(statuses.select("region", "period").iter_rows())
    assert set(statuses.filter(pl.col("status") == ":")["region"]) == {"9912"}


def test_places_per_hundred_of_the_oldest(facts):
    places = values(facts, "institution_places", 2018)
    oldest = people(facts, 2019, 80)
    everyone = people(facts, 2019)
    country = places["country-NO"] / sum(oldest.values()) * 100
    assert country == pytest.approx(18.8, abs=0.1)
    for code in oldest.keys() & places.keys():
        rate = places[code] / oldest[code] * 100
        highest = 42 if everyone[code] < 2_000 else 22.5
        assert 12 <= rate <= highest, code


def test_kinds_of_place_are_parts_of_all_places(facts):
    wide = facts["institution_places_sample"].pivot(
        "measure", index=["region", "period"], values="value"
    )
    assert wide.height == 24
    for kind in ("nursing_home_places", "dementia_places", "time_limited_places"):
        assert (wide[kind] <= wide["institution_places"]).all()


def test_lives_are_as_long_as_they_were():
    # Statistics Norway: men 72.8 and women 79.6 in 1986; 81.4 and 84.6 in 2023.
    for year, wanted in ((1986, (72.8, 79.6)), (2023, (81.4, 84.6))):
        survival = np.cumprod(1 - rates.death_probabilities(year), axis=1)
        assert 0.5 + survival.sum(axis=1) == pytest.approx(wanted, abs=1.0)


def test_children_per_woman_follow_the_anchors():
    assert rates.fertility_rates(2009).sum() == pytest.approx(1.98, abs=0.001)
    assert rates.fertility_rates(2022).sum() == pytest.approx(1.41, abs=0.001)
    assert rates.fertility_rates(2009)[:15].sum() == 0


def test_newcomers_of_a_year_are_spread_over_all_of_them():
    for kind in PlaceType:
        assert rates.in_profile(kind).sum() == pytest.approx(1)
        assert rates.out_rates(kind).max() < 0.25


def test_staff_and_residents_follow_users_and_places(facts):
    # Norway: about 0.55 person-years per user, and nursing homes nearly full.
    wide = facts["care_users"].pivot("measure", index=["region", "period"], values="value")
    large = wide.filter(wide["home_service_users"] > 500)
    per_user = large["person_years_user_oriented"] / (
        large["home_service_users"] + large["nursing_home_residents"]
    )
    assert per_user.is_between(0.5, 0.65).all()
    residents = wide["long_stay_residents"] + wide["short_stay_residents"]
    assert (residents == wide["nursing_home_residents"]).all()


def test_what_is_confidential_in_one_table_is_so_in_the_others(facts):
    percent = facts["home_services_80plus"].filter(pl.col("status") == ":")
    users = facts["care_users"].filter(
        (pl.col("status") == ":") & (pl.col("measure") == "home_service_users_80plus")
    )
    assert percent.height
    where = [frame.select("region", "period").rows() for frame in (percent, users)]
    assert sorted(where[0]) == sorted(where[1])
