"""The fictional county: the same bytes every time, accounts that balance, invented names."""

from __future__ import annotations

import csv
import hashlib
import io

import numpy as np
import polars as pl
import pytest

from omsyn.facts import FACT_SCHEMA
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS, SHARES, TILES
from omsyn.sources.fictional import SOURCE, make
from omsyn.sources.fictional.history import START, YEARS, simulate
from omsyn.sources.fictional.places import MUNICIPALITIES, PARTS, in_force
from omsyn.sources.fictional.reference import belongings

DIGEST = "c0f7b71c97dfd4073b8adb912a164db9644af854eee7f40738c1f0e71c67e4fb"


@pytest.fixture(scope="module")
def made():
    fetched, references = make()
    return {each.info.name: each for each in fetched}, references


def digest(fetched, references):
    sha = hashlib.sha256()
    frames = [(each.info.name, each.facts) for each in fetched] + list(references.items())
    for name, frame in frames:
        plain = frame.select(pl.exclude(pl.List), pl.col(pl.List(pl.String)).list.join("|"))
        text = io.StringIO()
        plain.write_csv(text)
        sha.update(name.encode() + text.getvalue().encode())
    return sha.hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    first, second, other = digest(*make()), digest(*make()), digest(*make(seed=1))
    assert first == second
    assert first != other
    assert first == DIGEST


def test_every_data_set_says_that_it_is_fictional(made):
    for each in made[0].values():
        assert each.info.fictional
        assert each.info.source == SOURCE
        assert "fiktive" in SOURCE
        assert any("ikke finnes" in note for note in each.info.notes)


def test_the_data_sets_of_the_contract_are_there_as_tidy_facts(made):
    assert set(made[0]) >= {
        "population", "population_original_codes", "population_b2020", "population_country",
        "deaths_country", "death_rates_country", "births_country", "fertility_rates_country",
        "home_services_80plus", "institution_places", "institution_places_sample",
        "gp_capacity", "hospital_capacity", "user_payments",
    }  # fmt: skip
    for each in made[0].values():
        assert each.facts.schema == FACT_SCHEMA
        key = ["region", "period", "sex", "age", "measure"]
        assert each.facts.select(key).is_duplicated().sum() == 0
        absent = each.facts["status"].is_in([".", "..", ":"])
        assert (each.facts["value"].is_null() == absent).all()


def test_reference_tables_have_the_columns_that_geography_reads(made):
    wanted = {
        "regions": REGIONS, "changes": CHANGES, "shares": SHARES, "memberships": MEMBERSHIPS,
        "tiles": TILES,
    }  # fmt: skip
    assert {name: frame.schema for name, frame in made[1].items()} == wanted


def test_every_municipality_has_a_tile_of_its_own(made):
    tiles = made[1]["tiles"]
    assert set(tiles["municipality"]) == {place.code for place in in_force(2026)}
    assert not tiles.select("column", "row").is_duplicated().any()


def test_nobody_appears_or_vanishes_but_by_birth_death_and_moving():
    history = simulate(7)
    persons = sum(history.persons[part.id] for part in PARTS)
    for flow in range(len(YEARS) - 1):
        # The oldest do not move in numbers: what is gone from them is dead or has moved out.
        before = persons[flow][:, 60:].sum()
        after = persons[flow + 1][:, 61:].sum()
        died = history.deaths[flow][:, 61:].sum()
        assert abs(before - died - after) < 0.015 * before
        # The newborn of a year are its births, but for deaths and moving.
        born, infants = history.births[flow].sum(), persons[flow + 1][:, 0].sum()
        assert infants == pytest.approx(born - history.deaths[flow][:, 0].sum(), rel=0.2)


def test_the_country_is_the_sum_of_its_municipalities(made):
    def total(name):
        facts = made[0][name].facts.group_by("period").agg(pl.col("value").sum())
        return dict(facts.iter_rows())

    country = total("population_country")
    for name in ("population", "population_original_codes"):
        for year, persons in total(name).items():
            assert persons == country[year], (name, year)


def test_merger_and_division_keep_every_inhabitant(made):
    facts = made[0]["population_original_codes"].facts
    people = {
        (region, year): value
        for region, year, value in facts.group_by("region", "period")
        .agg(pl.col("value").sum())
        .iter_rows()
    }
    assert {"9931", "9932", "9924"} <= {region for region, year in people if year == "2019"}
    assert ("9903", "2019") not in people
    assert ("9931", "2020") not in people
    assert people["9903", "2020"] == pytest.approx(
        people["9931", "2019"] + people["9932", "2019"], rel=0.03
    )
    assert people["9904", "2024"] + people["9905", "2024"] == pytest.approx(
        people["9924", "2023"], rel=0.03
    )


def test_shares_of_every_code_and_year_are_whole(made):
    shares = made[1]["shares"].group_by("old_code", "year").agg(pl.col("share").sum())
    assert (shares["share"] - 1).abs().max() < 1e-9
    divided = made[1]["shares"].filter(pl.col("share") < 1)
    assert set(divided["old_code"]) == {"9924"}
    for year in range(2006, 2027):
        codes = set(made[1]["shares"].filter(pl.col("year") == year)["old_code"])
        assert codes == {place.code for place in in_force(year)}


def test_parts_of_one_municipality_belong_together():
    for place in MUNICIPALITIES:
        assert len({belongings(part) for part in place.parts}) == 1, place.name


def test_a_part_does_not_depend_on_the_others(monkeypatch):
    alone = simulate(3).persons["lindhavn"]
    monkeypatch.setattr("omsyn.sources.fictional.history.PARTS", PARTS[:1])
    assert np.array_equal(simulate(3).persons["lindhavn"], alone)


def test_codes_are_four_digits_in_county_99_and_not_the_unknown_municipality():
    for place in MUNICIPALITIES:
        assert len(place.code) == 4
        assert place.code.startswith("99")
        assert place.code != "9999"


@pytest.mark.real_data
def test_no_municipality_in_norway_has_ever_borne_one_of_the_names_or_codes(real_data):
    path = real_data / "geography" / "klass131_municipality_nodes_1838-2024.csv"
    with path.open(encoding="utf-8") as file:
        real = [(row["code"], row["name"].casefold()) for row in csv.DictReader(file)]
    codes = {code for code, _name in real} - {"9999"}
    names = {part.strip() for _code, name in real for part in name.split("-")}
    names |= {name for _code, name in real}
    for place in MUNICIPALITIES:
        assert place.code not in codes
        for name in (place.name, *place.other_names):
            assert name.casefold() not in names


def test_the_first_year_is_the_same_in_all_series(made):
    assert min(made[0]["population"].facts["period"]) == "2006"
    assert min(made[0]["population_country"].facts["period"]) == str(START)
