"""Statistics Norway's file exports: every dialect, and every fault with file, line and column."""

from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omsyn.errors import UnreadableFile
from omsyn.facts import FACT_SCHEMA
from omsyn.sources.ssb.codes import age_of, parse_label, parse_region, region_of, sex_of
from omsyn.sources.ssb.exports import read_export, read_export_file, read_export_text
from omsyn.sources.text import read_bytes

FUZZ = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(tmp_path: Path, content: str | bytes, name: str = "ssb.csv", encoding="utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def refused(path: Path, expected=()) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_export(path, expected)
    return caught.value.message.replace("\u202f", " ")


TITLE = '"07459: Befolkning, etter region, kjønn, alder, statistikkvariabel og år"\r\n\r\n'
DIALECTS = {
    "tab, quoted": '"region"\t"age"\t"Persons 2023"\n"9001 Bø"\t"0 years"\t5\n',
    "comma": "region,age,Persons 2023\n9001 Bø,0 years,5\n",
    "semicolon, title, CRLF": TITLE
    + '"region";"alder";"Personer 2023"\r\n"K-9001 Bø";"0 år";5\r\n',
    "long": '"region";"alder";"år";"Personer"\n"9001 Bø";"0 år";"2023";5\n',
    "long with contents": (
        "region;alder;statistikkvariabel;år;verdi\n9001 Bø;0 år;Personer;2023;5\n"
    ),
    "bare year": "region;alder;statistikkvariabel;2023\n9001 Bø;0 år;Personer;5\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize("text", DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_gives_the_same_facts(text: str, encoding: str, tmp_path: Path):
    export = read_export_file(write(tmp_path, text, encoding=encoding))
    assert export.facts.schema == FACT_SCHEMA
    assert export.facts.rows() == [("9001", "2023", "both", "0", "persons", 5, "")]
    assert export.names == {"9001": "Bø"}


def test_the_title_says_which_table(tmp_path: Path):
    export = read_export_file(write(tmp_path, DIALECTS["semicolon, title, CRLF"]))
    assert export.table == "07459"
    assert export.title.startswith("07459: Befolkning")


def test_a_compressed_file_is_unpacked(tmp_path: Path):
    path = write(tmp_path, gzip.compress(DIALECTS["comma"].encode()), "ssb.csv.gz")
    assert read_export(path).height == 1


def test_one_column_for_each_year_and_the_symbols(tmp_path: Path):
    text = "region;kjønn;alder;Personer 2022;Personer 2023\n"
    text += "9001 A;Menn;80 år eller eldre;:;1 234\n9002 B;Kvinner;105 år eller eldre;..;-\n"
    facts = read_export(write(tmp_path, text)).sort("period", "region")
    assert facts.rows() == [
        ("9001", "2022", "male", "80+", "persons", None, ":"),
        ("9002", "2022", "female", "105+", "persons", None, ".."),
        ("9001", "2023", "male", "80+", "persons", 1234, ""),
        ("9002", "2023", "female", "105+", "persons", 0, "–"),
    ]


def test_what_lies_in_no_municipality_is_kept_apart(tmp_path: Path):
    text = "region,age,Persons 2023\n9001 A,0 years,5\nK-21-22 Svalbard,0 years,1\n"
    export = read_export_file(write(tmp_path, text + "K-Rest Divided and unknown,0 years,2\n"))
    assert export.facts["value"].sum() == 5
    assert export.outside["value"].sum() == 3
    assert "Svalbard; Divided and unknown" in export.notes[0]


def test_letters_that_are_lost_cost_only_the_name(tmp_path: Path):
    export = read_export_file(
        write(tmp_path, "region,age,Persons 2019\n0106 Fr\ufffdya,0 years,5\n")
    )
    assert export.facts["region"].to_list() == ["0106"]
    assert export.names == {}
    assert "linje 2" in export.notes[0]


HEAD = "region;alder;Personer 2023\n"
FAULTS = {
    "text in a number": (
        HEAD + "9001 A;0 år;5\n9001 A;1 år;ca. 5\n",
        "«ca. 5» på linje 3 i ssb.csv, kolonnen «Personer 2023», er ikke et tall",
    ),
    "an empty cell": (HEAD + "9001 A;0 år;\n", "på linje 2 i ssb.csv, kolonnen «Personer 2023»"),
    "a doubled row": (
        HEAD + "9001 A;0 år;5\n9002 B;0 år;5\n9001 A;0 år;6\n",
        "Linje 4 i ssb.csv gjentar linje 2 (9001 A, 2023)",
    ),
    "a totals row": (
        HEAD + "9001 A;0 år;5\nI alt;0 år;5\n",
        "Linje 3 i ssb.csv er en sumrad («I alt»)",
    ),
    "a row that is cut": (
        HEAD + "9001 A;0 år;5\n9002 B;0 å",
        "Linje 3 i ssb.csv har 2 kolonner, men overskriftene har 3",
    ),
    "rows that are missing": (
        HEAD + "9001 A;0 år;5\n9001 A;1 år;5\n9002 B;0 år;5\n",
        "9002 B har 1 tall i ssb.csv, mens andre har 2: Noe mangler ved linje 4",
    ),
    "no region": (HEAD + "Bø;0 år;5\n", "«Bø» på linje 2 i ssb.csv er ikke en kjent verdi"),
    "no age": (HEAD + "9001 A;gammel;5\n", "«gammel» på linje 2 i ssb.csv er ikke en kjent verdi"),
    "no sex": ("region;kjønn;Personer 2023\n9001 A;x;5\n", "«x» på linje 2"),
    "a column of its own": (
        "region;alder;sivilstand;Personer 2023\n9001 A;0 år;ugift;5\n",
        "Kolonnen «sivilstand» på linje 1 i ssb.csv er ikke kjent",
    ),
    "no year": ("region;alder;Personer\n9001 A;0 år;5\n", "Linje 1 i ssb.csv mangler år"),
    "no figures": (HEAD, "ssb.csv har ingen tall"),
    "no headings": ("1;2;3\n4;5;6\n", "ssb.csv"),
    "damaged heading": (
        "region;kj\ufffdnn;Personer 2023\n9001 A;Menn;5\n",
        "Kolonnen «kj\ufffdnn»",
    ),
    "only spaces": ("  \n \n", "ssb.csv er tom"),
}


@pytest.mark.parametrize(("text", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_a_sentence_with_its_place(text: str, words: str, tmp_path: Path):
    assert words in refused(write(tmp_path, text))


def test_a_missing_municipality_is_named(tmp_path: Path):
    path = write(tmp_path, HEAD + "9001 A;0 år;5\n")
    assert "mangler 2 av regionene som skal være med: 9002, 9003" in (
        refused(path, ["9001", "9002", "9003"])
    )


def test_a_file_that_is_not_there(tmp_path: Path):
    assert "finnes ikke" in refused(tmp_path / "borte.csv")


@pytest.mark.parametrize("keep", [10, 25, 40])
def test_a_truncated_archive(keep: int, tmp_path: Path):
    packed = gzip.compress(DIALECTS["comma"].encode())
    assert "skadet eller avkortet" in refused(write(tmp_path, packed[:keep], "ssb.csv.gz"))


def test_an_archive_that_grows_without_end(tmp_path: Path):
    packed = gzip.compress(b"0" * 3_000_000)
    with pytest.raises(UnreadableFile, match="over 1 MB når den pakkes ut"):
        read_bytes(write(tmp_path, packed, "ssb.csv.gz"), limit=1_000_000)


def test_bytes_that_are_no_text(tmp_path: Path):
    assert "ikke en tekstfil" in refused(write(tmp_path, b"PK\x03\x04\x00\x00\x00"))


CELL = st.one_of(
    st.sampled_from(["9001 A", "0 år", "Menn", "5", "..", "Sum", '"', "2023", "K-Rest x", ""]),
    st.text(max_size=5),
)


@given(
    head=st.sampled_from([HEAD, TITLE + HEAD, "region;kjønn;alder;år;Personer\n", ""]),
    rows=st.lists(st.lists(CELL, max_size=5).map(";".join), max_size=6),
)
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_or_refused(head: str, rows: list[str]):
    with suppress(UnreadableFile):
        assert read_export_text(head + "\n".join(rows), "x").facts.schema == FACT_SCHEMA


@given(content=st.binary(max_size=200))
@settings(FUZZ, max_examples=100)
def test_any_bytes_are_read_or_refused(content: bytes, tmp_path: Path):
    with suppress(UnreadableFile):
        read_export(write(tmp_path, content))


# --- codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("0101 Halden", "0101", "Halden"), ("K-3001 Halden", "3001", "Halden"),
        ("030101a Gamle Oslo", "030101a", "Gamle Oslo"), ("0 Hele landet", "0", "Hele landet"),
        ("K-21-22 Svalbard", "21-22", "Svalbard"), ("EAK Landet", "EAK", "Landet"),
        ("EKG10 KOSTRA-gruppe 10", "EKG10", "KOSTRA-gruppe 10"), ("42 Agder", "42", "Agder"),
        ("0301", "0301", ""),
    ],
)  # fmt: skip
def test_regions_as_printed(text: str, code: str, name: str):
    found = parse_region(text)
    assert found
    assert (found.code, found.name) == (code, name)


@pytest.mark.parametrize("text", ["Halden", "", "I alt", "12.5", "1x"])
def test_texts_that_are_no_region(text: str):
    assert parse_region(text) is None


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("K-3101", "3101"), ("0301", "0301"), ("EAK", "country-NO"), ("0", "country-NO"),
        ("EKA42", "county-42"), ("EKG10", "kostra_group-EKG10"), ("EAKUO", "EAKUO"),
        ("42", "county-42"), ("030101", "030101"),
    ],
)  # fmt: skip
def test_codes_become_our_regions(code: str, region: str):
    assert region_of(code) == region


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("000", "0"), ("0 years", "0"), ("1 year", "1"), ("104 år", "104"), ("105+", "105+"),
        ("105 years or older", "105+"), ("105 år eller eldre", "105+"), ("80-89 år", "80-89"),
        ("Alder i alt", "all"), ("080", "80"), ("F80", None), ("", None), ("gammel", None),
    ],
)  # fmt: skip
def test_ages(text: str, age: str | None):
    assert age_of(text) == age


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Menn", "male"),
        ("Females", "female"),
        ("2", "female"),
        ("Begge kjønn", "both"),
        ("x", None),
    ],
)
def test_sexes(text: str, sex: str | None):
    assert sex_of(text) == sex


@pytest.mark.parametrize(
    ("label", "name", "first", "last"),
    [
        ("Halden (2020-2023)", "Halden", 2020, 2023),
        ("Halden (-2019)", "Halden", None, 2019),
        ("Halden (2024-)", "Halden", 2024, None),
        ("Våler (Innlandet)", "Våler (Innlandet)", None, None),
        ("Oslo", "Oslo", None, None),
    ],
)
def test_labels_carry_validity(label: str, name: str, first: int | None, last: int | None):
    found = parse_label(label)
    assert (found.name, found.first_year, found.last_year) == (name, first, last)


# --- the published files ---------------------------------------------------------------------


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "rows", "regions", "persons"),
    [
        ("ssb_Personer2005-2009.csv.gz", 252_280, 476, 22_945_551),
        ("ssb_Personer2010-2014.csv.gz", 252_280, 476, 24_535_450),
        ("ssb_Personer2015-2018.csv.gz", 201_824, 476, 20_807_662),
        ("ssb_Personer2019.csv.gz", 44_838, 423, 5_328_212),
        ("ssb_Personer2020.csv.gz", 37_736, 356, 5_367_580),
        ("ssb_Personer2021.csv.gz", 37_736, 356, 5_391_369),
        ("ssb_Personer2022.csv.gz", 37_736, 356, 5_425_270),
        ("ssb_norway_population_by_age_sex_2020.csv.gz", 75_472, 356, 5_367_580),
        ("ssb_norway_population_by_age_sex_2021.csv.gz", 75_472, 356, 5_391_369),
        ("ssb_norway_population_by_age_sex_2022.csv.gz", 75_472, 356, 5_425_270),
        ("ssb_Personerward2001-2020.csv.gz", 209_880, 99, 45_970_894),
        ("ssb_Personerward2022.csv.gz", 10_494, 99, 2_683_904),
        ("ssb_10211_latin1_semicolon.csv", 18_868, 1, 543_577_631),
    ],
)
def test_the_published_files(file: str, rows: int, regions: int, persons: int, real_data: Path):
    facts = read_export(real_data / "raw" / file)
    assert facts.height == rows
    assert facts["region"].n_unique() == regions
    assert facts["value"].sum() == persons


@pytest.mark.real_data
def test_the_country_is_what_the_country_file_says(real_data: Path):
    facts = read_export(real_data / "raw/ssb_norway_population_by_age_sex_2022.csv.gz")
    published = pl.read_csv(
        next((real_data / "population").glob("population_national*.csv"))
    ).filter(pl.col("year") == 2022)
    assert facts.filter(pl.col("sex") == "female")["value"].sum() == published["female"].sum()


@pytest.mark.real_data
def test_a_file_of_another_kind_is_refused(real_data: Path):
    assert "Kolonnen «aar» på linje 1" in refused(real_data / "raw/skde_forny_komnr.csv")
