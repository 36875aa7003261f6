"""What is put in the store comes out as it was, and nothing that breaks the rules gets in."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from attrs import evolve

from omsyn.errors import MissingDataset, OutsideData, SourceChanged, StoreError
from omsyn.facts import FACT_SCHEMA
from omsyn.language import using
from omsyn.warehouse import Replaced, Store, open_store
from warehouse_support import NOON, PLACES_2024, PLACES_2025, facts, info, population_cube


def test_facts_and_description_come_out_as_they_went_in(store):
    described = info(
        updated=dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC),
        border_year=2024,
        url="https://www.ssb.no/statbank/table/11875",
        notes=("Foreløpige tall.",),
    )
    store.replace(described, PLACES_2024)
    again = Store(store.folder)
    assert again.facts("places").collect().equals(PLACES_2024)
    assert again.info("places") == described
    assert again.names() == ["places"]
    assert again.has("places")
    assert not again.has("beds")


def test_a_reading_under_way_keeps_the_facts_it_began_with(store):
    store.replace(info(), PLACES_2024)
    begun = store.facts("places")
    for _times in range(3):
        store.replace(info(), PLACES_2025)
    assert begun.collect().equals(PLACES_2024)
    assert store.facts("places").collect().equals(PLACES_2025)


def test_replacing_counts_what_came_went_and_changed(store):
    assert store.replace(info(), PLACES_2024) == Replaced(added=3, removed=0, changed=0, rows=3)
    assert store.replace(info(), PLACES_2024) == Replaced(added=0, removed=0, changed=0, rows=3)
    assert store.replace(info(), PLACES_2025) == Replaced(added=1, removed=0, changed=1, rows=4)
    back = store.replace(info(), PLACES_2024, allow_shorter=True)
    assert back == Replaced(added=0, removed=1, changed=1, rows=3)


def test_a_value_that_becomes_confidential_is_a_change(store):
    store.replace(info(), facts("0301 | 2024 | both | all | places | 4 |"))
    hidden = facts("0301 | 2024 | both | all | places |  | :")
    replaced = store.replace(info(), hidden, allow_shorter=True)
    assert replaced == Replaced(added=0, removed=0, changed=1, rows=1)


def test_the_four_symbols_stay_four(store):
    symbols = facts("""
        1 | 2024 | both | all | places |   | .
        2 | 2024 | both | all | places |   | ..
        3 | 2024 | both | all | places |   | :
        4 | 2024 | both | all | places | 0 | –
        5 | 2024 | both | all | places | 0 |
        6 | 2024 | both | all | places | 7 | estimated
    """)
    store.replace(info(), symbols)
    read = store.facts("places").collect()
    assert read["status"].to_list() == [".", "..", ":", "–", "", "estimated"]
    assert read["value"].to_list() == [None, None, None, 0, 0, 7]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1 | 2024 | both | all | places |   |", "mangler uten at det er sagt hvorfor"),
        ("1 | 2024 | both | all | places | 3 | ..", "er oppgitt der det skal mangle"),
        ("1 | 2024 | both | all | places | 3 | –", "merket som null med et annet tall"),
        ("1 | 2024 | both | all | places | 3 | *", "ukjent tegn"),
        ("1 | 2024 | both | all | places | nan |", "uendelig eller ikke et tall"),
        ("1 | 2024 | both | all | places | inf |", "uendelig eller ikke et tall"),
    ],
)
def test_facts_that_break_the_rules_of_status_are_refused(store, row, said):
    with pytest.raises(SourceChanged, match=said) as fault:
        store.replace(info(), facts(row))
    assert "1, 2024, places" in fault.value.message
    assert store.names() == []


def test_a_missing_key_is_refused(store):
    nowhere = PLACES_2024.with_columns(region=pl.lit(None, dtype=pl.String))
    with pytest.raises(SourceChanged, match="har 3 rader der sted"):
        store.replace(info(), nowhere)


def test_a_doubled_row_is_refused_and_named(store):
    doubled = pl.concat([PLACES_2024, PLACES_2024.filter(pl.col("region") == "4204")])
    with pytest.raises(SourceChanged, match="samme rad flere ganger, for eksempel 4204, 2024"):
        store.replace(info(), doubled)


def test_other_columns_are_refused(store):
    with pytest.raises(SourceChanged, match="ikke kolonnene"):
        store.replace(info(), PLACES_2024.drop("status"))
    with pytest.raises(SourceChanged, match="ikke kolonnene"):
        store.replace(info(), PLACES_2024.with_columns(pl.col("value").cast(pl.Int64)))


@pytest.mark.parametrize(
    "name",
    ["../escape", "a/b", "", "Places", "places;drop", 'a"b', "a\0b", "x" * 300, "å", "..", "a b"],
)
def test_a_hostile_name_is_refused(store, name):
    for ask in (store.facts, store.info, store.reference, store.restore, store.persons):
        with pytest.raises(StoreError):
            ask(name)
    with pytest.raises(StoreError, match="kan ikke være navn"):
        store.replace(info(name), PLACES_2024)
    with pytest.raises(StoreError, match="kan ikke være navn"):
        store.replace_reference(name, PLACES_2024)


def test_hostile_texts_inside_the_facts_are_only_texts(store):
    evil = "'); DROP TABLE places; --\x00\n=1+1"
    hostile = facts("1 | 2024 | both | all | places | 3 |").with_columns(
        region=pl.lit(evil), measure=pl.lit('"x"')
    )
    store.replace(info(title=evil, notes=(evil,)), hostile)
    assert store.facts("places").collect()["region"].to_list() == [evil]
    assert store.info("places").notes == (evil,)
    assert store.query("SELECT region FROM places WHERE region = ?", [evil]).height == 1


def test_what_is_not_loaded_says_how_to_load_it(store):
    with pytest.raises(MissingDataset, match="`omsyn data pull`"):
        store.facts("places")
    with pytest.raises(MissingDataset, match="`omsyn data load`"):
        store.reference("regions")


def test_a_shorter_answer_does_not_replace_a_longer_one(store):
    store.replace(info(), PLACES_2025)
    with pytest.raises(SourceChanged) as fault:
        store.replace(info(), PLACES_2024)
    assert fault.value.message == (
        "«Plasser» har nå 3 rader mot 4 før, 1 færre, og er ikke byttet ut: er det riktig, så "
        "last inn med --allow-shorter."
    )
    assert store.facts("places").collect().equals(PLACES_2025)
    store.replace(info(), PLACES_2024, allow_shorter=True)
    assert store.facts("places").collect().equals(PLACES_2024)


def test_a_year_that_is_gone_does_not_slip_through_behind_a_new_one(store):
    store.replace(info(), facts("1 | 2023 | both | all | places | 3 |"))
    with pytest.raises(SourceChanged, match="ikke lenger tall for 2023"):
        store.replace(info(), facts("1 | 2024 | both | all | places | 3 |"))


def test_an_answer_with_symbols_only_does_not_replace_figures(store):
    store.replace(info(), facts("1 | 2023 | both | all | places | 3 |"))
    with pytest.raises(SourceChanged, match="ikke lenger et eneste tall"):
        store.replace(info(), facts("1 | 2023 | both | all | places |  | .."))


def test_an_empty_answer_is_never_stored_by_itself(store):
    with pytest.raises(SourceChanged, match="er tom"):
        store.replace(info(), pl.DataFrame(schema=FACT_SCHEMA))
    assert store.names() == []


def test_real_and_fictional_are_never_mixed(store, tmp_path):
    store.replace(info(), PLACES_2024)
    with pytest.raises(StoreError, match=r"«Senger» er fiktive tall.*OMSYN_STORE"):
        store.replace(info("beds", title="Senger", fictional=True), PLACES_2024)
    assert not store.fictional
    invented = Store(tmp_path / "invented")
    invented.replace(info(fictional=True), PLACES_2024)
    invented.replace_reference("regions", PLACES_2024)
    assert invented.fictional
    with pytest.raises(StoreError, match=r"«Senger» er ekte tall.*OMSYN_STORE"):
        invented.replace(info("beds", title="Senger"), PLACES_2024)
    with pytest.raises(StoreError, match=r"«Kommuner, fylker og andre områder» er ekte tall"):
        invented.replace_reference("regions", PLACES_2024, fictional=False)


def test_fictional_reference_tables_alone_make_a_store_fictional(store):
    store.replace_reference("regions", PLACES_2024, fictional=True)
    assert store.fictional
    with pytest.raises(StoreError, match="ekte tall"):
        store.replace(info(), PLACES_2024)


def test_the_version_changes_with_figures_and_texts_and_with_nothing_else(store, tmp_path):
    empty = store.version
    store.replace(info(), PLACES_2024)
    first = store.version
    store.replace(info(), PLACES_2024)
    same = store.version
    store.replace(info(notes=("Ny merknad.",)), PLACES_2024)
    noted = store.version
    store.replace(info(notes=("Ny merknad.",)), PLACES_2025)
    figures = store.version
    store.replace_reference("regions", PLACES_2024)
    assert first == same
    assert len({empty, first, noted, figures, store.version}) == 5
    other = Store(tmp_path / "other")
    other.replace(info(), PLACES_2024)
    assert other.version == first


def test_reference_tables_of_any_shape_come_out_as_they_went_in(store):
    frame = pl.DataFrame({
        "id": ["5628", "0301"],
        "other_names": [["Deatnu"], []],
        "valid_from": [dt.date(2024, 1, 1), dt.date(1838, 1, 1)],
        "share": [0.5, None],
    })  # fmt: skip
    assert store.replace_reference("regions", frame).added == 2
    assert store.reference("regions").equals(frame)
    assert store.reference_names() == ["regions"]
    assert store.names() == []
    changed = frame.with_columns(share=pl.lit(1.0))
    assert store.replace_reference("regions", changed).changed == 2
    with pytest.raises(SourceChanged, match="--allow-shorter"):
        store.replace_reference("regions", frame.head(1))
    assert store.replace_reference("regions", frame.head(1), allow_shorter=True).removed == 1


def test_provenance_speaks_of_the_chosen_cells(store):
    described = info(updated=dt.datetime(2026, 6, 15, tzinfo=dt.UTC), notes=("Merknad.",))
    store.replace(described, PLACES_2025)
    every = store.provenance("places")
    assert every.periods == "2024, 2025"
    assert every.missing_share == 0.25
    assert every.retrieved == NOON.date()
    assert every.updated == dt.date(2026, 6, 15)
    assert every.notes == ("Merknad.",)
    assert every.source == "Statistisk sentralbyrå (SSB)"
    assert not every.estimated
    utsira = store.provenance("places", regions=["1151"])
    assert (utsira.periods, utsira.missing_share) == ("2024", 1.0)
    oslo = store.provenance("places", regions=["0301"], periods=["2025"], measure="places")
    assert (oslo.periods, oslo.missing_share) == ("2025", 0.0)
    nothing = store.provenance("places", measure="beds")
    assert (nothing.periods, nothing.missing_share) == ("", 0.0)


def test_provenance_says_when_a_cell_is_estimated(store):
    store.replace(info(), facts("1 | 2024 | both | all | places | 3 | estimated"))
    assert store.provenance("places").estimated


def test_provenance_is_in_the_written_standard_in_force(store):
    from omsyn.sources.folder.population import INCOMPLETE_2005, MUNICIPALITIES

    described = evolve(MUNICIPALITIES, name="places", retrieved=NOON)
    store.replace(described, PLACES_2024)
    with using("nn"):
        nynorsk = store.provenance("places").notes
    assert INCOMPLETE_2005 in store.provenance("places").notes
    assert INCOMPLETE_2005 not in nynorsk
    assert len(nynorsk) == len(described.notes)


def test_persons_by_year_region_sex_and_age(store):
    # Shuffled, because the order of rows must not matter.
    store.replace(info("population"), population_cube().sample(fraction=1, shuffle=True, seed=1))
    regions, years, persons = store.persons()
    assert regions == ("0301", "1151")
    assert years == (2025, 2026)
    assert persons.shape == (2, 2, 2, 106)
    assert persons.dtype == np.float64
    assert (persons[:, 0] == np.arange(1000, 1106)).all()
    assert (persons[:, 1] == np.arange(106)).all()


def test_estimated_persons_need_not_be_whole(store):
    halves = population_cube().with_columns(value=pl.col("value") + 0.5, status=pl.lit("estimated"))
    store.replace(info("population"), halves)
    assert store.persons()[2][0, 1, 0, 7] == 7.5


def test_sexes_are_told_apart_men_first(store):
    population = population_cube().with_columns(
        value=pl.when(pl.col("sex") == "male").then(1.0).otherwise(2.0)
    )
    store.replace(info("population"), population)
    persons = store.persons()[2]
    assert (persons[:, :, 0] == 1).all()
    assert (persons[:, :, 1] == 2).all()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda frame: frame.head(-1),
        lambda frame: frame.with_columns(
            value=pl.when(pl.col("age") == "7").then(None).otherwise(pl.col("value")),
            status=pl.when(pl.col("age") == "7").then(pl.lit("..")).otherwise(pl.lit("")),
        ),
        lambda frame: frame.with_columns(sex=pl.col("sex").replace("female", "both")),
        lambda frame: frame.with_columns(period=pl.col("period") + "K1"),
        lambda frame: frame.with_columns(age=pl.col("age").replace("105+", "105")),
    ],
)
def test_what_is_no_full_cube_of_persons_says_so(store, spoil):
    store.replace(info("population"), spoil(population_cube()))
    with pytest.raises(OutsideData, match="velg et annet datasett"):
        store.persons()


def test_status_tells_of_every_data_set(store):
    store.replace(info(), PLACES_2025)
    store.replace(info("beds", title="Senger"), PLACES_2024)
    beds, places = store.status()
    assert (beds.info.title, beds.rows, beds.periods) == ("Senger", 3, "2024")
    assert (places.info.name, places.rows, places.periods) == ("places", 4, "2024, 2025")
    assert places.missing_share == 0.25
    assert not places.fault


def test_the_previous_version_can_be_taken_back_once(store):
    store.replace(info(), PLACES_2024)
    store.replace(info(), PLACES_2025)
    store.restore("places")
    assert store.facts("places").collect().equals(PLACES_2024)
    with pytest.raises(MissingDataset, match="ingen tidligere utgave"):
        store.restore("places")


def test_loading_the_same_again_keeps_the_older_version(store):
    store.replace(info(), PLACES_2024)
    store.replace(info(), PLACES_2025)
    store.replace(info(), PLACES_2025)
    store.restore("places")
    assert store.facts("places").collect().equals(PLACES_2024)


def test_the_registry_is_made_from_the_reference_tables(store):
    from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS, SHARES

    oslo = {
        "id": "0301", "kind": "municipality", "code": "0301", "name": "Oslo",
        "other_names": [], "valid_from": dt.date(1838, 1, 1), "valid_to": None,
    }  # fmt: skip
    store.replace_reference("regions", pl.DataFrame([oslo], schema=REGIONS))
    for name, schema in (("changes", CHANGES), ("memberships", MEMBERSHIPS), ("shares", SHARES)):
        store.replace_reference(name, pl.DataFrame(schema=schema), allow_shorter=True)
    registry = store.registry()
    assert registry.get("0301").name == "Oslo"
    assert store.registry() is registry
    renamed = pl.DataFrame([{**oslo, "name": "Kristiania"}], schema=REGIONS)
    store.replace_reference("regions", renamed)
    assert store.registry().get("0301").name == "Kristiania"


def test_the_users_store_lies_where_the_setting_says(monkeypatch, tmp_path):
    monkeypatch.setenv("OMSYN_STORE", str(tmp_path / "mine"))
    assert open_store().folder == tmp_path / "mine"


def test_a_store_that_cannot_be_written_to_says_so(tmp_path):
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    with pytest.raises(StoreError, match="kan ikke skrives til"):
        Store(occupied).replace(info(), PLACES_2024)
    assert occupied.read_text() == "not a folder"


def test_whether_figures_are_invented_is_read_again_only_when_they_change(tmp_path, monkeypatch):
    store = Store(tmp_path)
    assert not store.fictional
    store.replace(info(fictional=True), PLACES_2024)
    assert store.fictional
    monkeypatch.setattr(Store, "_kinds", lambda _store: pytest.fail("read again"))
    assert store.fictional
