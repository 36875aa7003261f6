"""Texts beside the figures are added to, never changed, and follow the store in a bundle."""

from __future__ import annotations

import zipfile

import pytest

from omsyn.errors import DamagedStore, StoreError, UnreadableFile
from omsyn.warehouse import Store, load_path, write_bundle
from omsyn.warehouse.papers import (
    add_paper,
    all_papers,
    papers,
    papers_version,
    restore_papers,
    subjects,
)
from warehouse_support import PLACES_2024, info

KIND = "scenarios"


@pytest.fixture
def written(store):
    store.replace(info(), PLACES_2024)
    for subject, text in (("4204", b"one"), ("county-42", b"other"), ("4204", b"two")):
        add_paper(store, KIND, subject, text)
    return store


def test_texts_are_kept_in_the_order_they_came(written):
    assert papers(written, KIND, "4204") == (b"one", b"two")
    assert papers(written, KIND, "county-42") == (b"other",)
    assert papers(written, KIND, "0301") == ()
    assert subjects(written, KIND) == ("4204", "county-42")


def test_the_figures_version_is_their_own(written):
    figures, version = written.version, papers_version(written)
    add_paper(written, KIND, "0301", b"third")
    assert written.version == figures
    assert papers_version(written) != version


def test_a_name_never_points_elsewhere(written):
    for subject in ("../../x", "a/b", "", "."):
        with pytest.raises(ValueError, match="not a paper"):
            add_paper(written, KIND, subject, b"x")


def test_a_text_that_cannot_be_read_is_told_of(written):
    path = written.folder / "papers" / KIND / "4204" / "0002.json"
    path.unlink()
    path.mkdir()
    with pytest.raises(DamagedStore, match=r"0002\.json"):
        papers(written, KIND, "4204")


def test_a_folder_that_may_not_be_written_is_told_of(written):
    (written.folder / "papers" / KIND / "1151").write_text("in the way")
    with pytest.raises(StoreError):
        add_paper(written, KIND, "1151", b"x")


def test_a_bundle_brings_them_along(written, tmp_path):
    bundle, other = tmp_path / "all.omsyn", Store(tmp_path / "other")
    write_bundle(written, bundle)
    assert load_path(other, bundle).faults == []
    assert all_papers(other) == all_papers(written)
    write_bundle(other, tmp_path / "again.omsyn")
    assert (tmp_path / "again.omsyn").read_bytes() == bundle.read_bytes()


def test_what_is_newer_here_is_kept_and_told_of(written, tmp_path):
    bundle, other = tmp_path / "all.omsyn", Store(tmp_path / "other")
    write_bundle(written, bundle)
    add_paper(other, KIND, "4204", b"our own")
    notes = load_path(other, bundle).notes
    assert papers(other, KIND, "4204") == (b"our own",)
    assert papers(other, KIND, "county-42") == (b"other",)
    assert any("4204" in note for note in notes)


@pytest.mark.parametrize(
    ("here", "found", "becomes", "others"),
    [
        ([], [b"1", b"2"], [b"1", b"2"], ()),
        ([b"1"], [b"1", b"2"], [b"1", b"2"], ()),
        ([b"1", b"2"], [b"1"], [b"1", b"2"], ()),
        ([b"1", b"3"], [b"1", b"2"], [b"1", b"3"], ("4204",)),
    ],
)
def test_history_goes_on_and_never_back(store, here, found, becomes, others):
    for text in here:
        add_paper(store, KIND, "4204", text)
    named = {f"{KIND}/4204/{place:04}.json": text for place, text in enumerate(found, start=1)}
    assert restore_papers(store, named) == others
    assert list(papers(store, KIND, "4204")) == becomes


def test_a_bundle_with_a_changed_text_or_one_that_points_elsewhere_is_refused(written, tmp_path):
    whole, changed = tmp_path / "all.omsyn", tmp_path / "changed.omsyn"
    write_bundle(written, whole)
    with zipfile.ZipFile(whole) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}

    def loaded(entries):
        with zipfile.ZipFile(changed, "w") as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        other = Store(tmp_path / "other")
        faults = load_path(other, changed).faults
        assert all_papers(other) == {}
        return faults

    name = f"papers/{KIND}/4204/0001.json"
    assert [each.name for each in loaded(entries | {name: b"else"})] == ["papers"]
    listing = entries["omsyn.json"].replace(b"scenarios/4204/0001", b"../../../evil/0001")
    moved = {key.replace(name, "papers/../../../evil/0001.json"): entries[key] for key in entries}
    with pytest.raises(UnreadableFile):
        loaded(moved | {"omsyn.json": listing})
