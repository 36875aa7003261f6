"""Finished things are made once, and anew when what they rest on changes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from omsyn.workspace.insight.keeping import Cupboard, Memory


class Maker:
    """Counts how often something is made, and holds everybody until all have come."""

    def __init__(self, waiting: int) -> None:
        self.made = 0
        self.waiting = threading.Barrier(waiting)
        self.guard = threading.Lock()

    def make(self) -> bytes:
        with self.guard:
            self.made += 1
        return b"page"


def fifty_at_once(get, maker):
    def ask(_reader):
        maker.waiting.wait(timeout=30)
        return get()

    with ThreadPoolExecutor(50) as readers:
        return list(readers.map(ask, range(50)))


def test_fifty_readers_of_the_cupboard_wait_for_one(tmp_path):
    cupboard, maker = Cupboard(tmp_path), Maker(50)
    assert set(fifty_at_once(lambda: cupboard.get("1", "a", maker.make), maker)) == {b"page"}
    assert maker.made == 1


def test_fifty_readers_of_the_memory_wait_for_one():
    memory, maker = Memory(most=2), Maker(50)
    assert set(fifty_at_once(lambda: memory.get("a", maker.make), maker)) == {b"page"}
    assert maker.made == 1


def test_another_process_finds_what_was_made(tmp_path):
    Cupboard(tmp_path).get("1", "a", lambda: b"old")
    assert Cupboard(tmp_path).get("1", "a", lambda: b"new") == b"old"
    assert Cupboard(tmp_path).size("1", "a") == 3


def test_a_new_edition_is_made_anew_and_clears_the_old_away(tmp_path):
    cupboard = Cupboard(tmp_path)
    cupboard.get("1", "a", lambda: b"old")
    assert cupboard.get("2", "a", lambda: b"new") == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["2"]


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    cupboard = Cupboard(tmp_path / "file")
    assert cupboard.get("1", "a", lambda: b"page") == b"page"
    assert cupboard.size("1", "a") is None


def test_what_fails_is_not_kept_and_holds_nobody_up(tmp_path):
    cupboard = Cupboard(tmp_path)
    with pytest.raises(ZeroDivisionError):
        cupboard.get("1", "a", lambda: bytes(1 // 0))
    assert cupboard.get("1", "a", lambda: b"page") == b"page"


def test_the_oldest_go_when_there_is_no_room(tmp_path, monkeypatch):
    monkeypatch.setattr("omsyn.workspace.insight.keeping.PUTS_BETWEEN_CLEANING", 1)
    cupboard = Cupboard(tmp_path, most_bytes=25)
    for name in "abc":
        cupboard.get("1", name, lambda: b"x" * 10)
    sizes = [cupboard.size("1", name) for name in "abc"]
    assert sizes == [None, 10, 10]


def test_the_memory_forgets_what_was_used_longest_ago():
    memory = Memory(most=2)
    for key in ("a", "b", "a", "c"):
        memory.get(key, lambda key=key: key)
    assert memory.get("a", lambda: "again") == "a"
    assert memory.get("b", lambda: "again") == "again"
