"""What is kept beside the store: whole or not there, whatever happens while it is written."""

from __future__ import annotations

import errno
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from omsyn.demography import derived
from omsyn.demography.backtest import kept as backtest_kept
from omsyn.demography.derived import put_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(folder: Path) -> None:
    (folder / "a.npy").write_bytes(b"whole")


def failing(fault: BaseException):
    def half(folder: Path) -> None:
        (folder / "a.npy").write_bytes(b"ha")
        raise fault

    return half


def test_it_is_put_in_place_whole(tmp_path):
    put_folder(tmp_path / "derived" / "draws-1", write, kind="draws", keep=2)
    assert names(tmp_path / "derived") == ["draws-1"]
    assert (tmp_path / "derived" / "draws-1" / "a.npy").read_bytes() == b"whole"


def test_a_full_disk_leaves_what_was_there(tmp_path):
    put_folder(tmp_path / "draws-1", write, kind="draws", keep=2)
    full = failing(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    put_folder(tmp_path / "draws-1", full, kind="draws", keep=2)
    assert names(tmp_path) == ["draws-1"]
    assert (tmp_path / "draws-1" / "a.npy").read_bytes() == b"whole"


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), MemoryError()])
def test_an_interrupt_goes_on_and_leaves_nothing_behind(tmp_path, fault):
    with pytest.raises(type(fault)):
        put_folder(tmp_path / "draws-1", failing(fault), kind="draws", keep=2)
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_made_costs_only_time(tmp_path):
    (tmp_path / "derived").write_bytes(b"a file in its place")
    put_folder(tmp_path / "derived" / "draws-1", write, kind="draws", keep=2)
    assert names(tmp_path) == ["derived"]


def test_what_a_killed_process_left_is_removed_when_it_is_old(tmp_path):
    for name, age in (("old", 2 * derived.LEFT_SECONDS), ("new", 1)):
        (tmp_path / f".making-{name}").mkdir()
        (tmp_path / f".making-{name}.npz").write_bytes(b"half")
        then = time.time() - age
        os.utime(tmp_path / f".making-{name}", (then, then))
        os.utime(tmp_path / f".making-{name}.npz", (then, then))
    put_folder(tmp_path / "draws-1", write, kind="draws", keep=2)
    assert names(tmp_path) == [".making-new", ".making-new.npz", "draws-1"]


def test_the_oldest_of_a_kind_go(tmp_path):
    for number in range(4):
        put_folder(tmp_path / f"draws-{number}", write, kind="draws", keep=2)
        os.utime(tmp_path / f"draws-{number}", (number, number))
    put_folder(tmp_path / "fans-1", write, kind="fans", keep=2)
    assert names(tmp_path) == ["draws-2", "draws-3", "fans-1"]


def test_two_who_put_the_same_and_drop_the_same_do_not_fall_over_each_other(tmp_path):
    def put(number: int) -> None:
        put_folder(tmp_path / f"draws-{number % 3}", write, kind="draws", keep=1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, range(200)))
    left = names(tmp_path)
    assert len(left) <= 1
    for name in left:
        assert (tmp_path / name / "a.npy").read_bytes() == b"whole"


def test_one_that_is_removed_while_it_is_looked_at_is_no_fault(tmp_path, monkeypatch):
    put_folder(tmp_path / "draws-1", write, kind="draws", keep=1)
    changed = derived._changed

    def removed_first(path: Path) -> float:
        if path.name == "draws-1":
            shutil.rmtree(path)
        return changed(path)

    monkeypatch.setattr(derived, "_changed", removed_first)
    put_folder(tmp_path / "draws-2", write, kind="draws", keep=1)
    assert names(tmp_path) == ["draws-2"]


def test_the_record_that_is_interrupted_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupted(*_args, **_arrays):
        raise KeyboardInterrupt

    monkeypatch.setattr(backtest_kept.np, "savez", interrupted)
    cells = backtest_kept._Cells(cases=[], made=[], true=[])
    with pytest.raises(KeyboardInterrupt):
        backtest_kept._save(tmp_path / "derived" / "backtest-1.npz", cells)
    assert names(tmp_path / "derived") == []
