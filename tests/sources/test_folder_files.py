"""A folder of files becomes data sets: every file accounted for, every fault a sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from omsyn.errors import UnreadableFile
from omsyn.geography import Registry
from omsyn.sources.folder import datasets_in, references_in, survey
from omsyn.sources.folder.population import HALVED, REDIVIDED, redivided
from sources import folder_support
from sources.folder_support import COUNTRY, HOME_SERVICES, MORTALITY, MUNICIPALITIES, PLACES


@pytest.fixture
def folder(tmp_path) -> Path:
    return folder_support.make_folder(tmp_path / "data")


def read(folder: Path, name: str):
    return next(each for each in datasets_in(folder) if each.name == name).read()


def rows(folder: Path, name: str) -> list[tuple]:
    return read(folder, name).facts.rows()


def test_each_file_is_a_data_set_or_more(folder):
    assert [each.name for each in datasets_in(folder)] == [
        "population",
        "population_country",
        "deaths_country",
        "death_rates_country",
        "population_jan1_hmd",
        "home_services_80plus",
        "institution_places",
    ]


def test_the_incomplete_year_is_left_out_and_noted(folder):
    fetched = read(folder, "population")
    assert fetched.facts["period"].unique().to_list() == ["2006"]
    assert fetched.facts["age"].unique(maintain_order=True).to_list() == ["0", "104", "105+"]
    assert fetched.facts["value"].sum() == 2 * 3 * (1 + 2)
    assert any("2005 er utelatt" in note for note in fetched.info.notes)
    assert fetched.info.border_year == 2024


def test_regions_of_kostra_become_our_ids_and_symbols_are_kept(folder):
    assert [(row[0], row[3], row[5], row[6]) for row in rows(folder, "home_services_80plus")] == [
        ("0301", "80+", 25.5, ""),
        ("1151", "80+", None, ".."),
        ("country-NO", "80+", 26.9, ""),
        ("EAKUO", "80+", 27.2, ""),
        ("county-11", "80+", 23.6, ""),
        ("kostra_group-EKG10", "80+", 30.0, ""),
    ]


def test_a_municipality_that_did_not_exist_is_not_applicable(folder):
    assert [row[5:] for row in rows(folder, "institution_places")] == [(40.0, ""), (None, ".")]


def test_the_country_by_sex(folder):
    found = {(row[0], row[2], row[3]): row[5] for row in rows(folder, "population_country")}
    assert found == {
        ("country-NO", "female", "0"): 5,
        ("country-NO", "male", "0"): 6,
        ("country-NO", "female", "105+"): 1,
        ("country-NO", "male", "105+"): 0,
    }


def test_a_year_with_population_only_gives_no_empty_deaths(folder):
    assert {row[1] for row in rows(folder, "deaths_country")} == {"2023"}
    assert {row[1] for row in rows(folder, "population_jan1_hmd")} == {"2023", "2024"}
    death_rates = {row[3]: row[5:] for row in rows(folder, "death_rates_country")}
    assert death_rates == {"0": (0.01, ""), "110+": (None, "..")}


def test_every_file_is_accounted_for(folder):
    (folder / "README.md").write_text("about")
    (folder / "mystery.bin").write_bytes(b"?")
    (folder / ".hidden").write_text("")
    (folder / "fixtures").mkdir()
    (folder / "fixtures" / "answer.json").write_text("{}")
    found = survey(folder)
    assert {path.name for path, _reason in found.skipped} == {"README.md", "answer.json"}
    assert [path.name for path in found.unknown] == ["mystery.bin"]


def wide(folder: Path) -> Path:
    """The population as one column for each age, in a folder of its own."""
    ages = [f"a{age:03}" for age in range(106)]
    lines = [",".join(["municipality", "year", "sex", *ages])]
    lines += [
        ",".join(["0301", str(year), sex, *["3"] * 106])
        for year in (2005, 2006)
        for sex in ("female", "male")
    ]
    path = folder / "population_municipality_age_sex_2005-2026_b2024_wide.csv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def test_the_same_figures_in_two_files_are_read_once(folder):
    path = wide(folder / "population")
    assert [each.name for each in survey(folder).datasets].count("population") == 1
    assert path in [left for left, _reason in survey(folder).skipped]


def test_the_wide_file_is_read_where_it_is_alone(tmp_path):
    wide(tmp_path)
    facts = read(tmp_path, "population").facts
    assert facts.height == 2 * 106
    assert facts["value"].unique().to_list() == [3.0]
    assert facts["age"].unique(maintain_order=True).to_list()[-1] == "105+"


def test_payments_are_read_from_both_files(tmp_path):
    for kind, column in (("nursing_homes", "user_payment_nh"), ("homecare", "user_payment_hbc")):
        (tmp_path / f"ssb05065_user_payments_{kind}_municipality.csv").write_text(
            f"knr,kname,year,{column}\n0301,Oslo,2016,7\n"
        )
    measures = read(tmp_path, "user_payments").facts["measure"].to_list()
    assert sorted(measures) == [
        "user_payment_home_care_1000_nok",
        "user_payment_nursing_home_1000_nok",
    ]


def test_exports_stand_in_for_a_missing_finished_file(tmp_path):
    for year in (2021, 2022):
        text = f'"region"\t"age"\t"{year}"\r\n"0301 Oslo"\t"0 years"\t{year - 2000}\r\n'
        text = text.replace(f'"{year}"', f'"Persons {year}"')
        (tmp_path / f"ssb_Personer{year}.csv.gz").write_bytes(gzip.compress(text.encode()))
    found = read(tmp_path, "population_original_codes").facts
    assert sorted(found.select("period", "value").rows()) == [("2021", 21.0), ("2022", 22.0)]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (HOME_SERVICES, "25.5", "mange", r"«mange» der det skal være et tall \(linje 2"),
        (HOME_SERVICES, "EKA11", "I alt", r"«I alt» i kolonne region \(linje 6\)"),
        (HOME_SERVICES, "2023,25.5", "23,25.5", r"«23» i kolonne year \(linje 2\)"),
        (HOME_SERVICES, "status", "merknad", "mangler kolonnen status"),
        (PLACES, "0301", "301", r"«301» i kolonne knr \(linje 2\)"),
        (COUNTRY, "5,6,11", "5,6,12", r"ikke blir summen \(linje 2\)"),
    ],
)
def test_a_fault_in_a_file_is_told_with_file_and_line(folder, name, old, new, said):
    path = next(folder.rglob(name))
    path.write_text(path.read_text().replace(old, new, 1))
    dataset = next(each for each in datasets_in(folder) if each.path == path)
    with pytest.raises(UnreadableFile, match=said) as fault:
        dataset.read()
    assert name in fault.value.message


def test_another_encoding_is_told(folder):
    path = folder / "services" / PLACES
    path.write_bytes("knr,kname,year,nh.beds.located.in.muni\n1804,Bodø,2018,3\n".encode("latin1"))
    with pytest.raises(UnreadableFile, match=r"ikke UTF-8 \(linje 2\)"):
        read(folder, "institution_places")


@pytest.mark.parametrize("name", [MUNICIPALITIES, MORTALITY])
@pytest.mark.parametrize("spoil", ["truncate", "flip", "empty", "other"])
def test_a_damaged_file_is_told(folder, name, spoil):
    path = next(folder.rglob(name))
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(
        {
            "truncate": content[:middle],
            "flip": content[:-6] + bytes(byte ^ 255 for byte in content[-6:]),
            "empty": b"",
            "other": b"<html>404</html>",
        }[spoil]
    )
    dataset = next(each for each in datasets_in(folder) if each.path == path)
    with pytest.raises(UnreadableFile, match=path.name):
        dataset.read()


def test_an_age_that_is_none_is_told(folder):
    path = folder / "population" / MUNICIPALITIES
    spoilt = folder_support.population().with_columns(age=pl.col("age").replace(104, 106))
    spoilt.write_parquet(path)
    with pytest.raises(UnreadableFile, match="«106» i kolonne age"):
        read(folder, "population")


def test_what_is_no_folder_says_so(tmp_path):
    with pytest.raises(UnreadableFile, match="ingen mappe"):
        datasets_in(tmp_path / "nowhere")


def test_a_folder_without_geography_has_no_reference_tables(folder):
    assert references_in(folder) == {}


@pytest.mark.real_data
def test_every_file_of_the_published_folder_is_accounted_for(real_data):
    found = survey(real_data)
    assert found.unknown == ()
    assert len(found.datasets) == 22


def test_without_regions_the_halved_municipalities_are_noted(folder):
    assert HALVED in read(folder, "population").info.notes


@pytest.mark.real_data
def test_halved_municipalities_are_shared_as_they_turned_out_to_be(real_data):
    registry = Registry.of(
        **{
            name: references_in(real_data)[name]
            for name in ("regions", "changes", "memberships", "shares")
        }
    )
    published = read(real_data, "population")
    mended = redivided(published, registry)
    assert REDIVIDED in mended.info.notes
    assert HALVED not in mended.info.notes

    def persons(fetched, region, year):
        here = (pl.col("region") == region) & (pl.col("period") == year)
        return fetched.facts.filter(here)["value"].sum()

    # Haram had 9 357 inhabitants in 2024, and Ålesund 58 509.
    assert persons(published, "1580", "2023") == 33_758
    assert 9_200 < persons(mended, "1580", "2023") < 9_400
    assert persons(mended, "1580", "2024") == 9_357
    both = [persons(mended, "1508", "2023") + persons(mended, "1580", "2023")]
    assert both == pytest.approx([2 * 33_758])
    estimated = mended.facts.filter(pl.col("status") == "estimated")
    assert set(estimated["region"].unique()) == {"1508", "1580"}


@pytest.mark.real_data
def test_the_published_figures_add_up(real_data):
    population = read(real_data, "population").facts
    sums = dict(population.group_by("period").agg(pl.col("value").sum()).iter_rows())
    assert sums["2026"] == 5_627_400
    assert min(sums) == "2006"
    assert population["region"].n_unique() == 357
    country = read(real_data, "population_country").facts
    assert country.filter(pl.col("period") == "2020")["value"].sum() == 5_367_580
    deaths = read(real_data, "deaths_country").facts
    assert round(deaths.filter(pl.col("period") == "2019")["value"].sum()) == 40_684
    births = read(real_data, "births_country").facts
    assert births.filter(pl.col("period") == "2023")["value"].sum() == 51_980
    fertility = read(real_data, "fertility_rates_country").facts
    assert round(fertility.filter(pl.col("period") == "2009")["value"].sum(), 2) == 1.98
    home = read(real_data, "home_services_80plus").facts.filter(pl.col("period") == "2023")
    assert home.filter(pl.col("region") == "country-NO")["value"].item() == 26.9
    municipal = home.filter(pl.col("region").str.contains(r"^\d{4}$"))
    assert (municipal.height, municipal["value"].null_count()) == (356, 4)
    places = read(real_data, "institution_places").facts
    assert places.filter(pl.col("period") == "2018")["value"].sum() == 41_791
