"""`omsyn data` from the command line: what it says, and how it exits."""

from __future__ import annotations

import json

import pytest

from omsyn.cli.main import main
from omsyn.warehouse import Store
from sources import folder_support
from warehouse_support import PLACES_2024, PLACES_2025, info


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("OMSYN_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COLUMNS", "200")
    return Store(tmp_path / "store")


@pytest.fixture
def run(capsys):
    def run(*arguments) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in ("data", *arguments)])
        captured = capsys.readouterr()
        return int(stop.value.code or 0), captured.out, captured.err

    return run


def test_loading_a_folder_tells_what_came_and_what_was_left_out(store, run, tmp_path):
    folder = folder_support.make_folder(tmp_path / "data")
    (folder / "README.md").write_text("about")
    (folder / "mystery.bin").write_text("?")
    code, out, err = run("load", folder)
    assert code == 0
    assert "Folkemengde etter kommune, kjønn og alder: 12 rader (12 nye" in out
    assert f"Utelatt fra {folder}: README.md (tekst, ikke tall)." in out
    assert f"Ukjent fil: {folder / 'mystery.bin'}." in out
    assert err == ""
    code, out, err = run("load", folder)
    assert "Folkemengde etter kommune, kjønn og alder: 12 rader, uendret." in out


def test_a_bad_file_gives_a_sentence_and_exit_code_1_and_the_rest_is_loaded(store, run, tmp_path):
    folder = folder_support.make_folder(tmp_path / "data")
    (folder / "services" / folder_support.HOME_SERVICES).write_text("nonsense\n1\n")
    code, out, err = run("load", folder)
    assert code == 1
    assert "Feil: ssb12209_home_services_80plus_2019_2023.csv mangler kolonnen region" in err
    assert "Plasser i institusjon" in out
    assert store.has("population")


def test_a_folder_without_figures_is_a_fault(store, run, tmp_path):
    (tmp_path / "empty").mkdir()
    code, _out, err = run("load", tmp_path / "empty")
    assert (code, err) == (1, "Ingen tall ble lastet inn.\n")


def test_a_path_that_is_not_there_is_wrong_usage(store, run, tmp_path):
    assert run("load", tmp_path / "nowhere")[0] == 2


def test_a_file_that_is_no_bundle_is_told(store, run, tmp_path):
    (tmp_path / "tall.omsyn").write_text("not a bundle")
    code, _out, err = run("load", tmp_path / "tall.omsyn")
    assert code == 1
    assert err.startswith("Feil: tall.omsyn er avkortet, skadet eller ingen pakke")


def test_a_bundle_goes_from_one_store_to_another(store, run, tmp_path, monkeypatch):
    store.replace(info(), PLACES_2024)
    code, out, _err = run("bundle", tmp_path / "tall.omsyn")
    assert code == 0
    assert f"Skrevet til {tmp_path / 'tall.omsyn'}: 1 tabeller" in out
    monkeypatch.setenv("OMSYN_STORE", str(tmp_path / "other"))
    assert run("load", tmp_path / "tall.omsyn")[0] == 0
    assert Store(tmp_path / "other").version == store.version


def test_the_shorter_needs_a_flag(store, run, tmp_path):
    store.replace(info(), PLACES_2024)
    run("bundle", tmp_path / "old.omsyn")
    store.replace(info(), PLACES_2025)
    code, _out, err = run("load", tmp_path / "old.omsyn")
    assert code == 1
    assert "1 færre" in err
    assert run("load", "--allow-shorter", tmp_path / "old.omsyn")[0] == 0
    assert store.facts("places").collect().equals(PLACES_2024)


def test_status_as_a_table(store, run):
    store.replace(info(notes=("Foreløpige tall.",)), PLACES_2025)
    code, out, _err = run("status")
    assert code == 0
    for text in ("places", "Plasser", "tabell 11875", "2026-11-22", "2024, 2025", "25,0\u00a0%"):
        assert text in out
    assert "places: Foreløpige tall." in out


def test_status_as_a_list_where_the_terminal_is_narrow(store, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    store.replace(info(), PLACES_2025)
    lines = run("status")[1].splitlines()
    begins = lines.index("places")
    assert [each.strip() for each in lines[begins + 6 : begins + 8]] == [
        "Rader: 4",
        "Mangler: 25,0\u00a0%",
    ]
    assert max(map(len, lines[begins:])) <= 80


def test_status_as_json(store, run):
    store.replace(info(fictional=True), PLACES_2025)
    code, out, _err = run("status", "--json")
    (line,) = json.loads(out)
    assert code == 0
    assert line["name"] == "places"
    assert line["rows"] == 4
    assert line["missing_share"] == 0.25
    assert line["retrieved"] == "2026-11-22T12:00:00+00:00"
    assert line["fictional"] is True
    assert line["fault"] is None


def test_fictional_figures_are_marked(store, run):
    store.replace(info(fictional=True), PLACES_2025)
    assert "Plasser (fiktive tall)" in run("status")[1]


def test_status_of_nothing_says_how_to_begin(store, run):
    code, out, _err = run("status")
    assert code == 0
    assert "`omsyn data pull`" in out


def test_status_names_what_is_damaged_and_restore_takes_the_previous_back(store, run):
    store.replace(info(), PLACES_2024)
    store.replace(info(), PLACES_2025)
    store._dataset("places").current().path("facts.parquet").write_bytes(b"")
    code, out, _err = run("status")
    assert code == 1
    assert "er skadet" in out
    code, out, _err = run("restore", "places")
    assert (code, out) == (0, "«Plasser» er tilbake slik det ble hentet 22. november 2026.\n")
    assert store.facts("places").collect().equals(PLACES_2024)


def test_a_pull_without_network_says_so_and_changes_nothing(store, run, monkeypatch):
    from omsyn.errors import SourceUnavailable
    from omsyn.sources.ssb.client import PxWebClient

    def fetch(*_arguments, **_named):
        raise SourceUnavailable("Kilden svarer ikke.")

    monkeypatch.setattr(PxWebClient, "fetch", fetch)
    store.replace(info("home_services_80plus"), PLACES_2024)
    code, _out, err = run("pull", "home_services_80plus")
    assert code == 1
    assert "er fortsatt i bruk" in err
    assert "Ingen tall ble lastet inn." in err
    assert store.facts("home_services_80plus").collect().equals(PLACES_2024)


def test_ctrl_c_in_the_middle_leaves_whole_data_sets(store, run, tmp_path, monkeypatch):
    folder = folder_support.make_folder(tmp_path / "data")
    keep = Store.replace
    calls = []

    def interrupted(self, described, frame, **other):
        calls.append(described.name)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return keep(self, described, frame, **other)

    monkeypatch.setattr(Store, "replace", interrupted)
    code, _out, err = run("load", folder)
    assert code == 130
    assert "Ingenting er halvferdig" in err
    assert len(store.names()) == 2
    assert not any(each.fault for each in store.status())


def test_a_damaged_reference_table_is_taken_back_too(store, run):
    store.replace_reference("regions", PLACES_2024)
    store.replace_reference("regions", PLACES_2025)
    store._reference("regions").current().path("facts.parquet").write_bytes(b"")
    code, out, _err = run("restore", "regions")
    assert (code, out) == (0, "«regions» er tilbake slik tabellen var før.\n")
    assert store.reference("regions").equals(PLACES_2024)
