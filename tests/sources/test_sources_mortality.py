"""Death rates from a life table: little tables that can be checked with a pencil."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from omsyn.demography import mortality as model
from omsyn.errors import SourceChanged
from omsyn.facts import FACT_SCHEMA, DatasetInfo
from omsyn.sources.base import Fetched
from omsyn.sources.ssb import mortality
from omsyn.sources.ssb.client import PxWebClient
from omsyn.sources.ssb.mortality import death_rates, expected_deaths, summed
from omsyn.sources.ssb.tables import LIFE_TABLE
from sources.server import FakeSsb, FakeTable

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def fetched(name: str, rows: list[tuple], **about: object) -> Fetched:
    described = {
        "title": name, "source": "SSB", "table": "07902", "definition": name, "unit": "",
        "licence": "", "retrieved": NOW,
    } | about  # fmt: skip
    full = [("country-NO", *row, "" if row[-1] is not None else "..") for row in rows]
    return Fetched(
        DatasetInfo(name=name, **described), pl.DataFrame(full, FACT_SCHEMA, orient="row")
    )


Q, E = "death_probability_per_1000", "remaining_years"


def life_table(infant: float = 100.0, born: float = 1.86) -> Fetched:
    """Of 1000, 100 die at age 0, half of the rest at 1, all others later and live 1.25 years.

    Years lived: 0: 900 + 100 * 0.1 = 910; 1: 450 + 450 / 2 = 675; then 450 * (1 / 2).
    """
    return fetched(
        "life_table_country",
        [
            ("2024", "male", "0", Q, infant), ("2024", "male", "0", E, born),
            ("2024", "male", "1", Q, 500.0), ("2024", "male", "1", E, 1.0),
            ("2024", "male", "2", Q, 1000.0), ("2024", "male", "2", E, 1.25),
        ],
    )  # fmt: skip


def test_probabilities_become_rates_per_person_year():
    found = death_rates(life_table())
    assert found.info.name == "death_rates_country"
    values = {row["age"]: row["value"] for row in found.facts.iter_rows(named=True)}
    assert values == {
        "0": pytest.approx(0.1 / 0.91),
        "1": pytest.approx(0.5 / 0.75),
        # The open group: one death for each 1.25 years.
        "2+": pytest.approx(0.8),
    }
    assert set(found.facts["status"]) == {"estimated"}


@pytest.mark.parametrize("infant", [0.1, 10_000.0])
def test_a_unit_that_has_changed_is_noticed(infant: float):
    wrong = life_table(infant, born=80.0)
    with pytest.raises(SourceChanged, match="gir en forventet levealder på"):
        death_rates(wrong)


def test_expected_deaths_are_rates_times_the_mean_population():
    rates = fetched(
        "death_rates_country",
        [("2024", "male", "0", "death_rate", 0.1), ("2025", "male", "0", "death_rate", 0.2),
         ("2024", "male", "1", "death_rate", None)],
    )  # fmt: skip
    people = [(year, "male", age, "persons", value) for year, age, value in (
        ("2024", "0", 100.0), ("2025", "0", 300.0), ("2024", "1", 50.0), ("2025", "1", 50.0),
    )]  # fmt: skip
    later = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    found = expected_deaths(
        rates, fetched("population_country", people, table="07459", updated=later)
    )
    # Nobody knows the population at the end of 2025.
    assert found.facts.select("period", "age", "value", "status").rows() == [
        ("2024", "0", pytest.approx(20), "estimated"),
        ("2024", "1", None, ".."),
    ]
    assert found.info.table == "07902, 07459"
    assert found.info.updated == later
    assert "ikke en telling" in found.info.definition


def test_a_country_is_the_sum_of_its_municipalities():
    people = [("2024", "male", "0", "persons", 3.0)]
    two = fetched("population_original_codes", people * 2)
    assert summed(two).facts["value"].to_list() == [6.0]
    assert summed(two).facts["region"].to_list() == ["country-NO"]


def test_the_model_turns_the_rates_back_into_the_same_probabilities():
    assert mortality.INFANT_YEAR_LIVED == model.INFANT_SHARE_LIVED
    q = np.array([0.002, 0.1])
    lived = np.array([mortality.INFANT_YEAR_LIVED, mortality.YEAR_LIVED])
    m = q / (1 - (1 - lived) * q)
    assert m / (1 + (1 - lived) * m) == pytest.approx(q)


def served(**labels: str) -> FakeTable:
    names = {"Dodssannsynlighet": "Dødssannsynlighet", "ForvGjenLevetid": "Forventet levetid"}
    return FakeTable(
        id="07902",
        dimensions={
            "Kjonn": {"0": "Begge kjønn", "1": "Menn", "2": "Kvinner"},
            "AlderX": {"000": "0 år", "001": "1 år", "106": "106 år eller eldre"},
            "ContentsCode": {"LevendePerTusen": "Levende ved alder x", **names, **labels},
            "Tid": {"2024": "2024"},
        },
    )


def test_the_life_table_is_read_with_its_open_group(client: PxWebClient, server: FakeSsb):
    server.tables["07902"] = served()
    found = client.fetch(LIFE_TABLE)
    assert set(found.facts["age"]) == {"0", "1", "106+"}
    assert set(found.facts["sex"]) == {"male", "female"}
    assert set(found.facts["region"]) == {"country-NO"}
    assert set(found.facts["measure"]) == {Q, E}


def test_a_code_with_another_meaning_is_refused(client: PxWebClient, server: FakeSsb):
    server.tables["07902"] = served(Dodssannsynlighet="Overlevende")
    with pytest.raises(SourceChanged, match="heter nå «Overlevende»"):
        client.fetch(LIFE_TABLE)


@pytest.mark.real_data
def test_expected_deaths_are_close_to_those_that_were_counted(real_data: Path):
    deaths = pl.read_csv(real_data / "vital/hmd_norway_population_deaths_rates_1846-2024.csv.gz")
    shown = (pl.col("year") >= 2010) & pl.col("sex").is_in(["male", "female"])
    counted = deaths.filter(shown & (pl.col("age") < 105) & (pl.col("year") <= 2023))
    text = {name: pl.col(name).cast(pl.String) for name in ("year", "age")}
    rows = counted.select(
        text["year"], "sex", text["age"], pl.lit("death_rate"), pl.col("death_rate").fill_null(0)
    )
    people = deaths.filter(shown & (pl.col("age") < 105)).select(
        text["year"], "sex", text["age"], pl.lit("persons"), "population_jan1"
    )
    found = expected_deaths(
        fetched("death_rates_country", rows.rows()), fetched("population_country", people.rows())
    )
    expected = dict(found.facts.group_by("period").agg(pl.col("value").sum()).iter_rows())
    for year, total in counted.group_by("year").agg(pl.col("deaths").sum()).iter_rows():
        assert expected[str(year)] == pytest.approx(total, rel=0.02)
