"""The bench itself: readers are timed and counted, faults become rows, goals are judged."""

from __future__ import annotations

import http.server
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
    for name in ("bench", "bench_measure"):
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


def test_the_table_says_what_was_not_met(bench):
    rows = [bench._seconds("quick", 0.5, 0.4, "x"), bench._seconds("slow", 0.5, 0.6, "x")]
    lines = bench.table(rows).splitlines()
    assert lines[2].startswith("| quick | ≤ 0.5 s | 0.40 s | yes |")
    assert lines[3].startswith("| slow | ≤ 0.5 s | 0.60 s | **no** |")


def test_it_explains_itself():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "bench.py", "--help"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert "--all" in done.stdout
