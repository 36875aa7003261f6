"""Loading and pulling: one fault stops nobody else, and the last good data stay in use."""

from __future__ import annotations

from functools import partial

import pytest

from omsyn.errors import SourceError, SourceUnavailable, StoreError
from omsyn.sources.base import Fetched, References
from omsyn.warehouse import Store, load_fetched, load_path, pull_into
from omsyn.warehouse.pulling import last_good
from sources import folder_support
from warehouse_support import PLACES_2024, PLACES_2025, facts, info


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


NAMES = ("population_original_codes", "population", "home_services_80plus", "institution_places")


class Sources:
    """Answers each step with one row, or raises what it was told to."""

    def __init__(self, **faults: SourceError) -> None:
        self.faults = faults
        self.missing: tuple[SourceError, ...] = ()
        self.asked: list[str] = []

    def steps(self):
        return [(name, partial(self.fetch, name)) for name in NAMES]

    def fetch(self, name):
        self.ask(name)
        return Fetched(info(name), facts("0301 | 2026 | male | 0 | persons | 7 |"))

    def references(self):
        self.ask("regions")
        return References(
            tables={"regions": PLACES_2024, "changes": PLACES_2025},
            faults=self.missing,
            notes=("Et merke.",),
        )

    def ask(self, name):
        self.asked.append(name)
        if name in self.faults:
            raise self.faults[name]


def test_everything_is_pulled_in_order(store):
    sources = Sources()
    report = pull_into(store, sources)
    assert report.faults == []
    assert sources.asked == ["regions", *NAMES]
    assert store.names() == sorted(NAMES)
    assert store.reference_names() == ["changes", "regions"]
    assert [each.name for each in report.loaded] == ["regions", "changes", *NAMES]


def test_what_the_regions_lack_is_told_and_the_rest_is_kept(store):
    sources = Sources()
    sources.missing = (SourceError("Helseforetakene kom ikke med."),)
    report = pull_into(store, sources, ["regions"])
    assert [(each.name, each.message) for each in report.faults] == [
        ("regions", "Helseforetakene kom ikke med.")
    ]
    assert report.notes == ["Et merke."]
    assert store.reference_names() == ["changes", "regions"]


def test_a_reference_table_that_is_refused_does_not_stop_the_next(store):
    store.replace_reference("regions", PLACES_2025, fictional=False)
    report = pull_into(store, Sources(), ["regions"])
    (fault,) = report.faults
    assert (fault.name, "3 rader mot 4 før" in fault.message) == ("regions", True)
    assert store.reference("regions").equals(PLACES_2025)
    assert store.reference("changes").equals(PLACES_2025)


def test_damaged_reference_tables_do_not_count_as_the_last_good(store):
    store.replace_reference("regions", PLACES_2024, fictional=False)
    store.replace_reference("changes", PLACES_2025, fictional=False)
    store._reference("changes").current().path("facts.parquet").write_bytes(b"")
    found = last_good(store)
    assert list(found) == ["regions"]
    assert found["regions"].equals(PLACES_2024)


def test_chosen_names_only(store):
    sources = Sources()
    pull_into(store, sources, ["home_services_80plus"])
    assert store.names() == sources.asked == ["home_services_80plus"]


def test_an_unknown_name_is_told_before_anything_is_asked(store):
    sources = Sources()
    with pytest.raises(SourceError, match="«beds» kan ikke hentes: velg blant regions, population"):
        pull_into(store, sources, ["beds"])
    assert sources.asked == []


def test_the_last_good_data_stay_with_their_date(store):
    store.replace(info("home_services_80plus"), PLACES_2025)
    sources = Sources(home_services_80plus=SourceUnavailable("Kilden svarer ikke."))
    report = pull_into(store, sources)
    (fault,) = report.faults
    assert fault.message == (
        "Kilden svarer ikke. Tallene for «home_services_80plus» som ble hentet 22. november 2026, "
        "er fortsatt i bruk."
    )
    assert store.facts("home_services_80plus").collect().equals(PLACES_2025)
    assert store.has("institution_places")


def test_a_shorter_answer_is_kept_out_with_the_date_of_the_longer(store):
    store.replace(info("population"), PLACES_2025)
    report = pull_into(store, Sources())
    (fault,) = report.faults
    assert "1 rader mot 4 før" in fault.message
    assert "22. november 2026" in fault.message
    assert pull_into(store, Sources(), allow_shorter=True).faults == []


def test_a_service_that_is_down_is_not_asked_table_by_table(store):
    down = SourceUnavailable("Kilden svarer ikke.")
    sources = Sources(**dict.fromkeys(("regions", *NAMES), down))
    report = pull_into(store, sources)
    assert len(sources.asked) == 2
    assert "resten er ikke forsøkt" in report.faults[-1].message
    assert store.names() == []


def test_a_pull_never_reaches_a_store_of_fictional_figures(tmp_path):
    store = Store(tmp_path / "invented")
    store.replace(info(fictional=True), PLACES_2024)
    sources = Sources()
    with pytest.raises(StoreError, match="fiktive"):
        pull_into(store, sources)
    assert sources.asked == []
