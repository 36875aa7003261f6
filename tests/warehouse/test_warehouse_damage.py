"""Damaged bytes are found, told in a sentence, and never shown as figures."""

from __future__ import annotations

import pytest

from omsyn.errors import DamagedStore, SourceChanged, StoreError
from omsyn.warehouse import Store
from warehouse_support import PLACES_2024, PLACES_2025, info, population_cube


def flip(path, position):
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


def truncate(path, position):
    path.write_bytes(path.read_bytes()[:position])


def file_of(store, name):
    place = store.folder / "datasets" / "places"
    if name == "current.json":
        return place / name
    current = Store(store.folder)._dataset("places").current()
    return current.path(name)


@pytest.fixture
def filled(store):
    store.replace(info(), PLACES_2024)
    store.replace(info(), PLACES_2025)
    return store


@pytest.mark.parametrize("spoil", [flip, truncate])
@pytest.mark.parametrize("name", ["facts.parquet", "meta.json", "current.json"])
def test_damage_is_told_and_the_previous_version_can_be_taken_back(filled, name, spoil):
    path = file_of(filled, name)
    spoil(path, path.stat().st_size // 2)
    fresh = Store(filled.folder)
    with pytest.raises(DamagedStore, match=r"er skadet.*`omsyn data restore places`") as fault:
        fresh.facts("places")
    assert name in fault.value.message
    with pytest.raises(StoreError):
        fresh.query("SELECT * FROM places")
    assert "skadet" in fresh.status()[0].fault
    fresh.restore("places")
    # A damaged pointer does not say which version was the current one: the newest is.
    expected = PLACES_2025 if name == "current.json" else PLACES_2024
    assert fresh.facts("places").collect().equals(expected)


@pytest.mark.parametrize("name", ["facts.parquet", "meta.json", "current.json"])
def test_every_byte_is_watched(filled, name):
    path = file_of(filled, name)
    whole = path.read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 60)):
        flip(path, position)
        try:
            read = Store(filled.folder).facts("places").collect()
        except StoreError:
            pass
        else:
            # The pointer may have come to point to the other whole version, and to no other.
            assert name == "current.json"
            assert read.equals(PLACES_2025)
        path.write_bytes(whole)


@pytest.mark.parametrize("name", ["facts.parquet", "meta.json", "current.json"])
def test_loading_again_mends_the_damage_and_keeps_the_good_previous_version(filled, name):
    truncate(file_of(filled, name), 10)
    fresh = Store(filled.folder)
    fresh.replace(info(), PLACES_2025)
    assert fresh.facts("places").collect().equals(PLACES_2025)
    if name == "facts.parquet":
        fresh.restore("places")
        assert fresh.facts("places").collect().equals(PLACES_2024)


def test_a_damaged_version_still_guards_against_a_shorter_one(filled):
    truncate(file_of(filled, "facts.parquet"), 10)
    with pytest.raises(SourceChanged, match="3 rader mot 4"):
        Store(filled.folder).replace(info(), PLACES_2024)


def test_one_damaged_data_set_does_not_stop_the_others(filled):
    filled.replace(info("beds"), PLACES_2024)
    truncate(file_of(filled, "meta.json"), 10)
    fresh = Store(filled.folder)
    assert fresh.facts("beds").collect().equals(PLACES_2024)
    assert [bool(each.fault) for each in fresh.status()] == [False, True]
    assert fresh.version
    assert not fresh.fictional


def test_a_damaged_array_of_persons_is_told(store):
    store.replace(info("population"), population_cube())
    current = store._dataset("population").current()
    flip(current.path("persons.npy"), 1_000)
    with pytest.raises(DamagedStore, match=r"persons\.npy"):
        Store(store.folder).persons()


def test_a_damaged_reference_table_is_told(store):
    store.replace_reference("regions", PLACES_2024)
    path = store._reference("regions").current().path("facts.parquet")
    truncate(path, 10)
    with pytest.raises(DamagedStore):
        store.reference("regions")
