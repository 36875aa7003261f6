"""A bundle holds the whole store, in the same bytes each time, and nothing slips in with it."""

from __future__ import annotations

import json
import zipfile
from itertools import pairwise

import pytest

from omsyn.errors import OmsynError, StoreError, UnreadableFile
from omsyn.warehouse import Store, load_path, write_bundle
from omsyn.warehouse.bundle import open_bundle
from warehouse_support import PLACES_2024, PLACES_2025, info


@pytest.fixture
def filled(store):
    store.replace(info(notes=("Merknad: æøå",)), PLACES_2024)
    store.replace(info("beds", title="Senger"), PLACES_2025)
    store.replace_reference("regions", PLACES_2024)
    return store


@pytest.fixture
def bundle(filled, tmp_path):
    path = tmp_path / "tall.omsyn"
    assert write_bundle(filled, path) == 3
    return path


def rewrite(path, change):
    """The bundle with its entries changed: `change` maps a dict of names to bytes."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in change(entries).items():
            archive.writestr(name, content)


def test_a_bundle_makes_the_same_store_elsewhere(filled, bundle, tmp_path):
    other = Store(tmp_path / "other")
    report = load_path(other, bundle)
    assert [each.name for each in report.loaded] == ["regions", "beds", "places"]
    assert report.faults == []
    assert other.version == filled.version
    assert other.info("places") == filled.info("places")
    assert other.facts("beds").collect().equals(PLACES_2025)
    assert other.reference("regions").equals(PLACES_2024)


def test_the_same_content_gives_the_same_bytes(bundle, tmp_path):
    other = Store(tmp_path / "other")
    load_path(other, bundle)
    write_bundle(other, tmp_path / "again.omsyn")
    assert (tmp_path / "again.omsyn").read_bytes() == bundle.read_bytes()


def test_a_fictional_bundle_stays_fictional(tmp_path):
    invented = Store(tmp_path / "invented")
    invented.replace(info(fictional=True), PLACES_2024)
    invented.replace_reference("regions", PLACES_2024)
    write_bundle(invented, tmp_path / "b")
    other = Store(tmp_path / "other")
    load_path(other, tmp_path / "b")
    assert other.fictional
    real = Store(tmp_path / "real")
    real.replace(info(), PLACES_2024)
    with pytest.raises(StoreError, match="fiktive"):
        load_path(real, tmp_path / "b")


def test_a_bundle_cut_short_anywhere_loads_nothing_wrong(bundle, tmp_path):
    whole = bundle.read_bytes()
    cuts = [0, 1, 10, *range(50, len(whole), len(whole) // 40), len(whole) - 1]
    for cut in cuts:
        bundle.write_bytes(whole[:cut])
        with pytest.raises(UnreadableFile, match=r"avkortet, skadet eller ingen pakke"):
            load_path(Store(tmp_path / "other"), bundle)
    assert Store(tmp_path / "other").names() == []


def test_a_flipped_bit_is_found_or_harmless(filled, bundle, tmp_path):
    whole = bundle.read_bytes()
    good = {"places": PLACES_2024, "beds": PLACES_2025}
    for position in range(0, len(whole), max(1, len(whole) // 250)):
        content = bytearray(whole)
        content[position] ^= 1 << (position % 8)
        bundle.write_bytes(content)
        try:
            opened = open_bundle(bundle)
        except OmsynError:
            continue
        for name, read in opened.datasets:
            try:
                assert read().facts.equals(good[name])
            except OmsynError as fault:
                assert "tall.omsyn" in fault.message  # noqa: PT017 - it may also be harmless


def test_a_damaged_data_set_does_not_stop_the_others(bundle, tmp_path):
    rewrite(bundle, lambda entries: {**entries, "datasets/beds.parquet": b"PAR1 no more"})
    other = Store(tmp_path / "other")
    report = load_path(other, bundle)
    assert [each.name for each in report.loaded] == ["regions", "places"]
    assert [each.name for each in report.faults] == ["beds"]
    assert "beds kan ikke leses" in report.faults[0].message


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/evil", "datasets/../../evil", "C:\\evil", "datasets/extra.parquet"]
)
def test_an_entry_that_does_not_belong_is_refused(bundle, tmp_path, name):
    rewrite(bundle, lambda entries: {**entries, name: b"evil"})
    with pytest.raises(UnreadableFile, match="ikke hører hjemme"):
        load_path(Store(tmp_path / "other"), bundle)
    assert not list(tmp_path.rglob("evil*"))


def test_a_path_in_the_list_of_contents_goes_nowhere(bundle, tmp_path):
    def change(entries):
        manifest = json.loads(entries["omsyn.json"])
        manifest["datasets"]["../../evil"] = manifest["datasets"]["beds"]
        return {
            **entries,
            "omsyn.json": json.dumps(manifest).encode(),
            "datasets/../../evil.parquet": entries["datasets/beds.parquet"],
        }

    rewrite(bundle, change)
    report = load_path(Store(tmp_path / "other"), bundle)
    assert [each.name for each in report.faults] == ["../../evil"]
    assert not list(tmp_path.rglob("*evil*"))


def test_compressed_entries_are_refused(bundle, tmp_path):
    with zipfile.ZipFile(bundle) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    with pytest.raises(UnreadableFile, match="ingen pakke"):
        load_path(Store(tmp_path / "other"), bundle)


def test_a_bundle_of_another_format_says_so(bundle, tmp_path):
    changed = b'{"format": "omsyn-bundle-99"}'
    rewrite(bundle, lambda entries: {**entries, "omsyn.json": changed})
    with pytest.raises(UnreadableFile, match="annen utgave av Omsyn"):
        load_path(Store(tmp_path / "other"), bundle)


@pytest.mark.parametrize("content", [b"[]", b"{}", b"null", b"\xff", b'{"format": 1}', b"{" * 9])
def test_a_list_of_contents_that_is_none_says_so(bundle, tmp_path, content):
    rewrite(bundle, lambda entries: {**entries, "omsyn.json": content})
    with pytest.raises(UnreadableFile):
        load_path(Store(tmp_path / "other"), bundle)


def test_entries_lie_in_a_fixed_order_without_dates(bundle):
    with zipfile.ZipFile(bundle) as archive:
        infos = archive.infolist()
    assert infos[0].filename == "omsyn.json"
    assert {each.date_time for each in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert all(first.header_offset < second.header_offset for first, second in pairwise(infos))
