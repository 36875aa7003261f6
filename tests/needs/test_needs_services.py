from __future__ import annotations

import sys

import numpy as np
import pytest

from omsyn.demography import region_series
from omsyn.errors import MissingDataset, OutsideData
from omsyn.geography import RegionKind
from omsyn.language import using
from omsyn.needs import (
    Level,
    LocalFigures,
    home_service_users_80plus,
    national_part,
    person_years,
    places,
)
from omsyn.needs.home_services import of_municipality
from omsyn.needs.published import Published
from omsyn.warehouse import Store


class Groups:
    """A registry of one municipality in one KOSTRA group and one county."""

    def __init__(self, **of_kind: str) -> None:
        self.of_kind = of_kind

    def belongs_to(self, _municipality, kind):
        class Group:
            id = self.of_kind.get(kind.value, "")

        return (Group,) if Group.id else ()


def published(*rows: tuple[int, str, float | None], parts=None) -> Published:
    values: dict[int, dict[str, float | None]] = {}
    for year, region, value in rows:
        values.setdefault(year, {})[region] = value
    same = {year: {code: ((code, 1.0),) for code in each} for year, each in values.items()}
    return Published(values=values, parts=parts or same)


GROUPS = Groups(kostra_group="kostra_group-EKG01", county="county-11")


@pytest.mark.parametrize(
    ("rows", "percent", "level", "year"),
    [
        ([(2023, "1151", 30.0), (2019, "1151", 20.0)], 30, Level.MUNICIPALITY, 2023),
        ([(2023, "1151", None), (2019, "1151", 20.0)], 20, Level.MUNICIPALITY, 2019),
        (
            [(2023, "1151", None), (2023, "kostra_group-EKG01", 25.0), (2023, "county-11", 9.0)],
            25, Level.KOSTRA_GROUP, 2023,
        ),
        ([(2023, "county-11", 26.0), (2023, "country-NO", 1.0)], 26, Level.COUNTY, 2023),
        ([(2023, "country-NO", 27.0)], 27, Level.COUNTRY, 2023),
    ],
)  # fmt: skip
def test_the_rate_is_the_places_own_or_that_of_the_nearest_group(rows, percent, level, year):
    found = of_municipality("1151", published(*rows), GROUPS)
    assert found is not None
    assert (found.percent, found.level, found.year) == (percent, level, year)


def test_no_rate_anywhere_is_no_rate_and_not_zero():
    assert of_municipality("1151", published((2023, "1151", None)), GROUPS) is None


def test_a_divided_municipality_takes_the_rate_of_the_old_one_and_says_so():
    parts = {2023: {"1580": (("1507", 0.5),)}}
    found = of_municipality("1580", published((2023, "1507", 21.8), parts=parts), GROUPS)
    assert found is not None
    assert found.divided
    assert found.region_id == "1507"


def test_a_merged_municipality_takes_no_old_rate():
    parts = {2019: {"4204": (("1001", 1.0), ("1018", 1.0))}}
    rows = [(2019, "1001", 20.0), (2019, "1018", 40.0), (2019, "country-NO", 30.0)]
    found = of_municipality("4204", published(*rows, parts=parts), GROUPS)
    assert found is not None
    assert found.level is Level.COUNTRY


def test_places_of_merged_and_divided_municipalities_by_hand():
    parts = {2018: {"a": (("x", 1.0), ("y", 0.5)), "b": (("y", 0.5),), "c": (("z", 1.0),)}}
    table = published((2018, "x", 10.0), (2018, "y", 8.0), (2018, "z", None), parts=parts)
    assert table.amount("a", 2018) == (14.0, True)
    assert table.amount("b", 2018) == (4.0, True)
    assert table.amount("c", 2018) is None
    assert table.amount("d", 2018) is None


def test_users_are_the_percentage_of_those_of_80_and_over(county):
    series = region_series(county, "9901")
    need = home_service_users_80plus(series, county)
    assert need.rate.level is Level.MUNICIPALITY
    assert need.years[0] == need.rate.year + 1
    expected = series.band(80)[series.position(2040)] * need.rate.value / 100
    assert need.at(2040) == pytest.approx(expected)


def test_a_place_too_small_to_be_published_borrows_its_groups_rate_and_says_so(county):
    need = home_service_users_80plus(region_series(county, "9912"), county)
    assert need.rate.borrowed
    assert need.rate.level is Level.KOSTRA_GROUP
    assert "har ikke eget tall" in need.rate.reservation
    assert need.rate.level_name in need.rate.reservation
    assert need.value.min() > 0


def test_a_hospital_area_is_computed_from_its_municipalities(county):
    registry = county.registry()
    trust = next(each for each in registry.all_regions if each.kind == "hospital_trust")
    need = home_service_users_80plus(region_series(county, trust.id), county)
    assert need.rate.level is Level.MEMBERS
    rates = [
        home_service_users_80plus(region_series(county, each.municipality), county).rate.value
        for each in registry.members(trust.id)
    ]
    assert min(rates) < need.rate.value < max(rates)


def test_places_at_todays_coverage_begin_at_todays_stock(county):
    need = places(region_series(county, "9901"), county)
    assert need.stock is not None
    assert need.years[0] == need.stock.year + 1
    assert need.at(need.years[0]) == pytest.approx(need.stock.value)
    assert need.at(2040) > need.stock.value


def test_coverage_of_few_people_is_told_as_that(county, monkeypatch):
    few = places(region_series(county, "9910", 2030), county)
    assert "noen få fra eller til" not in few.rate.reservation
    # The room names its function after the module, so the module is found among the loaded.
    monkeypatch.setattr(sys.modules["omsyn.needs.places"], "FEW", 1_000)
    few = places(region_series(county, "9910", 2030), county)
    assert few.stock is not None
    assert f"Det var {few.stock.value:.0f} plasser og bare " in few.rate.reservation


def test_the_country_has_the_places_of_all_its_municipalities(county):
    country = places(region_series(county, "country-NO"), county)
    parts = [places(region_series(county, code), county).stock for code in county.persons()[0]]
    assert country.stock is not None
    assert country.stock.value == pytest.approx(sum(each.value for each in parts if each))


def test_the_planners_own_places_go_before_the_published(county):
    own = LocalFigures(year=2026, places=50)
    series = region_series(county, "9901")
    need = places(series, county, own)
    assert need.rate.level is Level.OWN
    assert need.at(2026) == pytest.approx(50)
    people = series.band(80)
    ratio = people[series.position(2040)] / people[series.position(2026)]
    assert need.at(2040) == pytest.approx(50 * ratio)


def test_the_planners_own_person_years_scale_with_the_need(county):
    series = region_series(county, "9901")
    need = person_years(series, county, LocalFigures(year=2026, person_years=200))
    assert need.at(2026) == pytest.approx(200)
    assert need.rate.level is Level.OWN
    assert need.low is not None
    assert (need.low <= need.value + 1e-9).all()
    assert need.low[0] == pytest.approx(200)


def test_an_own_figure_for_a_year_outside_the_series_is_refused(county):
    with pytest.raises(OutsideData, match="1999"):
        places(region_series(county, "9901"), county, LocalFigures(year=1999, places=5))


def test_reported_person_years_are_used_where_the_store_has_them(county):
    need = person_years(region_series(county, "9901"), county)
    reported = (
        county.facts("care_users")
        .collect()
        .filter(region="9901", measure="person_years_user_oriented", period=str(need.rate.year))
    )
    assert need.at(need.rate.year + 1) == pytest.approx(reported["value"].item())
    assert need.rate.level is Level.MUNICIPALITY


def test_no_national_figure_is_divided_among_fictional_places(county):
    assert national_part(region_series(county, "9901"), county) is None


def test_a_store_without_services_says_how_to_get_them(county, tmp_path):
    bare = Store(tmp_path)
    for name in county.reference_names():
        bare.replace_reference(name, county.reference(name), fictional=True)
    for name in (
        "population", "deaths_country", "death_rates_country", "fertility_rates_country",
    ):  # fmt: skip
        bare.replace(county.info(name), county.facts(name).collect())
    series = region_series(bare, "9901")
    with pytest.raises(MissingDataset, match="omsyn data pull"):
        home_service_users_80plus(series, bare)
    with pytest.raises(MissingDataset, match="plasser i institusjon"):
        places(series, bare)


def test_the_reservations_are_written_in_nynorsk_too(county):
    series = region_series(county, "9901")
    bokmaal = places(series, county).rate.reservation
    with using("nn"):
        nynorsk = places(series, county).rate.reservation
    assert "ikke en anbefaling" in bokmaal
    assert "ikkje ei tilråding" in nynorsk


@pytest.mark.real_data
def test_growth_alone_is_given_where_nobodys_person_years_are_open(norway):
    need = person_years(region_series(norway, "4204"), norway)
    assert need.at(2026) == pytest.approx(100)
    assert "legg inn egne årsverk" in need.rate.reservation
    assert need.low is not None
    assert need.low[-1] < need.value[-1]


@pytest.mark.real_data
def test_the_published_national_increase_is_divided_without_rest(norway):
    country = national_part(region_series(norway, "country-NO"), norway)
    counties = [
        national_part(region_series(norway, each.id), norway)
        for each in norway.registry().regions(RegionKind.COUNTY)
    ]
    assert country is not None
    assert country.employees == pytest.approx(65_000)
    assert sum(each.employees for each in counties if each) == pytest.approx(65_000)
    assert "ansatte, ikke årsverk" in country.reservation


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("code", "percent", "year", "level"),
    [
        ("4204", 25.5, 2023, Level.MUNICIPALITY),
        ("0301", 23.7, 2023, Level.MUNICIPALITY),
        ("1151", 33.3, 2023, Level.KOSTRA_GROUP),
        ("country-NO", 26.9, 2023, Level.REGION),
    ],
)
def test_published_shares_with_home_services(norway, code, percent, year, level):
    rate = home_service_users_80plus(region_series(norway, code), norway).rate
    assert (rate.value, rate.year, rate.level) == (percent, year, level)


@pytest.mark.real_data
def test_places_say_how_old_their_figures_are(norway):
    fredrikstad = places(region_series(norway, "3107"), norway)
    kristiansand = places(region_series(norway, "4204"), norway)
    assert fredrikstad.rate.year == 2025
    assert kristiansand.rate.year == 2018
    assert "Det nyeste åpne tallet er fra 2018" in kristiansand.rate.reservation
    country = places(region_series(norway, "country-NO"), norway)
    assert country.at(2019) == pytest.approx(41_795, rel=0.002)
    assert np.isfinite(country.value).all()
