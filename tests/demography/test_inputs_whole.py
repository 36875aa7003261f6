"""Statistics with holes in them: refused by name, never counted as nobody."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from demography_support import fictional_store
from omsyn.demography import project
from omsyn.demography.inputs import DEATH_RATES, DEATHS, FERTILITY, POPULATION, read_inputs
from omsyn.errors import OmsynError, ProjectionError, SourceChanged
from omsyn.warehouse import Store

VALUE, YEAR, SEX, AGE = pl.col("value"), pl.col("period"), pl.col("sex"), pl.col("age")
WOMEN_IN_2020 = (SEX == "female") & (YEAR == "2020")
HOLES = [
    (POPULATION, YEAR == "2020", "Folketallet mangler for 2020"),
    (POPULATION, YEAR != "2026", "Folketallet har bare ett år, 2026"),
    (DEATH_RATES, SEX == "female", "Dødsrater .* mangler tall for kvinner på 0 år i 1986"),
    (DEATH_RATES, (AGE == "30") & WOMEN_IN_2020, "mangler tall for kvinner på 30 år i 2020"),
    (DEATHS, (SEX == "male") & (YEAR == "2020"), "mangler tall for menn på 0 år i 2020"),
    (DEATH_RATES, pl.lit(value=True), "Dødsrater i hele landet"),
    (FERTILITY, (AGE == "30") & (YEAR == "2020"), "mangler tall for kvinner på 30 år i 2020"),
]
NUMBERS = [
    (DEATH_RATES, VALUE * 0, "Dødsrater i hele landet» har ingen tall over null"),
    (DEATH_RATES, VALUE * 10_000, "rate for menn på . år i 1986 som er høyere enn noen kan være"),
    (FERTILITY, VALUE * 0, "Fruktbarhet i hele landet» har ingen tall over null"),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    fictional_store(folder)
    return folder


@pytest.fixture
def store(whole, tmp_path):
    """A store of the test's own."""
    return Store(shutil.copytree(whole, tmp_path / "store"))


def facts(store, name) -> pl.DataFrame:
    return store.facts(name).collect()


@pytest.mark.parametrize(("name", "hole", "said"), HOLES)
def test_a_hole_is_refused_by_name(store, name, hole, said):
    left = facts(store, name).filter(~hole)
    with pytest.raises(OmsynError, match=said):  # noqa: PT012 - the store may refuse it, or we
        store.replace(store.info(name), left, allow_shorter=True)
        read_inputs(store)


@pytest.mark.parametrize(("name", "value", "said"), NUMBERS)
def test_numbers_that_cannot_be_are_refused_by_name(store, name, value, said):
    store.replace(store.info(name), facts(store, name).with_columns(value=value))
    with pytest.raises(ProjectionError, match=said):
        read_inputs(store)


def test_a_sex_or_an_age_left_out_of_one_place_is_refused(store):
    population = facts(store, POPULATION)
    for hole in (SEX == "female", AGE == "40"):
        left = population.filter(~hole | (pl.col("region") != "9901"))
        store.replace(store.info(POPULATION), left, allow_shorter=True)
        with pytest.raises(OmsynError, match="har ikke personer etter kjønn og ettårig alder"):
            read_inputs(store)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_a_cell_that_is_no_number_of_people_is_never_stored(store, value):
    wrong = (SEX == "male") & (AGE == "40") & (YEAR == "2026") & (pl.col("region") == "9901")
    changed = facts(store, POPULATION).with_columns(
        value=pl.when(wrong).then(value).otherwise(VALUE)
    )
    with pytest.raises(SourceChanged, match="9901, 2026, male, 40"):
        store.replace(store.info(POPULATION), changed)


def test_two_years_in_a_row_are_enough(store):
    left = facts(store, POPULATION).filter(YEAR >= "2025")
    store.replace(store.info(POPULATION), left, allow_shorter=True)
    assert project(store, 2030).population.persons[-1].sum() > 0


def test_a_row_that_says_nothing_is_published_is_no_hole(store):
    oldest = (AGE.str.strip_suffix("+") == "105") & WOMEN_IN_2020
    said = facts(store, DEATH_RATES).with_columns(
        value=pl.when(oldest).then(None).otherwise(VALUE),
        status=pl.when(oldest).then(pl.lit(":")).otherwise(pl.col("status")),
    )
    store.replace(store.info(DEATH_RATES), said)
    read_inputs(store)
