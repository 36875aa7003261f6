"""Measure the figures that Omsyn promises, and print them as a table for the manual.

    python scripts/bench.py [--write] [--all] [--only WORD ...] [--times N]

`--write` renews the manual's page when everything was measured. `--all` also makes Word and PDF
for every municipality, which takes minutes. Needs published statistics: OMSYN_DATA or
OMSYN_TEST_DATA, a folder or a bundle. Without them the fictional county is measured, which says
little, and the manual's page is left as it is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bench_futures
from bench_measure import Readers, crowd, free_port, machine, median_run, run
from bench_rows import OMSYN, PYTHON, ROOT, Bench, Row, inside, milliseconds_row, seconds_row, table

PAGE = ROOT / "docs" / "reference" / "performance.md"
READERS, PAGES_EACH = 50, 10
FAULTS = (
    subprocess.SubprocessError, RuntimeError, OSError, ValueError, LookupError, ArithmeticError,
)  # fmt: skip
"""What a measurement may end in without taking the others with it."""

Measurement = Callable[[Bench], list[Row]]


def importing(bench: Bench) -> list[Row]:
    """`import omsyn` and `omsyn --help`, process start included."""
    code = median_run([PYTHON, "-c", "import omsyn"], bench.environment, 2 * bench.times + 1)
    helped = median_run([OMSYN, "--help"], bench.environment, 2 * bench.times + 1)
    return [
        seconds_row("`import omsyn`", 0.1, code.seconds, 'python -c "import omsyn"'),
        seconds_row("`omsyn --help`", 0.5, helped.seconds, "omsyn --help"),
    ]


def loading(bench: Bench) -> list[Row]:
    """All published statistics into an empty store."""
    what, command = "Loading all statistics", "omsyn data load FOLDER"
    if bench.data is None:
        return [Row(what, "≤ 10 s, ≤ 1 GB", "not measured: OMSYN_DATA is not set", command)]
    times, peaks = [], []
    for number in range(bench.times):
        store = bench.scratch / f"load-{number}"
        environment = {**bench.environment, "OMSYN_STORE": str(store)}
        done = run([OMSYN, "data", "load", bench.data], environment)
        times.append(done.seconds)
        peaks.append(done.peak_bytes)
        shutil.rmtree(store)
    gigabytes = max(peaks) / 1e9
    return [
        seconds_row(what, 10, sorted(times)[len(times) // 2], command),
        Row("… largest memory", "≤ 1 GB", f"{gigabytes:.2f} GB", "as above", gigabytes <= 1),
    ]


def projection(bench: Bench) -> list[Row]:
    """The projection alone, in a process where everything is read already."""
    seconds = inside(bench, "projection")
    what = "All municipalities to 2050, deterministic, one run"
    shown = "`bench_inside.py projection`"
    return [
        milliseconds_row(what, 150, 1000 * seconds["run"], shown),
        milliseconds_row("… estimating its rates", None, 1000 * seconds["estimate"], "as above"),
    ]


def knowledge_base(bench: Bench) -> list[Row]:
    """A cold process to a finished Word file, without and with a kept projection."""
    out = bench.scratch / "one.docx"
    command: list[str | Path] = [OMSYN, "profile", bench.places[0], "--to", "2050", "--out", out]
    shown = f"omsyn profile {bench.places[0]} --to 2050 --out FILE.docx"
    first = []
    for _ in range(bench.times):
        shutil.rmtree(bench.store / "derived", ignore_errors=True)
        first.append(run(command, bench.environment).seconds)
    later = median_run(command, bench.environment, bench.times)
    what = "One municipality, cold process to finished Word file"
    return [
        seconds_row(what, 4, later.seconds, shown),
        seconds_row(
            "… the first time after new data, when all regions' futures are drawn and kept",
            None,
            sorted(first)[len(first) // 2],
            shown,
        ),
    ]


def everywhere(bench: Bench) -> list[Row]:
    """Word and PDF for every municipality, and once more when all is finished."""
    folder = bench.scratch / "all"
    command: list[str | Path] = [
        OMSYN,
        "profile",
        "--all",
        folder,
        "--format",
        "docx",
        "--format",
        "pdf",
    ]
    shown = "omsyn profile --all FOLDER --format docx --format pdf"
    made = run(command, bench.environment)
    files = sum(path.suffix in {".docx", ".pdf"} for path in folder.rglob("*"))
    again = run(command, bench.environment)
    return [
        seconds_row(
            f"All municipalities as Word and PDF ({files} files)", 600, made.seconds, shown
        ),
        seconds_row("… once more when all are finished", None, again.seconds, "as above"),
        Row("… largest memory", "", f"{made.peak_bytes / 1e9:.2f} GB", "as above"),
    ]


def pages(bench: Bench) -> list[Row]:
    """Region pages with fifty readers at once, and the database queries of one."""
    counted = inside(bench, "queries", bench.places[0])
    most = max(counted.values())
    with serving(bench) as port:
        paths = [f"/nb/kommune/{code}/" for code in bench.places]
        cold = crowd(port, paths[:1], 1, 1)
        crowd(port, paths, 1, 2 * len(paths))
        shown = f"{READERS} readers, {PAGES_EACH} pages each, {len(paths)} municipalities"
        met = [crowd(port, paths, READERS, PAGES_EACH) for _ in range(bench.times)]
        crowds = sorted(met, key=lambda each: each.p95_ms)
        typical: Readers = crowds[len(crowds) // 2]
    failed = sum(each.failed for each in crowds)
    p95 = f"{typical.p95_ms:.0f} ms" + (f", {failed} failed" if failed else "")
    return [
        Row(
            "Region page, 50 readers at once, p95", "≤ 300 ms", p95, shown,
            typical.p95_ms <= 300 and not failed,
        ),
        Row("… median", "", f"{typical.median_ms:.0f} ms", shown),
        Row("… pages a second", "", f"{typical.pages_per_second:.0f}", shown),
        Row("… the first reader of a page", "", f"{cold.median_ms:.0f} ms", "one reader"),
        Row(
            "Database queries of a region page", "≤ 15", f"{most:.0f}",
            "`bench_inside.py queries CODE`", most <= 15,
        ),
    ]  # fmt: skip


@contextmanager
def serving(bench: Bench) -> Iterator[int]:
    """`omsyn serve` on a free port, for as long as the block lasts."""
    port = free_port()
    log = (bench.scratch / "serve.log").open("wb")
    process = subprocess.Popen(
        [OMSYN, "serve", "--port", str(port)],
        env=bench.environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        _wait_for(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)
        log.close()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(120):
        if process.poll() is not None:
            raise RuntimeError("omsyn serve ended before it answered")
        if not crowd(port, ["/helse"], 1, 1).failed:
            return
        time.sleep(0.5)
    raise RuntimeError("omsyn serve did not answer within a minute")


MEASUREMENTS: dict[str, Measurement] = {
    "import": importing,
    "load": loading,
    "projection": projection,
    "draws": bench_futures.national_job,
    "fresh": bench_futures.fresh_process,
    "sliders": bench_futures.sliders,
    "profile": knowledge_base,
    "pages": pages,
    "backtest": bench_futures.record,
    "all": everywhere,
}


def measured(name: str, bench: Bench) -> list[Row]:
    """The rows of a measurement, or one that says why there are none."""
    print(f"Measuring: {name} ...", file=sys.stderr, flush=True)
    try:
        return MEASUREMENTS[name](bench)
    except subprocess.CalledProcessError as fault:
        output = fault.stderr or fault.output or b""
        text = output if isinstance(output, str) else output.decode(errors="replace")
        last = (text.strip().splitlines() or ["no output"])[-1]
        return [Row(name, "", f"failed: {last}", "", met=False)]
    except FAULTS as fault:
        return [Row(name, "", f"failed: {type(fault).__name__}: {fault}", "", met=False)]


def page(rows: list[Row], bench: Bench) -> str:
    """The manual's page."""
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    facts = [
        *bench.facts,
        f"Measured {today}; medians of {bench.times} runs, memory the largest of them",
        f"{len(bench.places)} municipalities asked for in turn where readers are many",
    ]
    return (
        "# Performance\n\n"
        "<!-- Made by `make bench`; run it again instead of editing. -->\n\n"
        "`make bench` measures what Omsyn promises, on published statistics for all "
        "municipalities (1.66 million rows of population and the rest). A process is timed from "
        "start to end, Python's own start included. Readers ask a server on the same machine, so "
        "that they share its two cores with it.\n\n"
        + table(rows) + "\n\n" + "\n".join(f"- {fact}" for fact in facts) + "\n"
    )  # fmt: skip


def prepare(scratch: Path, times: int) -> Bench:
    """A loaded store to measure on."""
    given = os.environ.get("OMSYN_DATA") or os.environ.get("OMSYN_TEST_DATA") or ""
    beside = ROOT.parent / "shared" / "data"
    data = Path(given) if given else beside if beside.is_dir() else None
    places = ("4204", "0301", "1151", "4601", "5001", "1103", "5501", "3403", "1833", "5601")
    invented = ("9907", "9901", "9912", "9902", "9903")
    bench = Bench(
        store=scratch / "store",
        data=data,
        times=times,
        places=places if data else invented,
        scratch=scratch,
        facts=tuple(machine()),
    )
    load = ["data", "load", str(data)] if data else ["fictional", "make"]
    run([OMSYN, *load], bench.environment)
    return bench


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--all", action="store_true", help="also every municipality as files")
    parser.add_argument("--only", choices=MEASUREMENTS, nargs="+", help="some measurements")
    parser.add_argument("--write", action="store_true", help="renew the manual's page")
    parser.add_argument("--times", type=int, default=5, help="runs of each")
    given = parser.parse_args()
    names = given.only or [
        name for name in MEASUREMENTS if name != "all" or given.all
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="omsyn-bench-") as folder:
        print("Loading ...", file=sys.stderr, flush=True)
        bench = prepare(Path(folder), given.times)
        rows = []
        for name in names:
            found = measured(name, bench)
            print(table(found), file=sys.stderr, flush=True)
            rows += found
    if not given.all and not given.only:
        what = "All municipalities as Word and PDF"
        rows.append(Row(what, "≤ 600 s", "not measured: takes minutes, ask with `--all`", ""))
    print(table(rows))
    if given.write:
        print(written(rows, bench, whole=not given.only), file=sys.stderr)
    return 1 if any(row.met is False for row in rows) else 0


def written(rows: list[Row], bench: Bench, *, whole: bool) -> str:
    """Renew the manual's page, or say why it was left as it is."""
    if bench.data is None:
        return "Not written: the fictional county was measured."
    if not whole:
        return "Not written: not everything was measured."
    if any(row.result.startswith("failed") for row in rows):
        return "Not written: a measurement failed."
    PAGE.write_text(page(rows, bench), encoding="utf-8")
    return f"Written to {PAGE.relative_to(ROOT)}."


if __name__ == "__main__":
    sys.exit(main())
