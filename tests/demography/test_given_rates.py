"""National mortality and fertility that somebody gives."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import xlsxwriter
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from omsyn.demography import (
    AGES,
    SEXES,
    After,
    GivenFertility,
    GivenMortality,
    PathSettings,
    project,
    region_draws,
)
from omsyn.demography.mortality import OLDEST, end_of_year_probabilities
from omsyn.demography.paths import with_paths
from omsyn.demography.projection import compute
from omsyn.demography.rates import Assumptions, estimate
from omsyn.errors import ProjectionError, UnreadableFile


def deaths(years=(2026, 2030), rate: float = 0.01) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"year": year, "sex": sex, "age": age, "rate": rate}
            for year in years
            for sex in SEXES
            for age in range(AGES)
        ]
    )


def births(years=(2026,), rate: float = 0.05) -> pl.DataFrame:
    return pl.DataFrame(
        [{"year": year, "age": age, "rate": rate} for year in years for age in range(15, 50)]
    )


@pytest.fixture(scope="module")
def rates(county_inputs):
    return estimate(county_inputs, 2026, 2036, Assumptions())


def test_given_deaths_become_probabilities_of_the_year(rates):
    chosen = PathSettings(mortality_rates=GivenMortality.read(deaths(rate=0.2)))
    q = with_paths(rates, chosen).death
    wanted = end_of_year_probabilities(np.full(OLDEST, 0.2))
    np.testing.assert_allclose(q, np.broadcast_to(wanted, q.shape))


def test_it_goes_evenly_between_two_years_and_stays_after_the_last(rates):
    values = np.full((2, 2, AGES), 0.01)
    values[1] = 0.02
    given_ones = GivenMortality(years=(2028, 2032), values=values)
    q = with_paths(rates, PathSettings(mortality_rates=given_ones)).death[:, 0, 50]
    low, high = (end_of_year_probabilities(np.full(OLDEST, rate))[50] for rate in (0.01, 0.02))
    # Flows 2026..2035: two of Omsyn's own, then 2028 with a quarter more each year to 2032.
    np.testing.assert_allclose(q[:2], rates.death[:2, 0, 50])
    assert q[2:7].tolist() == pytest.approx(
        [low + part * (high - low) for part in (0, 0.25, 0.5, 0.75, 1)]
    )
    assert q[7:].tolist() == pytest.approx([high] * 3)


def test_after_the_last_year_it_can_go_on_by_omsyns_trend(rates):
    given_ones = GivenMortality.read(deaths((2030,)), After.TREND)
    q = with_paths(rates, PathSettings(mortality_rates=given_ones)).death
    ages = slice(60, 100)
    fall, own = (each[8, :, ages] / each[4, :, ages] for each in (q, rates.death))
    np.testing.assert_allclose(fall, own)
    assert q[4, 0, 50] == pytest.approx(end_of_year_probabilities(np.full(OLDEST, 0.01))[50])


def test_given_births_are_born(county_inputs):
    # 0.05 at 35 ages: 1.75 children per woman, against 0.04: 1.40. A quarter more are born.
    born = [
        compute(
            county_inputs,
            2027,
            settings=PathSettings(fertility_rates=GivenFertility.read(births(rate=rate))),
        ).births.sum()
        for rate in (0.05, 0.04)
    ]
    assert born[0] / born[1] == pytest.approx(1.25, rel=1e-3)


def test_no_deaths_leave_all_alive(county_inputs):
    chosen = PathSettings(mortality_rates=GivenMortality.read(deaths((2026,), 0.0)))
    made = compute(county_inputs, 2028, settings=chosen)
    assert made.deaths.sum() == pytest.approx(0, abs=1e-3)


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(After), st.integers(2026, 2034))
def test_what_is_followed_is_always_a_probability(one, other, after, year):
    values = np.stack([np.full((2, AGES), one), np.full((2, AGES), other)])
    given_ones = GivenMortality(years=(year, year + 1), values=values, after=after)
    own = np.linspace(0.9, 0.1, 10)[:, None, None] * np.ones((10, 2, AGES))
    followed = given_ones.followed(2026, own)
    assert ((followed >= 0) & (followed <= 1)).all()
    assert followed.shape == own.shape


def test_the_draws_spread_around_what_is_given(county):
    """With a death rate of 0.3 above 80 few are left there, in every draw."""
    table = deaths((2026,), 0.005).with_columns(
        rate=pl.when(pl.col("age") >= 80).then(0.3).otherwise("rate")
    )
    chosen = PathSettings(mortality_rates=GivenMortality.read(table))
    usual, drawn = (
        region_draws(county, "9901", horizon=2032, draws=40, paths=each).persons[:, -1, :, 85:]
        for each in (PathSettings(), chosen)
    )
    assert drawn.sum(axis=(1, 2)).max() < usual.sum(axis=(1, 2)).min()
    middle = project(county, 2032, chosen).population
    there = middle.persons[-1, middle.regions.index("9901"), :, 85:].sum()
    assert np.median(drawn.sum(axis=(1, 2))) == pytest.approx(there, rel=0.15)


def test_what_is_kept_is_known_by_the_contents():
    one, same, other = (GivenMortality.read(deaths(rate=rate)) for rate in (0.01, 0.01, 0.02))
    assert PathSettings(mortality_rates=one) == PathSettings(mortality_rates=same)
    assert PathSettings(mortality_rates=one) != PathSettings(mortality_rates=other)
    assert repr(one) == repr(same) != repr(other)
    assert one != evolve(one, after=After.TREND)
    assert one != GivenFertility.read(births())
    assert not PathSettings(mortality_rates=one).is_neutral


def test_a_frame_or_a_file_is_read_where_it_is_given(tmp_path):
    births().write_csv(tmp_path / "births.csv")
    chosen = PathSettings(mortality_rates=deaths(), fertility_rates=tmp_path / "births.csv")
    assert chosen.mortality_rates == GivenMortality.read(deaths())
    assert chosen.fertility_rates == GivenFertility.read(births())


def test_the_rates_come_out_as_they_went_in():
    assert GivenMortality.read(GivenMortality.read(deaths()).to_frame()) == GivenMortality.read(
        deaths()
    )
    frame = GivenFertility.read(births()).to_frame()
    assert frame.columns == ["year", "age", "rate"]
    assert frame["rate"].sum() == pytest.approx(35 * 0.05)


# --- what is wrong with a table ---


def changed(table: pl.DataFrame, row: int, **cells: object) -> pl.DataFrame:
    rows = table.with_columns(pl.all().cast(pl.String)).to_dicts()
    rows[row] |= {name: None if value is None else str(value) for name, value in cells.items()}
    return pl.DataFrame(rows)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (changed(deaths(), 213, rate=1.2), r"Rad 214: dødsraten for menn på 1 år i 2030 er 1,2"),
        (changed(deaths(), 5, rate=-0.1), r"Rad 6: dødsraten for menn på 5 år i 2026 er −0,1"),
        (changed(deaths(), 5, rate="nan"), r"Rad 6: .* menn på 5 år i 2026 er ikke et tall"),
        (changed(deaths(), 5, rate=None), r"Rad 6: .* menn på 5 år i 2026 er ikke et tall"),
        (changed(deaths(), 5, rate="høy"), r"Rad 6: .* menn på 5 år i 2026 er ikke et tall"),
        (changed(deaths(), 6, age=5), "Rad 7 og rad 6 har begge dødsraten for menn på 5 år i 2026"),
        (deaths().filter(pl.col("age") != 40), "mangler dødsraten for menn på 40 år i 2026"),
        (deaths().filter(pl.col("sex") == "male"), "mangler kvinner"),
        (
            deaths().filter((pl.col("sex") == "male") | (pl.col("year") == 2026)),
            "mangler dødsraten for kvinner på 0 år i 2030",
        ),
        (changed(deaths(), 0, sex="begge"), "Rad 1: «begge» er ikke et kjønn"),
        (changed(deaths(), 0, age=106), "Rad 1: «106» er ikke en alder fra 0 til 105"),
        (changed(deaths(), 0, year="i fjor"), "Rad 1: «i fjor» er ikke et år"),
        (deaths().drop("sex"), "Tabellen over dødsrater mangler kolonnen «sex»"),
        (deaths().clear(), "har ingen rader"),
    ],
)
def test_a_fault_in_deaths_is_told_with_row_sex_age_and_year(table, told):
    with pytest.raises(ProjectionError, match=told):
        GivenMortality.read(table)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (changed(births(), 3, rate=1.5), "Rad 4: fødselsraten for kvinner på 18 år i 2026 er 1,5"),
        (births().filter(pl.col("age") != 49), "fødselsraten for kvinner på 49 år i 2026"),
        (births().with_columns(sex=pl.lit("male")), "«male» er ikke et kjønn"),
        (changed(births(), 0, age=9), "«9» er ikke en alder fra 10 til 60"),
    ],
)
def test_a_fault_in_births_is_told(table, told):
    with pytest.raises(ProjectionError, match=told):
        GivenFertility.read(table)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (np.full((1, 2, AGES), 1.5), "menn på 0 år i 2030 er 1,5"),
        (np.full((1, 2, AGES), np.nan), "menn på 0 år i 2030 er ikke et tall"),
        (np.zeros((1, 2, AGES - 1)), "må ha formen"),
        (np.zeros((2, 2, AGES)), "må ha formen"),
    ],
)
def test_arrays_are_held_to_the_same(values, told):
    with pytest.raises(ProjectionError, match=told):
        GivenMortality(years=(2030,), values=values)


def test_an_array_of_births_names_women():
    with pytest.raises(ProjectionError, match="kvinner på 0 år i 2030"):
        GivenFertility(years=(2030,), values=np.full((1, AGES), 2.0))


def test_years_after_the_horizon_are_refused(county_inputs):
    chosen = PathSettings(mortality_rates=GivenMortality.read(deaths((2060,))))
    with pytest.raises(ProjectionError, match=r"gjelder 2060–2060, .* fra 2026 til 2035"):
        compute(county_inputs, 2036, settings=chosen)


def test_an_oldest_age_holds_for_all_above():
    table = deaths((2026,)).filter(pl.col("age") <= 100).with_columns(pl.col("age").cast(pl.String))
    table = table.with_columns(age=pl.col("age").replace({"100": "100+"}))
    assert GivenMortality.read(table).values[0, :, 100:].tolist() == [[0.01] * 6] * 2


# --- files ---


def test_norwegian_headings_and_decimals_are_read(tmp_path):
    path = tmp_path / "dødsrater.csv"
    rows = deaths((2026,)).rows()
    lines = [f"{y};{'menn' if sex == 'male' else 'kvinner'};{age};0,01" for y, sex, age, _r in rows]
    path.write_text("år;kjønn;alder;rate\n" + "\n".join(lines), encoding="utf-8")
    assert GivenMortality.read(path) == GivenMortality.read(deaths((2026,)))


def test_a_workbook_is_read_as_the_frame_it_was_made_of(tmp_path):
    path = tmp_path / "births.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["year", "age", "rate"])
        for line, row in enumerate(births().rows(), start=1):
            sheet.write_row(line, 0, row)
    assert GivenFertility.read(path) == GivenFertility.read(births())


@pytest.mark.parametrize(
    ("text", "fault", "told"),
    [
        ("year,sex,age\n2026,male,0\n", UnreadableFile, "mangler kolonnen «rate»"),
        ("year,sex,age,rate\n2026,male,0,x\n", UnreadableFile, r"«x» i rates.csv \(linje 2"),
        ("year,sex,age,rate\n2026,male,0,1.2\n", ProjectionError, "rates.csv: Rad 2: dødsraten"),
        ("year,sex,age,rate\n2026,male,0,\n", ProjectionError, "rates.csv: Rad 2"),
    ],
)
def test_a_fault_in_a_file_names_the_file_and_the_line(tmp_path, text, fault, told):
    path = tmp_path / "rates.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(fault, match=told):
        GivenMortality.read(path)
