"""json-stat: what is read, what is refused, and that what is written is read back."""

from __future__ import annotations

import copy
import json
import math
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsyn.errors import SourceChanged
from omsyn.facts import Status
from omsyn.sources.ssb.convert import facts_of
from omsyn.sources.ssb.cube import Role
from omsyn.sources.ssb.join import join
from omsyn.sources.ssb.reader import read_jsonstat, read_metadata, read_metadata_v0
from omsyn.sources.ssb.tables import POPULATION
from omsyn.sources.ssb.writer import write_jsonstat

SMALL = {
    "version": "2.0",
    "class": "dataset",
    "label": "Oppdiktet",
    "source": "Ingen",
    "updated": "2026-02-25T07:00:00Z",
    "note": ["Brudd i serien."],
    "role": {"time": ["Tid"], "geo": ["Region"]},
    "id": ["Region", "Tid"],
    "size": [2, 3],
    "dimension": {
        "Region": {
            "label": "region",
            "note": ["Om regionene."],
            "category": {"index": {"B": 1, "A": 0}, "label": {"A": "Alfa", "B": "Beta"}},
        },
        "Tid": {"label": "år", "category": {"index": ["2021", "2022", "2023"]}},
    },
    "value": [1, 2.5, None, None, None, 6],
    "status": {"2": ".", "3": ":", "4": "-", "5": "*"},
}


def changed(**parts: object) -> dict:
    return {**copy.deepcopy(SMALL), **parts}


def with_dimension(name: str, **parts: object) -> dict:
    document = copy.deepcopy(SMALL)
    document["dimension"][name]["category"] |= parts
    return document


def test_cells_stand_in_the_order_of_the_axes():
    assert read_jsonstat(SMALL).to_frame().rows() == [
        ("A", "2021", 1, ""), ("A", "2022", 2.5, ""), ("A", "2023", None, "."),
        ("B", "2021", None, ":"), ("B", "2022", 0, "–"), ("B", "2023", 6, ""),
    ]  # fmt: skip


def test_what_a_report_must_tell_is_kept():
    cube = read_jsonstat(json.dumps(SMALL).encode())
    assert cube.all_notes == ("Brudd i serien.", "Om regionene.")
    assert cube.updated
    assert cube.updated.isoformat() == "2026-02-25T07:00:00+00:00"
    assert cube.dimension("Region").label_of("B") == "Beta"
    assert cube.dimension("Tid").role is Role.TIME


def test_a_missing_value_without_a_symbol_is_not_available():
    cube = read_jsonstat(changed(status={}))
    assert cube.symbols()[2] == Status.NOT_AVAILABLE


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ([".", None, ":", "..", "", None], ["", "", ":", "..", "..", ""]),
        (["."], ["", "", ".", ".", ".", ""]),
        (".", ["", "", ".", ".", ".", ""]),
        (None, ["", "", "..", "..", "..", ""]),
        # A sign that is none of the four explains nothing about a value that is not there.
        ({"2": "%"}, ["", "", "..", "..", "..", ""]),
    ],
)
def test_a_symbol_can_be_given_in_four_ways(status: object, expected: list[str]):
    assert read_jsonstat(changed(status=status)).symbols().to_list() == expected


def test_values_can_be_sparse():
    cube = read_jsonstat(changed(value={"0": 1, "5": 6}))
    assert cube.values[[0, 5]].tolist() == [1, 6]
    assert math.isnan(cube.values[1])


def test_a_single_category_needs_no_index():
    document = changed(size=[1, 3], value=[1, 2, 3], status={})
    document["dimension"]["Region"]["category"] = {"label": {"A": "Alfa"}}
    assert read_jsonstat(document).dimension("Region").codes == ("A",)


def test_an_unknown_kind_of_role_is_passed_by():
    cube = read_jsonstat(changed(role={"time": ["Tid"], "colour": ["Region"]}))
    assert cube.dimension("Region").role is None


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (changed(value=[1, 2, 3]), "gir 6 celler, men svaret har 3 verdier"),
        (changed(value=[]), "0 verdier"),
        (changed(value="tom"), "mangler verdier"),
        (changed(value={"6": 1}), "Celle nummer «6» ligger utenfor"),
        (changed(value={"-1": 1}), "Celle nummer «-1» ligger utenfor"),
        (changed(value={"x": 1}), "Celle nummer «x»"),
        (changed(value=[1, 2, 3, 4, 5, "6"]), "«6» står der det skal stå et tall"),
        (changed(value=[1, 2, 3, 4, 5, True]), "«True»"),
        (changed(value=[1, 2, 3, 4, 5, math.nan]), "endelig tall"),
        (changed(value=[1, 2, 3, 4, 5, 10**400]), "endelig tall"),
        (changed(status=["."] * 5), "Tegnforklaringene passer ikke"),
        (changed(status={"99": "."}), "Celle nummer «99»"),
        (changed(status={"-1": "."}), "Celle nummer «-1»"),
        (changed(status=7), "Tegnforklaringene passer ikke"),
        (changed(size=[2, 4]), "skal ha 4 kategorier, men har 3"),
        (changed(size=[-2, 3]), "kategorier"),
        (changed(size=[2]), "2 dimensjoner, men 1 størrelser"),
        (changed(size=[2, 10**9], value={"0": 1}), "1 000 000 000 kategorier"),
        (changed(size="2"), "størrelser mangler"),
        (changed(size=[True, 3]), "størrelser mangler"),
        (changed(id=["Region", "Region"]), "«Region» står to ganger"),
        (changed(id=[]), "mangler"),
        (changed(id=["Region", "Sted"], role=None), "«Sted» mangler kategorier"),
        (changed(role={"time": ["Sted"]}), "Rollen «time» viser til dimensjonen «Sted»"),
        (changed(role=["Tid"]), "Rollene"),
        (changed(role={"time": "Tid"}), "Rollene"),
        (changed(dimension=[]), "mangler dimensjoner"),
        (with_dimension("Region", index={"A": 0, "B": -1}), "ikke nummerert fra 0"),
        (with_dimension("Region", index={"A": 0, "B": 0}), "ikke nummerert fra 0"),
        (with_dimension("Region", index={"A": 0, "B": 2}), "ikke nummerert fra 0"),
        (with_dimension("Region", index={"A": 0}), "skal ha 2 kategorier, men har 1"),
        (with_dimension("Region", index=["A", "A"]), "kategorien «A» to ganger"),
        (with_dimension("Region", index={"A": "0", "B": "1"}), "uleselige kategorier"),
        (with_dimension("Region", label=["Alfa"]), "uleselige navn"),
        ({"class": "collection", "link": {}}, "ikke noe datasett"),
        ([], "ikke noe datasett"),
        (b"{", "avkortet"),
        (b"\xff\xfe", "avkortet"),
        (b"[" * 100_000, "avkortet"),
        ("", "avkortet"),
    ],
)  # fmt: skip
def test_answers_that_cannot_be_trusted(document: object, words: str):
    with pytest.raises(SourceChanged) as caught:
        read_jsonstat(document, "tabell 1")
    assert words.replace(" ", "\u202f") in caught.value.message.replace(" ", "\u202f")
    assert caught.value.message.startswith("Svaret fra tabell 1 kan ikke brukes")


def test_a_size_of_a_billion_cells_takes_no_memory():
    codes = [str(code) for code in range(1000)]
    names = ("a", "b", "c")
    document = {
        "class": "dataset",
        "id": list(names),
        "size": [1000] * 3,
        "dimension": {name: {"category": {"index": codes}} for name in names},
        "value": {"0": 1},
    }
    with pytest.raises(SourceChanged, match="flere enn grensen"):
        read_jsonstat(document)


def test_the_first_edition_is_read_as_the_second():
    old = copy.deepcopy(SMALL)
    old["dimension"] |= {key: old.pop(key) for key in ("id", "size", "role")}
    del old["class"], old["version"]
    assert read_jsonstat({"dataset": old}).to_frame().equals(read_jsonstat(SMALL).to_frame())


def test_what_is_written_is_read_back():
    cube = read_jsonstat(SMALL)
    again = read_jsonstat(write_jsonstat(cube))
    assert again.to_frame().equals(cube.to_frame())
    assert again.dimensions == cube.dimensions
    assert (again.label, again.source, again.updated, again.notes) == (
        cube.label, cube.source, cube.updated, cube.notes,
    )  # fmt: skip
    assert write_jsonstat(again) == write_jsonstat(cube)


@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=4),
    data=st.data(),
)
def test_any_cube_survives_writing_and_reading(sizes: list[int], data: st.DataObject):
    cells = math.prod(sizes)
    numbers = st.none() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
    document = {
        "class": "dataset",
        "id": [str(axis) for axis in range(len(sizes))],
        "size": sizes,
        "dimension": {
            str(axis): {"category": {"index": [f"{axis}.{code}" for code in range(size)]}}
            for axis, size in enumerate(sizes)
        },
        "value": data.draw(st.lists(numbers, min_size=cells, max_size=cells)),
        "status": data.draw(
            st.dictionaries(
                st.integers(0, cells - 1).map(str), st.sampled_from([".", "..", ":", "-"])
            )
        ),
    }
    cube = read_jsonstat(document)
    assert read_jsonstat(write_jsonstat(cube)).to_frame().equals(cube.to_frame())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
PLACES = ["id", "size", "role", "dimension", "value", "status", "note", "label", "updated", "class"]


@given(place=st.sampled_from(PLACES), junk=JSON)
@settings(deadline=None)
def test_junk_anywhere_is_a_sentence(place: str, junk: object):
    with suppress(SourceChanged):
        read_jsonstat(changed(**{place: junk}))
    with suppress(SourceChanged):
        read_metadata(changed(**{place: junk}))


@given(name=st.sampled_from(["index", "label", "unit", "note"]), junk=JSON)
def test_junk_in_a_category_is_a_sentence(name: str, junk: object):
    with suppress(SourceChanged):
        read_jsonstat(with_dimension("Region", **{name: junk}))


@given(junk=JSON)
def test_junk_for_metadata_of_the_older_interface_is_a_sentence(junk: object):
    with suppress(SourceChanged):
        read_metadata_v0({"variables": junk}, "1", "x")


def test_parts_become_one():
    parts = []
    for years, values in ((["2021"], [1, None]), (["2022", "2023"], [2.5, None, None, 6])):
        part = changed(size=[2, len(years)], value=values, status={"1": ":"})
        part["dimension"]["Tid"]["category"] = {"index": years}
        parts.append(read_jsonstat(part))
    whole = join(parts)
    assert whole.to_frame().rows() == [
        ("A", "2021", 1, ""), ("A", "2022", 2.5, ""), ("A", "2023", None, ":"),
        ("B", "2021", None, ":"), ("B", "2022", None, ".."), ("B", "2023", 6, ""),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="cover every cell once"):
        join([parts[0], parts[0]])


# --- recorded answers ------------------------------------------------------------------------


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "cells", "not_applicable", "not_available"),
    [
        ("pxweb/v2_12134_data_3municipalities_2024.json", 3, 0, 0),
        ("pxweb/v0_jsonstat2_12209_kostra_all_regions_2019_2023.json", 1782, 939, 10),
        ("pxweb/v0_jsonstat2_07459_3municipalities_age80plus.json", 300, 0, 0),
        ("pxweb/v0_jsonstat1_ssb_29843.json", 37440, 7200, 0),
        ("pxweb/v0_jsonstat1_population_growth_2015.json", 4730, 2, 0),
        ("jsonstat_other/galicia.json", 3960, 0, 4),
        ("jsonstat_other/galicia-2.0.json", 3960, 0, 4),
        ("jsonstat_other/statswe.json", 1120, 0, 0),
    ],
)
def test_recorded_answers(
    file: str, cells: int, not_applicable: int, not_available: int, real_data: Path
):
    cube = read_jsonstat((real_data / "fixtures" / file).read_bytes())
    symbols = cube.symbols().to_list()
    assert len(symbols) == cells
    assert symbols.count(".") == not_applicable
    assert symbols.count("..") == not_available
    assert read_jsonstat(write_jsonstat(cube)).to_frame().equals(cube.to_frame())


@pytest.mark.real_data
@pytest.mark.parametrize("file", ["collection.json", "sample_data.json"])
def test_recorded_documents_that_hold_no_values(file: str, real_data: Path):
    with pytest.raises(SourceChanged):
        read_jsonstat((real_data / "fixtures/jsonstat_other" / file).read_bytes())


@pytest.mark.real_data
def test_recorded_metadata(real_data: Path):
    recorded = real_data / "fixtures/pxweb/pxtools_v2_MetadataById_tab001_js2.json"
    metadata = read_metadata(json.loads(recorded.read_bytes()))
    assert metadata.table == "TAB001"
    assert [each.id for each in metadata.dimensions] == [
        "REGION", "SEX", "AGE", "ContentsCode", "TIME",
    ]  # fmt: skip
    assert metadata.optional == {"AGE"}


@pytest.mark.real_data
def test_a_recorded_population_is_the_published_one(real_data: Path):
    recorded = real_data / "fixtures/pxweb/v0_jsonstat2_07459_3municipalities_age80plus.json"
    facts = facts_of(POPULATION, read_jsonstat(recorded.read_bytes()))
    oslo = facts.filter((facts["region"] == "0301") & (facts["period"] == "2024"))
    # 2024: women and men 80 to 104 years old in Oslo, as the population file has them.
    published = pl.read_parquet(
        next((real_data / "population").glob("*_2005-2026_b2024.parquet"))
    ).filter(
        (pl.col("municipality") == "0301")
        & (pl.col("year") == 2024)
        & pl.col("age").is_between(80, 104)
    )
    assert oslo["value"].sum() == published["persons"].sum()
