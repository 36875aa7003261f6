"""Compiled code on disks that are full, read-only or damaged: the same numbers, only later."""

from __future__ import annotations

import errno
import os
import shutil

import numba
import pytest
from numba.core.caching import IndexDataCacheFile

from omsyn.demography.draws import cache


def doubled(x):
    return 2 * x


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where machine code is kept in this test."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "code"))
    monkeypatch.setattr(cache, "KEPT", True)
    return tmp_path / "code"


def files(folder, suffix=""):
    return sorted(path for path in folder.rglob(f"*{suffix}") if path.is_file())


def hits(function) -> int:
    """How many signatures were found on the disk."""
    return sum(function.stats.cache_hits.values())


def test_what_one_process_compiled_the_next_one_finds(folder):
    assert cache.compiled(doubled)(2) == 4
    assert len(files(folder, ".nbc")) == 1
    again = cache.compiled(doubled)
    assert again(3) == 6
    assert hits(again) == 1


def test_a_full_disk_costs_time_and_nothing_else(folder, monkeypatch):
    def full(self, name, data):
        with self._open_for_write(self._data_path(name)) as file:
            file.write(b"half of")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(IndexDataCacheFile, "_save_data", full)
        assert cache.compiled(doubled)(2) == 4
    assert files(folder, ".nbc") == []
    assert not [path for path in files(folder) if ".tmp." in path.name]
    assert cache.compiled(doubled)(2) == 4
    assert len(files(folder, ".nbc")) == 1


def test_a_folder_that_is_taken_away_costs_time_and_nothing_else(folder):
    function = cache.compiled(doubled)
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_bytes(b"a file in its place")
    assert function(2) == 4


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("left", [0, 30])
def test_a_damaged_file_is_made_anew(folder, suffix, left):
    cache.compiled(doubled)(2)
    (file,) = files(folder, suffix)
    file.write_bytes(file.read_bytes()[:left])
    assert cache.compiled(doubled)(3) == 6
    healed = cache.compiled(doubled)
    assert healed(4) == 8
    assert hits(healed) == 1


@pytest.mark.parametrize("place", ["NUMBA_CACHE_DIR", "XDG_CACHE_HOME"])
def test_a_place_that_cannot_be_written_keeps_nothing(tmp_path, monkeypatch, place):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv(place, str(tmp_path / "file" / "below"))
    before = numba.config.CACHE_DIR
    assert not cache._keeps_machine_code()
    assert before == numba.config.CACHE_DIR


def test_a_folder_that_others_own_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert not cache._writable(tmp_path)


def test_another_edition_of_the_code_has_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(numba.config, "CACHE_DIR", numba.config.CACHE_DIR)
    for number, edition in enumerate(("a", "b", "c", "d")):
        monkeypatch.setattr(cache, "_code", lambda edition=edition: edition)
        assert cache._keeps_machine_code()
        assert str(tmp_path / f"draws-{edition}") == numba.config.CACHE_DIR
        os.utime(tmp_path / f"draws-{edition}", (number, number))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draws-b", "draws-c", "draws-d"]
