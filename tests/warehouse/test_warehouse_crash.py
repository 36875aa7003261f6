"""After a crash at any moment the old or the new is there, whole."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import copytree
from threading import Event, Thread

import polars as pl
import pytest

from omsyn.errors import MissingDataset, StoreError, StoreFull
from omsyn.warehouse import Store, durable, shelf
from warehouse_support import PLACES_2024, PLACES_2025, facts, info

TESTS = Path(__file__).parent.parent
OLD, NEW = "Plasser", "Nye plasser"


def whole(place: Path) -> str:
    """Which version the store holds: checked to be whole, with its own description."""
    store = Store(place)
    try:
        title = store.info("places").title
    except MissingDataset:
        assert store.names() == []
        return "none"
    expected = {OLD: PLACES_2024, NEW: PLACES_2025}[title]
    assert store.facts("places").collect().equals(expected)
    assert not store.status()[0].fault
    return title


def usable(place: Path) -> None:
    """The next load works, and what the crash left is gone after it."""
    store = Store(place)
    store.replace(info(title=NEW), PLACES_2025, allow_shorter=True)
    assert whole(place) == NEW
    names = {path.name for path in (place / "datasets" / "places").iterdir()}
    assert "current.json" in names
    assert len(names) <= 3
    assert not any(name.endswith(".tmp") for name in names)


@pytest.mark.slow
@pytest.mark.parametrize("before", [OLD, "none"])
def test_killed_at_every_step(tmp_path, before):
    template = tmp_path / "template"
    if before == OLD:
        Store(template).replace(info(), PLACES_2024)
    run = subprocess.run(
        [sys.executable, TESTS / "warehouse_killing.py", template, tmp_path / "killed"],
        capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    steps, code = map(int, run.stdout.split())
    assert code == 0
    assert steps > 80
    found = [whole(tmp_path / "killed" / str(step)) for step in range(1, steps + 1)]
    # Once the new is there it stays there: the change happens in one step.
    assert found == sorted(found, key=[before, NEW].index)
    assert set(found) == {before, NEW}
    for step in range(1, steps + 1, 7):
        usable(tmp_path / "killed" / str(step))


@contextmanager
def failing(step: int, fault: Callable[[], BaseException], files: tuple[str, ...]):
    """Raise a fault at the given line of the code that writes; yields whether it came so far."""
    count = 0
    reached = []

    def trace(frame, event, _argument):
        nonlocal count
        if not frame.f_code.co_filename.endswith(files):
            return None
        if event == "line":
            count += 1
            if count == step:
                reached.append(frame.f_lineno)
                raise fault()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield reached
    finally:
        sys.settrace(before)


# An interrupt just before a file is closed leaves the closing to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_interrupted_at_every_line(tmp_path):
    found = []
    template = Store(tmp_path / "template")
    template.replace(info(), PLACES_2024)
    for step in range(1, 10_000):
        place = copytree(template.folder, tmp_path / str(step))
        try:
            with failing(step, KeyboardInterrupt, ("shelf.py", "durable.py")) as reached:
                Store(place).replace(info(title=NEW), PLACES_2025)
        except KeyboardInterrupt:
            pass
        found.append(whole(place))
        usable(place)
        if not reached:
            break
    assert len(found) > 100
    assert found == sorted(found, key=[OLD, NEW].index)
    assert set(found) == {OLD, NEW}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_at_every_step_of_writing(tmp_path, number):
    found = []
    template = Store(tmp_path / "template")
    template.replace(info(), PLACES_2024)
    for step in range(1, 10_000):
        place = copytree(template.folder, tmp_path / str(step))
        with failing(step, partial(OSError, number, "full"), ("durable.py",)) as reached:
            try:
                Store(place).replace(info(title=NEW), PLACES_2025)
            except StoreFull as fault:
                assert "ingenting er endret" in fault.message  # noqa: PT017 - it may also succeed
            except OSError:
                # Before the writing itself has begun: the trace stands in its very first lines.
                assert step < 10
        found.append(whole(place))
        usable(place)
        if not reached:
            break
    assert set(found) == {OLD, NEW}


@pytest.fixture
def little_disk(tmp_path):
    """A real disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mount.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mount.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def noise(rows: int) -> pl.DataFrame:
    """Facts that do not compress."""
    frame = pl.DataFrame({"value": pl.Series(range(rows)).hash(seed=1).cast(pl.Float64)})
    return frame.select(
        region=pl.col("value").rank("ordinal").cast(pl.String), period=pl.lit("2024"),
        sex=pl.lit("both"), age=pl.lit("all"), measure=pl.lit("places"),
        value="value", status=pl.lit(""),
    )  # fmt: skip


def test_a_disk_that_is_really_full(little_disk):
    store = Store(little_disk / "store")
    store.replace(info(), PLACES_2024)
    with pytest.raises(StoreFull, match="ikke plass på disken"):
        store.replace(info(title=NEW), noise(200_000))
    assert whole(store.folder) == OLD
    with pytest.raises(StoreFull):
        store.replace(info("beds"), noise(200_000))
    assert store.names() == ["places"]
    # Nothing is left of what did not fit, so that the little fits.
    store.replace(info("beds"), noise(10_000))
    store.replace(info(title=NEW), PLACES_2025)
    assert whole(store.folder) == NEW


def test_what_crashes_left_behind_is_cleared_by_the_next_load(store):
    store.replace(info(), PLACES_2024)
    place = store.folder / "datasets" / "places"
    (place / ".half.tmp").mkdir()
    (place / ".half.tmp" / "facts.parquet").write_bytes(b"half")
    (place / ".current.json.1.tmp").write_bytes(b"{")
    (place / ("0" * 32)).mkdir()
    assert whole(store.folder) == OLD
    store.replace(info(title=NEW), PLACES_2025)
    left = {path.name for path in place.iterdir()}
    assert len(left) == 3
    assert not any(name.endswith(".tmp") or name == "0" * 32 for name in left)


def test_a_second_writer_waits_and_then_says_so(store, monkeypatch):
    monkeypatch.setattr(durable, "PATIENCE_SECONDS", 0.01)
    with durable.exclusive(store.folder), pytest.raises(StoreError, match="annet program skriver"):
        store.replace(info(), PLACES_2024)
    store.replace(info(), PLACES_2024)
    assert whole(store.folder) == OLD


def test_readers_see_whole_versions_while_writers_replace(store):  # noqa: C901 - two kinds of thread
    versions = {
        f"Plasser {number}": facts(f"1 | 2024 | both | all | a | {number} |").vstack(
            facts(f"2 | 2024 | both | all | a | {number} |")
        )
        for number in range(2)
    }
    store.replace(info(title="Plasser 0"), versions["Plasser 0"])
    done = Event()
    faults: list[BaseException] = []

    def read() -> None:
        try:
            while not done.is_set():
                fresh = Store(store.folder)
                values = fresh.facts("places").collect()["value"].to_list()
                assert values in ([0.0, 0.0], [1.0, 1.0])
                assert fresh.info("places").title in versions
                assert fresh.version
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is told by the test
            faults.append(fault)

    def write() -> None:
        try:
            for _times in range(15):
                for title, frame in versions.items():
                    Store(store.folder).replace(info(title=title), frame)
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is told by the test
            faults.append(fault)

    readers = [Thread(target=read) for _number in range(3)]
    writers = [Thread(target=write) for _number in range(2)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert not faults


def test_the_pointer_is_written_after_everything_else_is_on_the_disk(store, monkeypatch):
    order: list[str] = []
    sync = os.fsync
    replace_file = durable.replace_file

    def noted_sync(handle: int) -> None:
        order.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        sync(handle)

    def noted_replace(path: Path, content: bytes) -> None:
        order.append("pointer")
        replace_file(path, content)

    store.replace(info(), PLACES_2024)
    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(shelf, "replace_file", noted_replace)
    store.replace(info(title=NEW), PLACES_2025)
    before = order[: order.index("pointer")]
    after = order[order.index("pointer") + 1 :]
    assert before[0] == "facts.parquet"
    assert before[1] == "meta.json"
    assert before[2].endswith(".tmp")
    assert before[3] == "places"
    assert after[0].startswith(".current.json")
    assert after[1] == "places"
