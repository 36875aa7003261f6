"""The futures and the what-if page measured: the national job, the sliders, the record."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from bench_measure import median_run, run
from bench_rows import (
    OMSYN,
    PYTHON,
    Bench,
    Row,
    inside,
    milliseconds_row,
    seconds_row,
)

BAYESPOP = 18e6
"""Cell updates a second of the C kernel of bayesPop on one core of this class, as published in the
specification: 125 seconds for the national job."""
TIMES_BAYESPOP = 25
NEED_MS, PEOPLE_MS, BACKTEST_SECONDS = 100, 200, 600
LARGEST_DIFFERENCE = 1e-4
"""Relative difference of a cell from the reference in double precision that counts as equal."""
SHOWN_PLACES = 3


def national_job(bench: Bench) -> list[Row]:
    """A thousand futures of all municipalities together, held against the one in NumPy."""
    found = inside(bench, "draws", bench.places[0])
    shown = "`bench_inside.py draws CODE`"
    gigabytes, cells = found["peak_bytes"] / 1e9, found["cells_a_second"]
    ratio = cells / BAYESPOP
    alone = "1,000 draws of one municipality that was not asked for before"
    what = f"1,000 joint draws of all municipalities, 30 years ({found['cells'] / 1e9:.2f}e9 cells)"
    return [
        seconds_row(what, 5, found["joint"], "bench_inside.py draws CODE"),
        Row("… largest memory", "≤ 2 GB", f"{gigabytes:.2f} GB", "as above", gigabytes <= 2),
        Row(
            "… cell updates a second", "≥ 450 million", f"{cells / 1e6:.0f} million", "as above",
            ratio >= TIMES_BAYESPOP,
        ),
        Row(
            "… against the C kernel of bayesPop, 18 million a second", f"≥ {TIMES_BAYESPOP} times",
            f"{ratio:.0f} times", "as above", ratio >= TIMES_BAYESPOP,
        ),
        milliseconds_row(alone, 100, 1000 * found["alone"], shown),
        *_against_numpy(bench),
    ]  # fmt: skip


def _against_numpy(bench: Bench) -> list[Row]:
    found = inside(bench, "reference")
    draws, years = found["draws"], found["years"]
    shown = f"`bench_inside.py reference`: {draws} draws, {years} years, all municipalities"
    return [
        Row(
            "Largest difference from the reference in NumPy, any municipality, sex and age",
            f"≤ {LARGEST_DIFFERENCE:g}", f"{found['largest']:.1e}", shown,
            found["largest"] <= LARGEST_DIFFERENCE,
        ),
        Row(
            "… the reference's cell updates a second, double precision", "",
            f"{found['numpy_cells_a_second'] / 1e6:.1f} million", shown,
        ),
        Row(
            "… the kernel on the same job", "",
            f"{found['kernel_cells_a_second'] / found['numpy_cells_a_second']:.0f} times as many",
            shown,
        ),
    ]  # fmt: skip


def fresh_process(bench: Bench) -> list[Row]:
    """The first answer of a process that has everything kept: compiled code and futures."""
    code = bench.places[0]
    need: list[str | Path] = [OMSYN, "need", code, "--to", "2040", "--draws", "1000"]
    asked = (
        "import omsyn; "
        f"made = omsyn.region_draws(omsyn.open_store(), '{code}'); "
        "made.fan(80).to_frame(made.years)"
    )
    keep_all(bench)
    run(need, bench.environment)
    _until_first_page(bench, code)
    return [
        seconds_row(
            "First draws of a fresh process, in Python", 3,
            median_run([PYTHON, "-c", asked], bench.environment, bench.times).seconds,
            "python -c omsyn.region_draws(...)",
        ),
        seconds_row(
            "First need with intervals of a fresh process", 3,
            median_run(need, bench.environment, bench.times).seconds,
            f"omsyn need {code} --draws 1000",
        ),
        seconds_row(
            "First what-if page with intervals of a fresh process", 3,
            statistics.median(_until_first_page(bench, code) for _ in range(bench.times)),
            "bench_inside.py first CODE",
        ),
    ]  # fmt: skip


def keep_all(bench: Bench) -> None:
    """Make what a server keeps after new data, so that nothing is made behind what is measured."""
    asked = (
        "import omsyn; from omsyn.demography.draws import region_fans; "
        f"store = omsyn.open_store(); region_fans(store, '{bench.places[0]}'); "
        f"omsyn.region_backtest(store, '{bench.places[0]}')"
    )
    run([PYTHON, "-c", asked], bench.environment)


def _until_first_page(bench: Bench, code: str) -> float:
    """Seconds from the start of a process to its answer: a server does not stop after one page."""
    started = time.time()
    answered: float = inside(bench, "first", code)["answered"]
    return answered - started


def sliders(bench: Bench) -> list[Row]:
    """The server's time for an answer, slider by slider, for some municipalities."""
    keep_all(bench)
    found = {code: inside(bench, "sliders", code) for code in bench.places[:SHOWN_PLACES]}
    rows = []
    for kind, goal, what in (
        ("need", NEED_MS, "need levers"),
        ("people", PEOPLE_MS, "population: alternatives and newcomers"),
    ):
        for code, each in found.items():
            rows += _slider_rows(kind, goal, f"Slider, {what}, {code}, 1,000 draws", each)
    return rows


def _slider_rows(kind: str, goal: float, what: str, found: dict[str, Any]) -> list[Row]:
    p95, without = found[f"{kind}_p95"], found["without"]
    shown = f"`bench_inside.py sliders CODE`: {found[f'{kind}_positions']} positions, warm"
    result = f"{p95:.0f} ms" + (f", {without} without intervals" if without else "")
    met = p95 <= goal and not without
    middle = f"{found[f'{kind}_median']:.0f} ms, at most {found[f'{kind}_largest']:.0f} ms"
    return [
        Row(f"{what}: p95 of the server's time", f"≤ {goal} ms", result, shown, met),
        Row("… median, and the slowest of all", "", middle, "as above"),
    ]


def record(bench: Bench) -> list[Row]:
    """The whole backtest, without and with intervals."""
    out = bench.scratch / "backtest.md"
    command: list[str | Path] = [OMSYN, "backtest", "--out", out]
    bare = run([*command, "--draws", "0"], bench.environment)
    drawn = run(command, bench.environment)
    gigabytes = drawn.peak_bytes / 1e9
    return [
        seconds_row(
            "Full backtest, all origins and horizons", BACKTEST_SECONDS, bare.seconds,
            "omsyn backtest --draws 0 --out FILE.md",
        ),
        seconds_row(
            "… with intervals from 200 draws at each origin", BACKTEST_SECONDS, drawn.seconds,
            "omsyn backtest --out FILE.md",
        ),
        Row("… largest memory", "", f"{gigabytes:.2f} GB", "as above"),
    ]  # fmt: skip
