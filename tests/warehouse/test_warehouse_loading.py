"""Loading and pulling: one fault stops nobody else, and the last good data stay in use."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from attrs import evolve

from omsyn.errors import SourceError, SourceUnavailable, StoreError
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS
from omsyn.sources.base import Fetched
from omsyn.sources.ssb.tables import HOME_SERVICES, PLACES, POPULATION, PRODUCT
from omsyn.warehouse import Store, load_fetched, load_path
from omsyn.warehouse.pulling import names_to_pull, pull
from sources import folder_support
from warehouse_support import PLACES_2024, PLACES_2025, facts, info

TODAY = dt.date(2026, 11, 22)


def test_a_folder_is_loaded_with_the_faulty_file_reported(store, tmp_path):
    folder = folder_support.make_folder(tmp_path / "data")
    (folder / "services" / folder_support.PLACES).write_bytes(b"\xff\xfe")
    told = []
    report = load_path(store, folder, lambda done, total, _text: told.append((done, total)))
    assert "institution_places" not in store.names()
    assert [each.name for each in report.faults] == ["institution_places"]
    assert len(report.loaded) == len(store.names()) == 6
    assert told == [(step, 8) for step in range(9)]


def test_a_second_load_tells_what_changed(store, tmp_path):
    folder = folder_support.make_folder(tmp_path / "data")
    load_path(store, folder)
    path = folder / "services" / folder_support.HOME_SERVICES
    path.write_text(path.read_text().replace("25.5", "26.5") + "4204,municipality,2023,20.0,\n")
    report = load_path(store, folder)
    changes = {each.name: each.replaced for each in report.loaded if not each.replaced.unchanged}
    assert list(changes) == ["home_services_80plus"]
    changed = changes["home_services_80plus"]
    assert (changed.added, changed.changed, changed.removed) == (1, 1, 0)


def test_a_shorter_file_is_reported_and_not_used(store, tmp_path):
    folder = folder_support.make_folder(tmp_path / "data")
    load_path(store, folder)
    path = folder / "services" / folder_support.HOME_SERVICES
    path.write_text("\n".join(path.read_text().splitlines()[:3]))
    report = load_path(store, folder)
    assert ["--allow-shorter" in each.message for each in report.faults] == [True]
    assert store.facts("home_services_80plus").collect().height == 6
    assert load_path(store, folder, allow_shorter=True).faults == []
    assert store.facts("home_services_80plus").collect().height == 2


def test_fetched_data_sets_and_their_reference_tables_are_put_in_the_store(store):
    told = []
    outcomes = load_fetched(
        store,
        [Fetched(info(fictional=True), PLACES_2024)],
        {"regions": PLACES_2024},
        lambda done, total, text: told.append((done, total, text)),
    )
    assert [each.name for each in outcomes] == ["places", "regions"]
    assert store.fictional
    assert told[0] == (0, 2, "Plasser")
    assert told[-1] == (2, 2, "")


class Statistics:
    """Answers each table with one row, or raises what it was told to."""

    def __init__(self, **faults: SourceError) -> None:
        self.faults = faults
        self.asked: list[str] = []

    def fetch(self, table, progress, cache_dir):
        self.asked.append(table.name)
        assert cache_dir.name == "downloads"
        if table.name in self.faults:
            raise self.faults[table.name]
        row = "0301 | 2026 | male | 0 | persons | 7 |"
        return Fetched(evolve(info(table.name), title=table.title), facts(row))


class Classifications:
    def geography(self, today, progress):
        assert today == TODAY
        oslo = {
            "id": "0301", "kind": "municipality", "code": "0301", "name": "Oslo",
            "other_names": [], "valid_from": dt.date(1838, 1, 1), "valid_to": None,
        }  # fmt: skip
        end = {
            "date": dt.date(2020, 1, 1), "old_code": "0302", "old_name": "Gamle Oslo",
            "new_code": "0301", "new_name": "Oslo",
        }  # fmt: skip
        member = {
            "municipality": "0301", "region_id": "country-NO", "ward": None, "share": 1.0,
            "estimated": False, "valid_from": dt.date(1838, 1, 1), "valid_to": None,
        }  # fmt: skip
        return {
            "regions": pl.DataFrame([oslo], schema=REGIONS),
            "changes": pl.DataFrame([end], schema=CHANGES),
            "memberships": pl.DataFrame([member], schema=MEMBERSHIPS),
        }


def test_everything_is_pulled_and_the_population_converted(store):
    statistics = Statistics()
    report = pull(store, statistics, Classifications(), today=TODAY)
    assert report.faults == []
    assert statistics.asked == [table.name for table in PRODUCT]
    assert store.names() == sorted({"population", *(table.name for table in PRODUCT)})
    assert store.reference_names() == ["changes", "memberships", "regions", "shares"]
    assert store.facts("population").collect()["value"].to_list() == [7.0]


def test_chosen_names_only(store):
    statistics = Statistics()
    pull(store, statistics, Classifications(), today=TODAY, names=["home_services_80plus"])
    assert store.names() == statistics.asked == ["home_services_80plus"]


def test_an_unknown_name_is_told_before_anything_is_asked(store):
    statistics = Statistics()
    with pytest.raises(SourceError, match="«beds» kan ikke hentes: velg blant regions, population"):
        pull(store, statistics, Classifications(), today=TODAY, names=["beds"])
    assert statistics.asked == []
    assert "home_services_80plus" in names_to_pull()


def test_the_last_good_data_stay_with_their_date(store):
    store.replace(info(HOME_SERVICES.name), PLACES_2025)
    statistics = Statistics(**{HOME_SERVICES.name: SourceUnavailable("Kilden svarer ikke.")})
    chosen = [HOME_SERVICES.name, PLACES.name]
    report = pull(store, statistics, Classifications(), today=TODAY, names=chosen)
    (fault,) = report.faults
    assert fault.message == (
        "Kilden svarer ikke. Tallene for «home_services_80plus» som ble hentet 22. november 2026, "
        "er fortsatt i bruk."
    )
    assert store.facts(HOME_SERVICES.name).collect().equals(PLACES_2025)
    assert store.has(PLACES.name)


def test_a_service_that_is_down_is_not_asked_table_by_table(store):
    down = SourceUnavailable("Kilden svarer ikke.")
    statistics = Statistics(**{table.name: down for table in PRODUCT})
    report = pull(store, statistics, Classifications(), today=TODAY)
    assert len(statistics.asked) == 2
    assert "resten er ikke forsøkt" in report.faults[-1].message
    assert POPULATION.name not in store.names()


def test_a_pull_never_reaches_a_store_of_fictional_figures(tmp_path):
    store = Store(tmp_path / "invented")
    store.replace(info(fictional=True), PLACES_2024)
    statistics = Statistics()
    with pytest.raises(StoreError, match="fiktive"):
        pull(store, statistics, Classifications(), today=TODAY)
    assert statistics.asked == []
