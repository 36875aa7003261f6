"""The bench itself: readers are timed and counted, faults become rows, goals are judged."""

from __future__ import annotations

import http.server
import itertools
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import bench as script

    yield script
    for name in ("bench", "bench_futures", "bench_inside", "bench_measure", "bench_rows"):
        sys.modules.pop(name, None)


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/there" else 404)
        self.end_headers()
        self.wfile.write(b"page")

    def log_message(self, *args):
        pass


@pytest.fixture
def port():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_reader_is_counted_and_failures_apart(bench, port):
    met = bench.crowd(port, ["/there"], 4, 3)
    assert met.failed == 0
    assert 0 < met.median_ms <= met.p95_ms
    half = bench.crowd(port, ["/there", "/gone"], 2, 2)
    assert half.failed == 2


def test_where_nobody_answers_all_fail(bench):
    assert bench.crowd(bench.free_port(), ["/there"], 2, 2).failed == 4


def test_a_run_has_a_time_and_its_own_peak_of_memory():
    # A forked process starts with the peak of the one that forked it, and the process that runs
    # the tests may be large; the bench itself is small.
    made = subprocess.run(
        [sys.executable, "-c", MEASURE],
        check=True,
        capture_output=True,
        text=True,
        cwd=SCRIPTS,
    )
    seconds, small, large = (float(word) for word in made.stdout.split())
    assert seconds > 0
    assert large > 200_000_000 > small


MEASURE = """
import sys
from bench_measure import run
small = run([sys.executable, "-c", "pass"], {})
large = run([sys.executable, "-c", "x = bytearray(200_000_000)"], {})
print(small.seconds, small.peak_bytes, large.peak_bytes)
"""


def test_a_command_that_fails_becomes_a_row_with_its_last_words(bench, monkeypatch):
    def fails(_bench):
        bench.run([sys.executable, "-c", "import sys; sys.exit('no such thing')"], {})

    monkeypatch.setitem(bench.MEASUREMENTS, "import", fails)
    (row,) = bench.measured("import", None)
    assert row.result == "failed: no such thing"
    assert row.met is False


@pytest.mark.parametrize("fault", [OSError("gone"), TimeoutError("slow"), KeyError("p95")])
def test_a_fault_takes_no_other_measurement_with_it(bench, monkeypatch, fault):
    def fails(_bench):
        raise fault

    monkeypatch.setitem(bench.MEASUREMENTS, "import", fails)
    (row,) = bench.measured("import", None)
    assert row.result == f"failed: {type(fault).__name__}: {fault}"
    assert row.met is False


def test_a_command_that_never_ends_is_stopped(bench, monkeypatch):
    import bench_measure

    monkeypatch.setattr(bench_measure, "END_WITHIN", 0.2)
    with pytest.raises(subprocess.CalledProcessError):
        bench.run([sys.executable, "-c", "import time; time.sleep(600)"], {})


@pytest.fixture
def everything(bench, tmp_path, monkeypatch):
    """A bench on published statistics, whose page is a file of the test's own."""
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setattr(bench, "PAGE", tmp_path / "performance.md")
    return bench.Bench(
        store=tmp_path, data=tmp_path, times=5, places=("4204",), scratch=tmp_path,
        facts=("Memory: 25 GB",),
    )  # fmt: skip


def test_the_page_is_written_when_all_was_measured(bench, everything):
    rows = [bench.seconds_row("quick", 0.5, 0.4, "x")]
    assert bench.written(rows, everything, whole=True) == "Written to performance.md."
    page = bench.PAGE.read_text(encoding="utf-8")
    assert "| quick | ≤ 0.5 s | 0.40 s | yes | `x` |" in page
    assert "- Memory: 25 GB" in page


def test_the_page_is_left_where_less_was_measured(bench, everything):
    import attrs

    failed = bench.Row("quick", "", "failed: gone", "", met=False)
    invented = attrs.evolve(everything, data=None)
    for said in (
        bench.written([], everything, whole=False),
        bench.written([failed], everything, whole=True),
        bench.written([], invented, whole=True),
    ):
        assert said.startswith("Not written: ")
    assert not bench.PAGE.exists()


def test_a_slider_without_its_interval_has_not_met_the_goal(bench):
    found = {
        "without": 0, "need_positions": 72, "need_median": 40.0, "need_p95": 99.0,
        "need_largest": 120.0,
    }  # fmt: skip
    quick = bench.bench_futures._slider_rows("need", 100, "Slider", found)
    assert (quick[0].result, quick[0].met) == ("99 ms", True)
    bare = bench.bench_futures._slider_rows("need", 100, "Slider", {**found, "without": 2})
    assert (bare[0].result, bare[0].met) == ("99 ms, 2 without intervals", False)
    assert quick[1].result == "40 ms, at most 120 ms"


@pytest.mark.parametrize("positions", ["_need_positions", "_people_positions"])
def test_every_position_of_the_sliders_is_a_new_scenario(bench, positions):
    import bench_inside

    from omsyn.needs.scenario import from_query

    asked = list(itertools.islice(getattr(bench_inside, positions)(), bench_inside.POSITIONS))
    scenarios = {from_query(f"r=9901&{query}").canonical() for query in asked}
    assert len(scenarios) == len(asked) >= 60


def test_the_table_says_what_was_not_met(bench):
    rows = [bench.seconds_row("quick", 0.5, 0.4, "x"), bench.seconds_row("slow", 0.5, 0.6, "x")]
    lines = bench.table(rows).splitlines()
    assert lines[2].startswith("| quick | ≤ 0.5 s | 0.40 s | yes |")
    assert lines[3].startswith("| slow | ≤ 0.5 s | 0.60 s | **no** |")


def test_it_explains_itself():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "bench.py", "--help"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert "--all" in done.stdout
